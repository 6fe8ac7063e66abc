// Shows what stands above the page: toasts, alerts, choosers, a photo in full, a message in full.

import { avatar } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";
import { chatTitle, state } from "./state.js";
import { t } from "./texts.js";

const TOAST_SECONDS = 4;
const MOST_TOASTS = 4;

export function toast(text) {
  const box = document.getElementById("toasts");
  while (box.children.length >= MOST_TOASTS) box.firstChild.remove();
  const note = h("div", { class: "toast", dir: "auto" }, text);
  box.append(note);
  setTimeout(() => note.remove(), TOAST_SECONDS * 1000);
}

// Runs what a button asks for; what the server refuses is told, not lost in the console.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(t("refused", { why: error.message }));
    return null;
  }
}

function dialog(label, kind, ...children) {
  const box = h("dialog", { class: `dialog ${kind}`, "aria-label": label }, children);
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

export function alertBox(text) {
  const box = dialog(
    t("alert.title"),
    "alert",
    h("p", { dir: "auto" }, text),
    h("button", { type: "button", class: "text-button", onclick: () => box.close(), autofocus: true }, t("ok")),
  );
}

export function ask(label, { value = "", rows = 1 } = {}) {
  return new Promise((resolve) => {
    const field = rows > 1 ? h("textarea", { rows, value, dir: "auto" }) : h("input", { value, dir: "auto" });
    const done = (event) => {
      event.preventDefault();
      resolve(field.value.trim());
      box.close();
    };
    const box = dialog(
      label,
      "ask",
      h(
        "form",
        { onsubmit: done },
        h("label", { class: "field" }, h("span", {}, label), field),
        h("button", { class: "text-button" }, t("ok")),
      ),
    );
    box.addEventListener("close", () => resolve(null));
    field.focus();
  });
}

export function chooseChat(label, fits) {
  return new Promise((resolve) => {
    const rows = [...state.chats.values()].filter((chat) => fits(chat) && !chat.migrated_to);
    const box = dialog(
      label,
      "chooser",
      h("h2", {}, label),
      h(
        "ul",
        {},
        rows.map((chat) => {
          const choose = () => {
            resolve(chat.id);
            box.close();
          };
          const title = h("bdi", {}, chatTitle(chat));
          return h("li", {}, h("button", { type: "button", onclick: choose }, avatar(chat, "small"), title));
        }),
      ),
    );
    box.addEventListener("close", () => resolve(null));
  });
}

export function photoBox(address, words) {
  const box = dialog(
    t("photo.full"),
    "photo",
    h("img", { src: address, alt: words || t("photo.alt") }),
    iconButton("close", t("close"), () => box.close(), "corner"),
  );
}

export function rawBox(message) {
  const box = dialog(
    t("raw.title"),
    "raw",
    h("h2", {}, t("raw.title")),
    h("pre", { dir: "ltr", tabindex: "0" }, JSON.stringify(message, null, 2)),
    iconButton("close", t("close"), () => box.close(), "corner"),
  );
}

// A menu beside what was pressed: entries are [icon, label, action, danger] or null to leave out.
export function menu(anchor, label, entries) {
  document.querySelector(".menu")?.remove();
  const items = entries.filter(Boolean).map(([name, words, act, danger]) => {
    const run = () => {
      list.remove();
      attempt(act);
    };
    const kind = `menu-item${danger ? " danger" : ""}`;
    return h("button", { type: "button", role: "menuitem", class: kind, onclick: run }, icon(name), words);
  });
  const list = h("div", { class: "menu", role: "menu", "aria-label": label }, items);
  const leave = (event) => {
    if (event.type === "keydown" && event.key !== "Escape") return;
    if (event.type === "pointerdown" && list.contains(event.target)) return;
    document.removeEventListener("keydown", leave, true);
    document.removeEventListener("pointerdown", leave, true);
    if (list.isConnected && event.type === "keydown") anchor.focus();
    list.remove();
  };
  document.addEventListener("keydown", leave, true);
  document.addEventListener("pointerdown", leave, true);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });
  // Within the page's landmark, so that a screen reader knows where it is.
  document.getElementById("app").append(list);
  place(list, anchor);
  items[0]?.focus();
}

function place(list, anchor) {
  const near = anchor.getBoundingClientRect();
  const size = list.getBoundingClientRect();
  const rtl = document.documentElement.dir === "rtl";
  const wanted = rtl ? near.left : near.right - size.width;
  const left = Math.max(8, Math.min(wanted, innerWidth - size.width - 8));
  const below = near.bottom + 4 + size.height < innerHeight;
  list.style.left = `${left}px`;
  list.style.top = `${below ? near.bottom + 4 : Math.max(8, near.top - size.height - 4)}px`;
}
