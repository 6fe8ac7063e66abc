// What stands above the input line: the bot's commands, or the results of an inline query.

import { api } from "./api.js";
import { attempt } from "./dialogs.js";
import { fill, h } from "./dom.js";
import { speaker } from "./speaker.js";
import { isPrivate, state } from "./state.js";
import { t } from "./texts.js";

const PAUSE_MILLISECONDS = 250;
const CHAT_TYPES = { private: "sender", group: "group", supergroup: "supergroup", channel: "channel" };

export function suggestions(field, { chat, send }) {
  const element = h("div", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": t("suggestions"), hidden: true });
  let known = null; // commands as this person sees them here
  let inline = null; // {query, id, next, rows}
  let chosen = -1;
  let timer = 0;
  let turn = 0;

  const rows = () => [...element.querySelectorAll("[role=option]")];

  function close() {
    turn += 1; // an answer that is still on its way must not open it again
    element.hidden = true;
    fill(element);
    chosen = -1;
    inline = null;
    clearTimeout(timer);
    field.removeAttribute("aria-activedescendant");
  }

  function show(...children) {
    fill(element, children);
    rows().forEach((row, index) => row.setAttribute("id", `suggestion-${index}`));
    element.hidden = false;
    chosen = -1;
  }

  function highlight(index) {
    const all = rows();
    if (!all.length) return;
    chosen = (index + all.length) % all.length;
    all.forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
    all[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[chosen].id);
  }

  async function commands(words = "") {
    if (!element.hidden && !inline && words === "" && field.value === "") return close();
    const here = chat();
    const mine = ++turn;
    known ??= (await attempt(() => api.commands(here.id, speaker(here))))?.commands ?? null;
    if (mine !== turn) return null;
    const fits = (known ?? []).filter(({ command }) => command.startsWith(words));
    if (!fits.length && words) return close();
    show(
      fits.map(({ command, description }) =>
        h(
          "div",
          { class: "suggestion", role: "option", onpointerdown: hold, onclick: () => run(command) },
          h("bdi", { class: "command", dir: "ltr" }, `/${command}`),
          h("span", { class: "about", dir: "auto" }, description),
        ),
      ),
      !fits.length && h("p", { class: "empty" }, t("commands.none")),
    );
    return null;
  }

  function run(command) {
    const here = chat();
    const full = isPrivate(here) ? `/${command}` : `/${command}@${state.bot.username}`;
    if (field.value.startsWith("/")) field.value = "";
    close();
    send(full);
  }

  async function ask(query, offset = "") {
    const here = chat();
    const mine = ++turn;
    const type = isPrivate(here) ? CHAT_TYPES.private : CHAT_TYPES[here.type];
    if (!inline) show(h("p", { class: "empty" }, t("inline.searching")));
    const answer = await attempt(() => api.inline({ from: speaker(here), query, offset, chat_type: type }));
    if (mine !== turn || !answer) return;
    const fresh = answer.results.map((result) => resultRow(result, answer.inline_query_id));
    const earlier = offset ? inline.rows : [];
    inline = { query, id: answer.inline_query_id, next: answer.next_offset, rows: [...earlier, ...fresh] };
    const at = element.scrollTop;
    show(
      answer.button && h("button", { type: "button", class: "inline-button", onclick: () => press(answer.button) }, answer.button.text),
      inline.rows,
      !inline.rows.length && h("p", { class: "empty" }, t(answer.answered ? "inline.none" : "inline.silent")),
    );
    if (offset) element.scrollTop = at;
  }

  async function press(button) {
    close();
    if (button.start_parameter) await attempt(() => api.start(speaker(chat()), { parameter: button.start_parameter }));
    location.hash = `#chat/${speaker(chat())}`;
  }

  function resultRow(result, queryId) {
    const title = result.title ?? result.caption ?? result.type;
    const pick = async () => {
      field.value = "";
      close();
      const body = { from: speaker(chat()), inline_query_id: queryId, result_id: result.id };
      if (state.topic) body.topic = state.topic;
      await attempt(() => api.choose(chat().id, body));
      field.focus();
    };
    return h(
      "div",
      { class: "suggestion result", role: "option", onpointerdown: hold, onclick: pick },
      thumbnail(local(result.thumbnail_url ?? result.photo_url), [...title][0] ?? ""),
      h(
        "span",
        { class: "result-lines" },
        h("strong", { dir: "auto" }, title),
        h("span", { class: "about", dir: "auto" }, result.description ?? ""),
      ),
    );
  }

  function look() {
    const text = field.value;
    clearTimeout(timer);
    if (/^\/\w*$/.test(text)) return void commands(text.slice(1).toLowerCase());
    const name = `@${state.bot.username} `.toLowerCase();
    if (text.toLowerCase().startsWith(name)) {
      const query = text.slice(name.length);
      timer = setTimeout(() => ask(query), PAUSE_MILLISECONDS);
      return;
    }
    close();
  }

  function key(event) {
    if (element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) highlight(chosen < 0 && step < 0 ? -1 : chosen + step);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) rows()[chosen].click();
    else if (event.key === "Enter" && inline) return swallow(event);
    else return false;
    return swallow(event);
  }

  element.addEventListener("scroll", () => {
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (!inline?.next || left > 80) return;
    const { query, next } = inline;
    inline.next = "";
    ask(query, next);
  });

  return { element, look, key, close, commands, forget: () => (known = null) };
}

// The input line keeps the focus while something above it is pressed.
const hold = (event) => event.preventDefault();

function swallow(event) {
  event.preventDefault();
  return true;
}

// A newsroom may name a photo that is none; then the first letter stands in its place.
function thumbnail(address, letter) {
  const instead = h("span", { class: "no-image" }, letter);
  if (!address) return instead;
  const image = h("img", { src: address, alt: "", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(instead));
  return image;
}

// The page's policy loads pictures from this machine only; others are left out.
function local(address) {
  if (!address) return null;
  const { hostname, href } = new URL(address, location.href);
  return ["127.0.0.1", "localhost"].includes(hostname) ? href : null;
}
