// Shows the messages of the open chat: draws each once, keeps the end in sight, loads older ones.

import { author, continues, draw } from "./message.js";
import { day, dayKey } from "./clock.js";
import { api } from "./api.js";
import { attempt, menu, rawBox } from "./dialogs.js";
import { arrowKeys, fill, h, iconButton } from "./dom.js";
import { copy } from "./entities.js";
import { inAlbums } from "./media.js";
import { speaker } from "./speaker.js";
import { isPrivate, listen, loadOlder, openChat, state, tell, typingIn } from "./state.js";
import { t } from "./texts.js";

const NEAR_END = 120;
let drawn = new Map();
let log, scroller, down, hint;
let missed = 0;
let atEnd = true;
let arrived = false;
let framed = null; // the chat whose messages are in the log

export function transcriptView() {
  log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": t("log.label") });
  hint = h("div", { class: "pill typing-bubble", role: "status" });
  scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": t("log.label"), role: "region" }, log, hint);
  down = iconButton("down", t("log.down"), () => toEnd("smooth"), "to-end");
  scroller.addEventListener("scroll", onScroll, { passive: true });
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
  new ResizeObserver(() => atEnd && toEnd()).observe(log);
  arrowKeys(scroller, "article.message");
  scroller.addEventListener("keydown", onKey);
  drawn.clear();
  framed = null;
  return h("div", { class: "history" }, scroller, down);
}

const here = (id) => id === framed && id === state.open;
listen("messages", (id) => here(id) && update());
listen("typing", (id) => here(id) && typing());
listen("speaker", (id) => here(id) && update());

export function redraw() {
  framed = state.open;
  atEnd = true;
  drawn.clear();
  arrived = false;
  missed = 0;
  fill(log);
  update();
  typing();
  toEnd();
}

function visible(chat) {
  const all = [...(state.transcripts.get(chat.id)?.messages.values() ?? [])];
  return state.topic ? all.filter((one) => one.topic === state.topic) : all;
}

function update() {
  const chat = openChat();
  if (!chat) return;
  const messages = visible(chat);
  const entries = inAlbums(messages);
  const wanted = [];
  const next = new Map();
  entries.forEach(({ message, album, ids }, index) => {
    const before = entries[index - 1]?.message;
    if (!before || dayKey(before.date) !== dayKey(message.date)) {
      const key = `day ${dayKey(message.date)}`;
      const line = drawn.get(key) ?? { node: h("div", { class: "pill day" }, h("span", {}, day(message.date))) };
      next.set(key, line);
      wanted.push(line.node);
    }
    const view = { ...viewOf(chat, message, before, entries[index + 1]?.message), album };
    const parts = album?.map((one) => `${one.message_id}.${one.edits}`).join(" ") ?? "";
    const flags = `${view.own}${view.first}${view.last}${view.sent} ${parts}`;
    const known = drawn.get(message.message_id);
    const same = known && known.message === message && known.flags === flags;
    const kept = same ? known : { message, flags, node: draw(message, view) };
    if (!same) mark(kept.node, known, message);
    for (const id of ids) next.set(id, kept);
    wanted.push(kept.node);
  });
  const fresh = messages.length - (drawn.size && arrived ? countMessages() : messages.length);
  drawn = next;
  sync(wanted);
  if (atEnd) toEnd();
  else if (fresh > 0) missed += fresh;
  arrived = true;
  showDown();
}

const countMessages = () => [...drawn.keys()].filter((key) => typeof key === "number").length;

function mark(node, known, message) {
  if (!arrived) return;
  if (!known) node.classList.add("arrives");
  else if (known.message.edits !== message.edits) node.classList.add("changes");
}

function sync(wanted) {
  const keep = new Set(wanted);
  for (const child of [...log.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, index) => {
    if (log.children[index] !== node) log.insertBefore(node, log.children[index] ?? null);
  });
}

function viewOf(chat, message, before, after) {
  const channel = chat.type === "channel";
  const own = !channel && !message.outgoing && message.from?.id === speaker(chat) && !message.sender_chat;
  return {
    own,
    sent: own,
    first: !before || !continues(before, message) || dayKey(before.date) !== dayKey(message.date),
    last: !after || after.deleted || !continues(message, after),
    faces: !isPrivate(chat) && !channel,
    topic: state.topic ? null : chat.topics?.find((one) => one.id === message.topic)?.name,
    quoted: (one) => state.transcripts.get(chat.id)?.messages.get(one.reply_to_message?.message_id),
    act: {
      menu: openMenu,
      jump,
      hashtag: (words) => tell("find", words),
      command: (words) => attempt(() => tell("send", words)),
      mention: (words) => tell("prefill", { text: `${words} ` }),
    },
  };
}

function openMenu(message, anchor) {
  const chat = openChat();
  const own = message.from?.id === speaker(chat) && !message.outgoing;
  menu(anchor, t("message.menu"), [
    ["reply", t("message.reply"), () => tell("reply", message)],
    chat.type === "channel" && ["like", t("message.like"), () => like(chat, message)],
    own && message.text && ["edit", t("message.edit"), () => tell("edit", message)],
    (message.text ?? message.caption) && ["copy", t("message.copy"), () => copy(message.text ?? message.caption)],
    ["code", t("message.raw"), () => rawBox(message)],
    ["trash", t("message.delete"), () => api.erase(chat.id, [message.message_id]), true],
  ]);
}

function like(chat, message) {
  const count = (message.reactions["👍"] ?? 0) + 1;
  return attempt(() => api.act(chat.id, "react", { message_id: message.message_id, emoji: "👍", count }));
}

function onKey(event) {
  const article = event.target.closest("article.message");
  if (!article || event.target !== article) return;
  if (event.key === "Enter" || event.key === "ContextMenu") {
    event.preventDefault();
    openMenu(drawn.get(Number(article.dataset.id)).message, article.querySelector(".message-menu"));
  }
}

export function jump(messageId) {
  const node = drawn.get(Number(messageId))?.node;
  if (!node) return;
  atEnd = false;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("changes");
  requestAnimationFrame(() => node.classList.add("changes"));
}

function toEnd(behavior = "instant") {
  scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  missed = 0;
  showDown();
}

async function onScroll() {
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  if (atEnd) missed = 0;
  showDown();
  const chat = openChat();
  if (scroller.scrollTop > 60 || !chat || !state.transcripts.get(chat.id)?.more) return;
  const height = scroller.scrollHeight;
  arrived = false;
  await attempt(() => loadOlder(chat.id));
  scroller.scrollTop += scroller.scrollHeight - height;
}

function showDown() {
  down.classList.toggle("shown", !atEnd);
  down.dataset.missed = missed > 0 ? String(missed) : "";
}

function typing() {
  const now = typingIn(state.open);
  hint.classList.toggle("shown", Boolean(now));
  fill(hint, now && h("span", {}, t("typing"), h("i", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"))));
  if (atEnd) toEnd();
}

export const find = (words) => {
  const chat = openChat();
  const key = words.toLowerCase();
  return visible(chat).filter((one) => (one.text ?? one.caption ?? "").toLowerCase().includes(key) && author(one));
};
