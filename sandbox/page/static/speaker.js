// Knows who of the invented people is speaking in each chat: one visitor plays them all.

import { api } from "./api.js";
import { isPrivate, state, tell } from "./state.js";

const RANK = ["creator", "administrator", "member", "restricted"];
const chosen = new Map();
const members = new Map();

// "anonymous" and "channel" stand for the chat itself speaking; a person stands behind them.
export function voice(chat) {
  return chosen.get(chat.id) ?? { person: fallback(chat), as: chat.type === "channel" ? "channel" : "self" };
}

export const speaker = (chat) => (isPrivate(chat) ? chat.id : voice(chat).person);

export function speakAs(chat, person, as) {
  chosen.set(chat.id, { person, as });
  tell("speaker", chat.id);
}

function fallback(chat) {
  const there = membersOf(chat).filter((one) => !one.user.is_bot);
  return there[0]?.user.id ?? [...state.people.keys()][0];
}

export const membersOf = (chat) => members.get(chat.id) ?? [];

export async function loadMembers(chat) {
  if (isPrivate(chat)) return;
  const answer = await api.chat(chat.id);
  const there = answer.members.filter((one) => RANK.includes(one.status));
  there.sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status));
  const same = JSON.stringify(there) === JSON.stringify(members.get(chat.id));
  members.set(chat.id, there);
  if (!same) tell("speaker", chat.id);
}
