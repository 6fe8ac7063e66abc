// Frames the second column: the newsroom and the faults, one of them at a time.

import { fill, h, icon } from "./dom.js";
import { faults } from "./faults.js";
import { newsroom } from "./newsroom.js";
import { t } from "./texts.js";

const PANELS = [
  ["news", newsroom],
  ["faults", faults],
];

export function panel(root) {
  const tab = ([name]) => h("a", { href: `#${name}`, dataset: { view: name } }, icon(name), t(`tab.${name}`));
  const sections = PANELS.map(([name, build]) => {
    const section = h("section", { class: "panel-body", id: `panel-${name}`, "aria-label": t(`tab.${name}`) });
    build(section);
    return section;
  });
  fill(root, h("nav", { class: "panel-tabs", "aria-label": t("tab.label") }, PANELS.map(tab)), sections);
}

export function tabs(root) {
  root.setAttribute("aria-label", t("tab.label"));
  const names = ["chats", ...PANELS.map(([name]) => name)];
  fill(root, names.map((name) => h("a", { href: `#${name}`, dataset: { view: name } }, icon(name), t(`tab.${name}`))));
}

// Wide windows show the panel beside the chats: then a tab changes only the panel.
export function showPanel(name) {
  const wanted = PANELS.some(([known]) => known === name) ? name : (sessionStorage.getItem("panel") ?? "news");
  sessionStorage.setItem("panel", wanted);
  for (const [known] of PANELS) document.getElementById(`panel-${known}`).hidden = known !== wanted;
  for (const link of document.querySelectorAll(".panel-tabs a")) mark(link, link.dataset.view === wanted);
  for (const link of document.querySelectorAll(".tabs a")) mark(link, link.dataset.view === (name === "talk" ? "chats" : name));
}

function mark(link, current) {
  if (current) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}
