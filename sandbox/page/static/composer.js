// The input line: writes, replies, edits, and says in whose name; suggestions stand above it.

import { api } from "./api.js";
import { attempt } from "./dialogs.js";
import { fill, h, icon, iconButton, option } from "./dom.js";
import { membersOf, speakAs, speaker, voice } from "./speaker.js";
import { suggestions } from "./suggestions.js";
import { isPrivate, listen, openChat, personName, state } from "./state.js";
import { t } from "./texts.js";

const TALLEST_PIXELS = 180;
const drafts = new Map();
let now = null; // the composer on the page: {chat, field, bar, reply, editing}

export function composer(chat) {
  const field = h("textarea", {
    id: "composer",
    rows: "1",
    dir: "auto",
    placeholder: t(chat.type === "channel" ? "composer.post" : "composer.write"),
    "aria-label": t("composer.write"),
    "aria-autocomplete": "list",
    "aria-controls": "suggestions",
    value: drafts.get(chat.id) ?? "",
  });
  const above = suggestions(field, { chat: () => openChat(), send });
  const bar = h("div", { class: "quoting" });
  now = { chat, field, bar, above, reply: null, editing: null };
  const press = (event) => {
    if (above.key(event)) return;
    if (event.key === "Escape" && (now.reply || now.editing)) quote(null, null);
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(field.value);
    }
    if (event.key === "ArrowUp" && field.value === "") lastOwn();
  };
  field.addEventListener("keydown", press);
  field.addEventListener("input", () => {
    drafts.set(chat.id, field.value);
    grow();
    above.look();
  });
  const form = h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => {
        event.preventDefault();
        send(field.value);
      },
    },
    !isPrivate(chat) && voices(chat),
    chat.type !== "channel" && commandsButton(above),
    field,
    h("button", { class: "send", "aria-label": t("send"), title: t("send") }, icon("send", "flip")),
  );
  requestAnimationFrame(grow);
  return [above.element, bar, form];
}

function commandsButton(above) {
  const props = { type: "button", class: "commands", "aria-label": t("commands"), onclick: () => above.commands() };
  return h("button", props, icon("menu"), h("span", {}, t("commands")));
}

function voices(chat) {
  const people = membersOf(chat).filter((one) => !one.user.is_bot);
  const spoken = voice(chat);
  const options = people.flatMap(({ user, status }) => {
    const mine = (as) => spoken.person === user.id && spoken.as === as;
    if (chat.type === "channel") {
      const posts = ["creator", "administrator"].includes(status);
      return posts ? [option(`${user.id} channel`, personName(user), mine("channel"))] : [];
    }
    const rows = [option(`${user.id} self`, personName(user), mine("self"))];
    if (status === "creator" || status === "administrator") {
      const words = t("voice.anonymous", { name: user.first_name });
      rows.push(option(`${user.id} anonymous`, words, mine("anonymous")));
    }
    return rows;
  });
  const strangers = [...state.people.values()].filter((one) => !people.some(({ user }) => user.id === one.id));
  if (chat.type !== "channel") options.push(...strangers.map((one) => joiner(one, spoken)));
  const change = (event) => {
    const [id, as] = event.target.value.split(" ");
    attempt(() => become(chat, Number(id), as));
  };
  return h("select", { class: "voice", "aria-label": t("voice"), title: t("voice"), onchange: change }, options);
}

const joiner = (person, spoken) =>
  option(`${person.id} join`, t("voice.join", { name: personName(person) }), spoken.person === person.id);

async function become(chat, person, as) {
  if (as === "join") await api.member(chat.id, { user: person, status: "member" });
  speakAs(chat, person, as === "join" ? "self" : as);
}

async function send(text) {
  const words = text.trim();
  if (!words || !now) return;
  const { chat, field, reply, editing } = now;
  const done = await attempt(() => {
    if (editing) return api.edit(chat.id, { from: speaker(chat), message_id: editing.message_id, text: words });
    const body = { from: speaker(chat), text: words };
    if (!isPrivate(chat)) body.as = voice(chat).as;
    if (state.topic) body.topic = state.topic;
    if (reply) Object.assign(body, { reply_to: reply.message_id }, reply.topic && { topic: reply.topic });
    return api.write(chat.id, body);
  });
  if (!done) return;
  if (field.value === text || editing) field.value = "";
  drafts.delete(chat.id);
  quote(null, null);
  now?.above.close();
  grow();
  field.focus();
}

function grow() {
  if (!now) return;
  now.field.style.height = "auto";
  now.field.style.height = `${Math.min(now.field.scrollHeight, TALLEST_PIXELS)}px`;
}

function quote(reply, editing) {
  if (!now) return;
  Object.assign(now, { reply, editing });
  const message = reply ?? editing;
  fill(
    now.bar,
    message && icon(editing ? "edit" : "reply", "flip"),
    message && h("span", { class: "quoting-kind" }, t(editing ? "composer.editing" : "composer.replying")),
    message && h("span", { class: "quoting-words", dir: "auto" }, message.text ?? message.caption ?? t("message.photo")),
    message && iconButton("close", t("close"), () => quote(null, null)),
  );
  if (message) now.field.focus();
}

function lastOwn() {
  const all = [...(state.transcripts.get(now.chat.id)?.messages.values() ?? [])];
  const own = all.findLast((one) => !one.outgoing && !one.deleted && one.text && one.from?.id === speaker(now.chat));
  if (own) startEdit(own);
}

function startEdit(message) {
  quote(null, message);
  now.field.value = message.text;
  grow();
}

function prefill(text) {
  if (!now) return;
  now.field.value = text;
  now.field.focus();
  now.field.setSelectionRange(text.length, text.length);
  grow();
  now.above.look();
}

listen("reply", (message) => quote(message, null));
listen("edit", startEdit);
listen("prefill", ({ text }) => prefill(text));
listen("send", (text) => send(text));
listen("commands", () => now?.above.forget());
