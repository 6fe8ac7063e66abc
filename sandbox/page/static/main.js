// Puts the page together and turns the address after # into what is shown.

import { conversation, open } from "./conversation.js";
import { toast } from "./dialogs.js";
import { begin } from "./live.js";
import { panel, showPanel, tabs } from "./panel.js";
import { sidebar } from "./sidebar.js";
import { state } from "./state.js";
import { loadTexts, t } from "./texts.js";

const NARROW = matchMedia("(max-width: 700px)");
const app = document.getElementById("app");

function route() {
  const [view, chat, message] = location.hash.slice(1).split("/");
  const talk = view === "chat" && state.chats.has(Number(chat));
  const first = [...state.chats.keys()][0];
  app.dataset.view = talk ? "talk" : view === "news" || view === "faults" ? view : "chats";
  showPanel(app.dataset.view);
  if (talk) open(Number(chat), message);
  else if (!NARROW.matches && !state.open && first !== undefined) open(first);
  else if (NARROW.matches && app.dataset.view === "chats" && state.open) open(null);
}

async function run() {
  await loadTexts();
  for (const [id, label, build] of [
    ["sidebar", "sidebar.label", sidebar],
    ["conversation", "conversation.label", conversation],
    ["panel", "tab.label", panel],
    ["tabs", "tab.label", tabs],
  ]) {
    const root = document.getElementById(id);
    root.setAttribute("aria-label", t(label));
    build(root);
  }
  try {
    await begin();
  } catch (error) {
    toast(t("refused", { why: error.message }));
  }
  addEventListener("hashchange", route);
  route();
  document.documentElement.dataset.ready = "true";
}

addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!event.altKey || !step) return;
  const links = [...document.querySelectorAll("a.chat")];
  const here = links.findIndex((link) => link.getAttribute("aria-current"));
  links[here + step]?.click();
  event.preventDefault();
});

run();
