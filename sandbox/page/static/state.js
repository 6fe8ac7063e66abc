// Holds what the page knows: people, chats, transcripts; tells who listens when it changes.

import { api } from "./api.js";

const KEPT = 400;

export const state = {
  bot: null,
  people: new Map(),
  chats: new Map(),
  transcripts: new Map(),
  unread: new Map(),
  typing: new Map(),
  faults: [],
  limits: null,
  open: null,
  topic: null,
  eventId: 0,
};

const bus = new EventTarget();

export function tell(what, detail) {
  bus.dispatchEvent(new CustomEvent(what, { detail }));
}

export function listen(what, then) {
  bus.addEventListener(what, (event) => then(event.detail));
}

export async function load() {
  const fresh = await api.state();
  Object.assign(state, { bot: fresh.bot, faults: fresh.faults, limits: fresh.limits });
  state.eventId = fresh.event_id;
  state.people = new Map(fresh.people.map((person) => [person.id, person]));
  state.chats = new Map(fresh.chats.map((chat) => [chat.id, chat]));
  state.transcripts.clear();
  state.typing.clear();
  if (!state.chats.has(state.open)) state.open = null;
  tell("all");
}

export const chatTitle = (chat) =>
  chat.title ?? [chat.first_name, chat.last_name].filter(Boolean).join(" ");
export const personName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
export const isPrivate = (chat) => chat.type === "private";
export const openChat = () => state.chats.get(state.open);

// What happens while a transcript is on its way is kept, and laid over it when it is here.
export async function transcript(chatId) {
  const known = state.transcripts.get(chatId);
  if (known) return known.loaded;
  const entry = { messages: new Map(), more: false };
  entry.loaded = api.messages(chatId).then(
    ({ messages, more }) => {
      const first = messages[0]?.message_id ?? 0;
      const since = [...entry.messages].filter(([id]) => id >= first);
      const all = new Map([...messages.map((one) => [one.message_id, one]), ...since]);
      entry.messages = new Map([...all].sort(([a], [b]) => a - b));
      entry.more = more;
      entry.loaded = null;
    },
    (error) => {
      state.transcripts.delete(chatId);
      throw error;
    },
  );
  state.transcripts.set(chatId, entry);
  return entry.loaded;
}

export async function loadOlder(chatId) {
  const known = state.transcripts.get(chatId);
  const [first] = known.messages.keys();
  if (!known.more || first === undefined) return;
  known.more = false;
  const { messages, more } = await api.messages(chatId, first);
  known.messages = new Map([...messages.map((one) => [one.message_id, one]), ...known.messages]);
  known.more = more;
  tell("messages", chatId);
}

function keep(chatId, message) {
  const known = state.transcripts.get(chatId);
  if (!known) return;
  known.messages.set(message.message_id, message);
  while (known.messages.size > KEPT) {
    known.messages.delete(known.messages.keys().next().value);
    known.more = true;
  }
}

const APPLY = {
  message({ chat_id: id, message }) {
    keep(id, message);
    const chat = state.chats.get(id);
    if (chat) chat.last = message;
    if (message.outgoing) state.typing.delete(id);
    const seen = state.open === id && document.visibilityState === "visible";
    if (!seen && message.outgoing) state.unread.set(id, (state.unread.get(id) ?? 0) + 1);
    tell("chats");
    tell("messages", id);
  },
  edit({ chat_id: id, message }) {
    const known = state.transcripts.get(id);
    const shown = known?.loaded || known?.messages.has(message.message_id);
    if (shown) known.messages.set(message.message_id, message);
    const chat = state.chats.get(id);
    if (chat?.last?.message_id === message.message_id) chat.last = message;
    tell("chats");
    tell("messages", id);
  },
  delete({ chat_id: id, message_ids: gone }) {
    const known = state.transcripts.get(id);
    for (const one of gone) {
      const message = known?.messages.get(one);
      if (message) known.messages.set(one, { ...message, deleted: true });
    }
    const chat = state.chats.get(id);
    if (gone.includes(chat?.last?.message_id)) chat.last = { ...chat.last, deleted: true };
    tell("chats");
    tell("messages", id);
  },
  action({ chat_id: id, topic, action, until }) {
    state.typing.set(id, { topic, action, until });
    tell("typing", id);
    setTimeout(() => tell("typing", id), Math.max(0, until * 1000 - Date.now()) + 50);
  },
  chat({ chat }) {
    state.chats.set(chat.id, chat);
    tell("chats");
    tell("chat", chat.id);
  },
  person({ person }) {
    state.people.set(person.id, person);
    tell("chats");
  },
  commands: () => tell("commands"),
  answer: (answer) => tell("answer", answer),
  faults({ faults }) {
    state.faults = faults;
    tell("faults");
  },
  limits(limits) {
    state.limits = limits;
    tell("faults");
  },
};

export const EVENTS = Object.keys(APPLY);

export function apply(name, data, id) {
  if (id) state.eventId = id;
  APPLY[name](data);
}

export function typingIn(chatId) {
  const now = state.typing.get(chatId);
  return now && now.until * 1000 > Date.now() ? now : null;
}
