// Searches the open chat for words or a hashtag, and offers to send them to the bot.

import { h, icon, iconButton } from "./dom.js";
import { listen, tell } from "./state.js";
import { t } from "./texts.js";
import { find, jump } from "./transcript.js";

let box = null;
let found = [];
let at = 0;

export function finder() {
  const field = h("input", {
    type: "search",
    "aria-label": t("find"),
    placeholder: t("find"),
    dir: "auto",
    oninput: () => look(),
    onkeydown: (event) => {
      if (event.key === "Enter") step(event.shiftKey ? 1 : -1);
      if (event.key === "Escape") hide();
    },
  });
  const count = h("span", { class: "finder-count", role: "status" });
  const send = () => {
    tell("send", field.value.trim());
    hide();
  };
  box = h(
    "div",
    { class: "finder", hidden: true },
    icon("search"),
    field,
    count,
    iconButton("up", t("find.older"), () => step(-1)),
    iconButton("down", t("find.newer"), () => step(1)),
    h("button", { type: "button", class: "text-button", onclick: send }, t("find.send")),
    iconButton("close", t("close"), hide),
  );
  return box;
}

listen("find", (words) => {
  box.hidden = false;
  const field = box.querySelector("input");
  field.value = words;
  field.focus();
  look();
});

function hide() {
  box.hidden = true;
}

function look() {
  const words = box.querySelector("input").value.trim();
  found = words ? find(words) : [];
  at = found.length - 1;
  step(0);
}

function step(by) {
  if (found.length) at = (at + by + found.length) % found.length;
  const words = box.querySelector("input").value.trim();
  box.querySelector(".finder-count").textContent = words
    ? t("find.count", { at: found.length ? found.length - at : 0, all: found.length })
    : "";
  if (found.length) jump(found[at].message_id);
}
