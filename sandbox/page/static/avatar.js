// Draws the round picture of a chat or person: its first letters on a colour of its own.

import { h, icon } from "./dom.js";
import { chatTitle } from "./state.js";

const COLOURS = 7;

export function colourOf(id) {
  return Math.abs(Number(id)) % COLOURS;
}

export function avatar(chat, size = "") {
  const words = chatTitle(chat).split(/\s+/).filter(Boolean);
  // One letter, because two Arabic letters would join; of a name with the article, the one after it.
  const letters = words[0] ? [...words[0].replace(/^\u0627\u0644(?=.{2})/, "")][0] : "";
  const face = chat.is_bot ? icon("bot") : letters;
  return h("span", { class: `avatar c${colourOf(chat.id)} ${size}`, "aria-hidden": "true" }, face);
}
