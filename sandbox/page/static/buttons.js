// Draws the keyboard under a message and presses its buttons.

import { api } from "./api.js";
import { alertBox, attempt, chooseChat, toast } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { copy } from "./entities.js";
import { openLink, show } from "./links.js";
import { speaker } from "./speaker.js";
import { state, tell } from "./state.js";
import { t } from "./texts.js";

const MARKS = { url: "link", switch_inline_query: "share", copy_text: "copy" };
const WAIT_SECONDS = 5;

export function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h(
    "div",
    { class: "keyboard", role: "group", "aria-label": t("keyboard") },
    rows.map((row, y) =>
      h(
        "div",
        { class: "row" },
        row.map((button, x) => key(message, button, y, x)),
      ),
    ),
  );
}

function key(message, button, row, column) {
  const mark = Object.keys(MARKS).find((kind) => kind in button);
  const run = (event) => attempt(() => press(message, button, row, column, event.currentTarget));
  return h(
    "button",
    { type: "button", class: `key ${button.style ?? ""}`, onclick: run },
    h("bdi", {}, button.text),
    mark && icon(MARKS[mark], "mark"),
  );
}

async function press(message, button, row, column, element) {
  const chat = state.chats.get(message.chat.id);
  if (button.url) return openLink(button.url);
  if (button.copy_text) {
    await copy(button.copy_text.text);
    return toast(t("copied"));
  }
  if ("switch_inline_query_current_chat" in button) {
    return tell("prefill", { text: `@${state.bot.username} ${button.switch_inline_query_current_chat}` });
  }
  if ("switch_inline_query" in button || "switch_inline_query_chosen_chat" in button) {
    const words = button.switch_inline_query ?? button.switch_inline_query_chosen_chat.query ?? "";
    const id = await chooseChat(t("choose.share"), () => true);
    if (!id) return null;
    show(id);
    return setTimeout(() => tell("prefill", { text: `@${state.bot.username} ${words}` }), 50);
  }
  if (!("callback_data" in button)) return toast(t("button.unknown"));
  element.classList.add("waiting");
  element.setAttribute("aria-busy", "true");
  try {
    const answer = await api.press(chat.id, {
      from: speaker(chat),
      message_id: message.message_id,
      row,
      column,
      wait_seconds: WAIT_SECONDS,
    });
    if (!answer.answered) return toast(t("button.silent", { count: WAIT_SECONDS }));
    if (answer.url) openLink(answer.url);
    if (answer.text) (answer.show_alert ? alertBox : toast)(answer.text);
  } finally {
    element.classList.remove("waiting");
    element.removeAttribute("aria-busy");
  }
  return null;
}
