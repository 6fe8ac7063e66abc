// Draws one message or album: bubble, what it shows, text, keyboard, or the grey line of a service message.

import { avatar, colourOf } from "./avatar.js";
import { keyboard } from "./buttons.js";
import * as clock from "./clock.js";
import { h, icon, iconButton } from "./dom.js";
import { rich } from "./entities.js";
import { attached, captionOf, preview, shownBy } from "./media.js";
import { service } from "./service.js";
import { personName } from "./state.js";
import { t } from "./texts.js";

const SECONDS_TOGETHER = 600;

export function author(message) {
  const chat = message.sender_chat;
  return chat ? { ...chat, first_name: chat.title ?? chat.first_name } : (message.from ?? message.chat);
}

export function continues(before, message) {
  if (!before || before.deleted || service(before) || service(message)) return false;
  if (message.date - before.date > SECONDS_TOGETHER) return false;
  return author(before).id === author(message).id;
}

// `view`: {own, first, last, faces, sent, topic, album, quoted, act}; `act` has what links, replies and the menu do.
export function draw(message, view) {
  if (message.deleted) return pill("deleted", icon("trash"), t("message.deleted"));
  const note = service(message);
  if (note) return pill("service", note);
  const who = author(message);
  const name = who.title ?? personName(who);
  const kinds = ["message", view.own ? "own" : "other", view.first && "first", view.last && "last"];
  return h(
    "article",
    {
      class: kinds.filter(Boolean).join(" "),
      tabindex: "-1",
      "aria-label": t("message.label", { name, time: clock.hour(message.date) }),
      dataset: { id: message.message_id },
    },
    view.faces && !view.own && (view.last ? avatar({ ...who, title: name }, "tiny") : h("span", { class: "no-face" })),
    h("div", { class: "body" }, bubble(message, view, who, name), keyboard(message)),
    iconButton("more", t("message.menu"), (event) => view.act.menu(message, event.currentTarget), "message-menu"),
  );
}

function pill(kind, ...children) {
  return h("div", { class: `pill ${kind}` }, h("span", {}, children));
}

function bubble(message, view, who, name) {
  const shown = shownBy(message, view.album);
  const told = captionOf(message, view.album);
  const words = told && (told.text ?? told.caption);
  const above = message.show_caption_above_media && shown;
  const foot = footer(message, view);
  const entities = told && (told.entities ?? told.caption_entities);
  const link = preview(message);
  const linkAbove = message.link_preview_options?.show_above_text;
  // The time stands in the last line of the text where there is room for it.
  const text = words && h("div", { class: "text", dir: "auto" }, rich(words, entities, view.act), !above && foot);
  return h(
    "div",
    { class: `bubble${shown || link ? " has-photo" : ""}${words ? "" : " bare"}` },
    view.faces && view.first && !view.own && h("bdi", { class: `name c${colourOf(who.id)}` }, name),
    view.topic && h("span", { class: "via" }, icon("topic"), h("bdi", {}, view.topic)),
    message.via_bot && h("span", { class: "via" }, t("message.via", { name: `@${message.via_bot.username}` })),
    message.forward_origin && h("span", { class: "via" }, t("message.forwarded")),
    quote(message, view),
    above && text,
    shown,
    linkAbove && link,
    !view.album && attached(message),
    !above && text,
    !linkAbove && link,
    !words && !shown && !message.document && !message.audio && h("div", { class: "text unknown" }, t("message.unknown")),
    (above || !words) && foot,
    reactions(view.album ?? [message]),
  );
}

function quote(message, view) {
  const other = view.quoted(message) ?? message.reply_to_message;
  if (!other) return null;
  const who = author(other);
  const words = other.text ?? other.caption ?? t("message.photo");
  return h(
    "button",
    { type: "button", class: "reply-to", onclick: () => view.act.jump(other.message_id) },
    h("bdi", { class: "reply-name" }, who.title ?? personName(who)),
    h("span", { dir: "auto" }, message.quote?.text ?? words),
  );
}

function reactions(messages) {
  const counts = messages.flatMap((one) => Object.entries(one.reactions ?? {}));
  if (!counts.length) return null;
  return h("div", { class: "reactions" }, counts.map(([emoji, count]) => h("span", {}, `${emoji} ${count}`)));
}

function footer(message, view) {
  return h(
    "span",
    { class: "foot" },
    message.author_signature && h("bdi", {}, message.author_signature),
    message.silent && h("span", { title: t("message.silent") }, icon("silent")),
    (view.album ?? [message]).some((one) => one.edits > 0) && h("span", { class: "edited" }, t("message.edited")),
    h("time", { title: clock.full(message.edit_date ?? message.date) }, clock.hour(message.date)),
    view.sent && icon("tick"),
  );
}
