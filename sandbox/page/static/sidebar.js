// Shows the list of chats with what was said last, what is unread, and who is typing.

import { avatar } from "./avatar.js";
import * as clock from "./clock.js";
import { arrowKeys, fill, h, icon, iconButton } from "./dom.js";
import { botStatus, service } from "./service.js";
import { chatTitle, isPrivate, listen, personName, state, typingIn } from "./state.js";
import { otherLanguage, t } from "./texts.js";

const KINDS = { group: "group", supergroup: "group", channel: "channel" };
const groups = [
  ["sidebar.private", isPrivate],
  ["sidebar.groups", (chat) => chat.type.endsWith("group")],
  ["sidebar.channels", (chat) => chat.type === "channel"],
];
let words = "";

export function sidebar(root) {
  const list = h("div", { class: "chats" });
  const field = h("input", {
    type: "search",
    placeholder: t("sidebar.search"),
    "aria-label": t("sidebar.search"),
    oninput: (event) => {
      words = event.target.value.trim().toLowerCase();
      draw(list);
    },
  });
  fill(
    root,
    h(
      "div",
      { class: "sidebar-head" },
      h("h2", {}, icon("chats"), t("title")),
      h("span", { class: "badge" }, t("sandbox")),
      h("span", { class: "space" }),
      h("button", { type: "button", class: "icon-button words", onclick: otherLanguage, "aria-label": t("language.label") }, t("language")),
      themeButton(),
    ),
    h("div", { class: "search" }, icon("search"), field),
    h("p", { class: "offline", role: "status" }),
    h("nav", { class: "chat-nav", "aria-label": t("sidebar.label") }, list),
  );
  arrowKeys(list, "a.chat");
  for (const what of ["all", "chats", "typing", "open"]) listen(what, () => draw(list));
  listen("online", (online) => {
    root.querySelector(".offline").textContent = online ? "" : t("offline");
  });
}

function themeButton() {
  const root = document.documentElement;
  const dark = () =>
    root.dataset.theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset.theme === "dark";
  const button = iconButton("moon", t("theme"), () => {
    root.dataset.theme = dark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    show();
  });
  const show = () => {
    button.replaceChildren(icon(dark() ? "sun" : "moon"));
    button.setAttribute("aria-pressed", String(dark()));
  };
  show();
  return button;
}

function draw(list) {
  const focused = document.activeElement?.closest?.("a.chat")?.getAttribute("href");
  const all = [...state.chats.values()].filter((chat) => !chat.migrated_to);
  const found = all.filter((chat) => chatTitle(chat).toLowerCase().includes(words));
  fill(
    list,
    groups.map(([label, fits]) => {
      const rows = found.filter(fits);
      return rows.length > 0 && h("section", { "aria-label": t(label) }, h("h2", {}, t(label)), rows.map(row));
    }),
    found.length === 0 && h("p", { class: "empty" }, t("sidebar.none")),
  );
  if (focused) list.querySelector(`a[href="${focused}"]`)?.focus();
}

function row(chat) {
  const unread = state.unread.get(chat.id) ?? 0;
  const title = chatTitle(chat);
  return h(
    "a",
    { class: "chat", href: `#chat/${chat.id}`, "aria-current": state.open === chat.id && "true" },
    avatar(chat),
    h(
      "span",
      { class: "chat-lines" },
      h(
        "span",
        { class: "chat-line" },
        h("span", { class: "chat-title" }, KINDS[chat.type] && icon(KINDS[chat.type], "kind"), h("bdi", {}, title)),
        chat.last && h("time", {}, clock.brief(chat.last.date)),
      ),
      h(
        "span",
        { class: "chat-line" },
        preview(chat),
        unread > 0 && h("span", { class: "unread", "aria-label": t("sidebar.unread", { count: unread }) }, String(unread)),
      ),
    ),
  );
}

function preview(chat) {
  if (typingIn(chat.id)) return h("span", { class: "preview typing" }, t("typing"));
  const last = chat.last;
  if (!last) return h("span", { class: "preview faint" }, botStatus(chat));
  if (last.deleted) return h("span", { class: "preview faint" }, t("message.deleted"));
  const note = service(last);
  if (note) return h("span", { class: "preview faint" }, note);
  const text = (last.text ?? last.caption ?? "").replace(/\s+/g, " ").slice(0, 120);
  const who = last.outgoing || chat.type === "channel" || !last.from ? "" : `${personName(last.from)}: `;
  return h(
    "span",
    { class: "preview", dir: "auto" },
    !isPrivate(chat) && who,
    last.photo_url && h("img", { class: "mini", src: last.photo_url, alt: "" }),
    text || t(last.video ? "message.video" : last.audio ? "message.audio" : "message.photo"),
  );
}
