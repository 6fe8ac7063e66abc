// Offers what can be done with the open chat: the bot's place in it, topics, blocking, clearing.

import { api } from "./api.js";
import { ask, menu } from "./dialogs.js";
import { show } from "./links.js";
import { speaker } from "./speaker.js";
import { isPrivate, state, tell } from "./state.js";
import { t } from "./texts.js";

export function chatMenu(chat, anchor) {
  menu(anchor, t("chat.menu"), isPrivate(chat) ? personal(chat) : shared(chat));
}

function personal(chat) {
  const blocked = chat.bot?.status === "kicked";
  return [
    chat.bot?.status === "member" && ["bot", t("chat.start"), () => api.start(chat.id, {})],
    blocked
      ? ["refresh", t("unblock"), () => api.act(chat.id, "unblock")]
      : ["block", t("block"), () => api.act(chat.id, "block"), true],
    ["broom", t("chat.clear"), () => clear(chat), true],
  ];
}

function shared(chat) {
  const bot = (status) => () => api.member(chat.id, { user: "bot", status, by: speaker(chat) });
  const status = chat.bot?.status;
  const inside = ["member", "administrator", "restricted"].includes(status);
  return [
    !inside && chat.type !== "channel" && ["plus", t("bot.add"), bot("member")],
    status !== "administrator" && ["plus", t("bot.promote"), bot("administrator")],
    status === "administrator" && chat.type !== "channel" && ["bot", t("bot.demote"), bot("member")],
    chat.is_forum && ["topic", t("topic.new"), () => newTopic(chat)],
    chat.type === "group" && ["refresh", t("faults.migrate"), () => migrate(chat)],
    inside && ["block", t("bot.remove"), bot("kicked"), true],
    ["broom", t("chat.clear"), () => clear(chat), true],
  ];
}

async function newTopic(chat) {
  const name = await ask(t("topic.new"));
  if (name) await api.act(chat.id, "topics", { name, by: speaker(chat) });
}

async function migrate(chat) {
  const { chat_id: id } = await api.act(chat.id, "migrate");
  show(id);
}

async function clear(chat) {
  await api.act(chat.id, "clear");
  state.transcripts.delete(chat.id);
  chat.last = null;
  tell("all");
}
