// Follows links: those of Telegram act inside the page, all others open a new tab.

import { api } from "./api.js";
import { chooseChat, toast } from "./dialogs.js";
import { isPrivate, openChat, state } from "./state.js";
import { speaker } from "./speaker.js";
import { t } from "./texts.js";

const TELEGRAM = ["t.me", "telegram.me", "telegram.dog"];

export function show(chatId, messageId) {
  location.hash = messageId ? `#chat/${chatId}/${messageId}` : `#chat/${chatId}`;
}

export function openLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return toast(t("link.bad"));
  }
  if (url.protocol === "tg:") return follow(url.hostname, url.searchParams);
  if (TELEGRAM.includes(url.hostname)) {
    const [first, second, third] = url.pathname.split("/").filter(Boolean);
    if (first === "share") return follow("msg_url", url.searchParams);
    if (first === "c") return byNumber(second, third);
    url.searchParams.set("domain", first ?? "");
    if (second) url.searchParams.set("post", second);
    return follow("resolve", url.searchParams);
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return toast(t("link.bad"));
  window.open(url.href, "_blank", "noopener,noreferrer");
}

function byNumber(number, message) {
  const id = Number(`-100${number}`);
  if (state.chats.has(id)) show(id, message);
  else toast(t("link.unknown"));
}

function follow(kind, query) {
  if (kind === "msg_url") return share([query.get("url"), query.get("text")].filter(Boolean).join("\n"));
  if (kind !== "resolve") return toast(t("link.unknown"));
  const name = (query.get("domain") ?? "").toLowerCase();
  if (name === state.bot.username?.toLowerCase()) return toBot(query);
  for (const chat of state.chats.values()) {
    if (chat.username?.toLowerCase() === name) return show(chat.id, query.get("post"));
  }
  return toast(t("link.unknown"));
}

async function toBot(query) {
  if (query.has("startgroup")) {
    const id = await chooseChat(t("choose.group"), (chat) => chat.type.endsWith("group"));
    return id && addBot(id, query, query.get("startgroup"));
  }
  if (query.has("startchannel")) {
    const id = await chooseChat(t("choose.channel"), (chat) => chat.type === "channel");
    return id && addBot(id, query, null);
  }
  const chat = openChat();
  const person = chat && !isPrivate(chat) ? speaker(chat) : (chat?.id ?? [...state.people.keys()][0]);
  show(person);
  if (query.has("start")) await api.start(person, { parameter: query.get("start") });
}

async function addBot(id, query, parameter) {
  const channel = state.chats.get(id).type === "channel";
  const status = channel || query.has("admin") ? "administrator" : "member";
  await api.member(id, { user: "bot", status, by: speaker(state.chats.get(id)) });
  if (parameter && parameter !== "true") {
    await api.start(id, { from: speaker(state.chats.get(id)), parameter });
  }
  show(id);
}

async function share(text) {
  const id = await chooseChat(t("choose.share"), () => true);
  if (!id) return;
  await api.write(id, { from: speaker(state.chats.get(id)), text });
  show(id);
}
