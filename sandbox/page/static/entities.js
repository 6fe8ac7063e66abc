// Turns a text and its entities into elements, as Telegram shows them.

import { h } from "./dom.js";
import { openLink } from "./links.js";
import { t } from "./texts.js";

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const INLINE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

// `act` says what hashtags, commands and mentions do: {hashtag, command, mention}, each optional.
export function rich(text, entities = [], act = {}) {
  const sorted = [...entities]
    .filter((one) => one.length > 0 && one.offset >= 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, act);
}

function build(text, start, end, entities, act) {
  const nodes = [];
  const queue = [...entities];
  let at = start;
  while (queue.length) {
    const first = queue.shift();
    const stop = Math.min(first.offset + first.length, end);
    if (stop <= at) continue;
    const begin = Math.max(first.offset, at);
    if (begin > at) nodes.push(text.slice(at, begin));
    const inside = [];
    while (queue.length && queue[0].offset < stop) {
      const next = queue.shift();
      inside.push(next);
      const over = next.offset + next.length - stop;
      if (over > 0) queue.unshift({ ...next, offset: stop, length: over });
      if (over > 0) break;
    }
    nodes.push(element(first, text.slice(begin, stop), build(text, begin, stop, inside, act), act));
    // A block ends its own line: the line break behind it would show as an empty one.
    at = BLOCKS.includes(first.type) && text[stop] === "\n" && stop < end ? stop + 1 : stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function element(entity, words, children, act) {
  const plain = INLINE[entity.type];
  if (plain) return h(plain, {}, children);
  switch (entity.type) {
    case "url":
      return link(/^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`, children);
    case "text_link":
      return link(entity.url, children);
    case "email":
      return link(`mailto:${words}`, children);
    case "phone_number":
      return h("span", { class: "entity", dir: "ltr" }, children);
    case "hashtag":
    case "cashtag":
      return button(children, () => act.hashtag?.(words), t("entity.hashtag", { words }));
    case "bot_command":
      return button(children, () => act.command?.(words), t("entity.command", { words }));
    case "mention":
      return button(children, () => act.mention?.(words), t("entity.mention", { words }));
    case "text_mention":
      return h("span", { class: "entity" }, children);
    case "code":
      return h("code", { dir: "auto", title: t("entity.copy"), onclick: () => copy(words) }, children);
    case "pre":
      return h("pre", { dir: "ltr", "data-language": entity.language }, h("code", {}, children));
    case "spoiler":
      return spoiler(children);
    case "blockquote":
      return h("blockquote", { dir: "auto" }, children);
    case "expandable_blockquote":
      return expandable(children);
    default:
      return h("span", {}, children);
  }
}

export const copy = (words) => navigator.clipboard?.writeText(words).catch(() => {});

function link(address, children) {
  const open = (event) => {
    event.preventDefault();
    openLink(address);
  };
  return h("a", { href: safe(address), rel: "noopener noreferrer", onclick: open }, children);
}

// A message may carry any address; only these kinds may become a link.
export function safe(address) {
  try {
    const { protocol, href } = new URL(address);
    return ["http:", "https:", "tg:", "mailto:"].includes(protocol) ? href : "#";
  } catch {
    return "#";
  }
}

// A real button would be set apart from its line, and hashtags would run from left to right.
function button(children, run, label) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    run();
  };
  const props = { class: "entity", role: "button", tabindex: "0", title: label, onclick: run, onkeydown };
  return h("span", props, children);
}

function spoiler(children) {
  const inner = h("span", { class: "hidden", "aria-hidden": "true" }, children);
  const reveal = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    if (!outer.matches("[role]")) return;
    event.preventDefault();
    event.stopPropagation();
    for (const name of ["role", "tabindex", "aria-label"]) outer.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
    inner.className = "shown";
  };
  const outer = h(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: "0",
      "aria-label": t("entity.spoiler"),
      onclick: reveal,
      onkeydown: reveal,
    },
    inner,
  );
  return outer;
}

function expandable(children) {
  const words = h("span", { class: "clamp" }, children);
  const toggle = h("button", { type: "button", class: "expand", "aria-expanded": "false" }, t("entity.more"));
  toggle.addEventListener("click", () => {
    const open = words.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = t(open ? "entity.less" : "entity.more");
  });
  return h("blockquote", { class: "expandable", dir: "auto" }, words, toggle);
}
