// Words what happens to a chat: who joined, what was pinned, where it moved, what the bot is there.

import { isPrivate, personName } from "./state.js";
import { t } from "./texts.js";

const SAID = [
  ["new_chat_members", (people) => ["joined", { who: people.map(personName).join("، ") }]],
  ["left_chat_member", (person) => ["left", { who: personName(person) }]],
  ["new_chat_title", (title) => ["title", { title }]],
  ["forum_topic_created", (topic) => ["topic", { name: topic.name }]],
  ["forum_topic_edited", (topic) => ["topic.renamed", { name: topic.name ?? "" }]],
  ["forum_topic_closed", () => ["topic.closed"]],
  ["forum_topic_reopened", () => ["topic.opened"]],
  ["pinned_message", (message) => ["pinned", { words: (message.text ?? message.caption ?? "").slice(0, 60) }]],
  ["migrate_to_chat_id", (id) => ["moved", { id }]],
  ["migrate_from_chat_id", (id) => ["moved.from", { id }]],
  ["group_chat_created", () => ["created"]],
  ["supergroup_chat_created", () => ["created"]],
  ["channel_chat_created", () => ["created.channel"]],
];

export function service(message) {
  for (const [key, words] of SAID) {
    if (message[key] === undefined || message[key] === null) continue;
    const [name, values] = words(message[key]);
    return t(`service.${name}`, { by: message.from ? personName(message.from) : "", ...values });
  }
  return null;
}

export function botStatus(chat) {
  const status = chat.bot?.status ?? "left";
  return t(isPrivate(chat) ? `bot.${status}` : `head.bot.${status}`);
}
