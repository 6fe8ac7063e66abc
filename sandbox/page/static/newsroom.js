// The panel of the newsroom: publish, edit, withdraw, and what the site suffers.

import { api } from "./api.js";
import * as clock from "./clock.js";
import { attempt, menu, toast } from "./dialogs.js";
import { fill, h, icon, iconButton, option } from "./dom.js";
import { t } from "./texts.js";

const REFRESH_SECONDS = 3;
const SHOWN = 15;
const EDITION = "ar";
const SLOW_SECONDS = 4;
const SITE_FAULTS = [
  ["down", { fault: "down" }],
  ["slow", { fault: "slow", seconds: SLOW_SECONDS }],
  ["rate_limited", { fault: "rate_limited", seconds: 30 }],
  ["truncated", { fault: "truncated" }],
  ["photo_missing", { fault: "photo_missing" }],
];

const desk = {
  state: () => api.get("newsroom/state"),
  article: (number) => api.get(`newsroom/articles/${number}`),
  act: (name, body) => api.post(`newsroom/${name}`, body),
};

let now = null; // the newsroom as last seen
let editing = null; // number of the article whose form is open
let parts = null;

export function newsroom(root) {
  const breaking = h("input", { type: "checkbox", role: "switch" });
  const story = h("select", { "aria-label": t("news.story") });
  const publish = () =>
    work("publish", { story: story.value || next(), ...(breaking.checked && { breaking: true }) }).then(() => {
      breaking.checked = false;
    });
  parts = {
    status: h("p", { role: "status" }),
    story,
    articles: h("div", { class: "stack", role: "feed", "aria-label": t("news.articles") }),
    faults: h("div", { class: "grid" }),
  };
  fill(
    root,
    parts.status,
    h("h2", {}, t("news.publish")),
    h(
      "div",
      { class: "news-form" },
      h("label", { class: "field" }, h("span", {}, t("news.story")), story),
      h("label", { class: "switch" }, breaking, h("span", {}, t("news.breaking"))),
      h("button", { type: "button", class: "action main", id: "publish", onclick: publish }, icon("news"), t("news.publish.next")),
    ),
    own(),
    h("h2", {}, t("news.site")),
    parts.faults,
    h("h2", {}, t("news.articles")),
    parts.articles,
  );
  const visible = () => root.offsetParent !== null && document.visibilityState === "visible";
  setInterval(() => visible() && refresh(), REFRESH_SECONDS * 1000);
  new IntersectionObserver(() => visible() && refresh()).observe(root);
}

// The other edition is another site to a bot: what it publishes would be awaited in vain.
const inEdition = (stories) => stories.filter((one) => one.language === EDITION);
const next = () => inEdition(now?.waiting ?? [])[0]?.key;

async function work(name, body) {
  const done = await attempt(() => desk.act(name, body));
  if (done) toast(t(`news.done.${name}`));
  await refresh();
  return done;
}

async function refresh() {
  const fresh = await desk.state().catch(() => null);
  if (!fresh) return;
  const changed = now?.revision !== fresh.revision || now.articles.length !== fresh.articles.length;
  const suffers = JSON.stringify(fresh.faults) !== JSON.stringify(now?.faults);
  now = fresh;
  if (changed) drawStories();
  if (changed && editing === null) drawArticles();
  if (suffers || !parts.status.textContent) drawSite();
}

function drawStories() {
  const chosen = parts.story.value;
  fill(
    parts.story,
    option("", t("news.next")),
    inEdition(now.waiting).map((one) => option(one.key, (one.breaking ? "⚡ " : "") + one.headline)),
  );
  parts.story.value = now.waiting.some((one) => one.key === chosen) ? chosen : "";
}

function drawSite() {
  const on = new Set(now.faults.map((one) => one.fault));
  const worst = on.has("down") ? "down" : on.has("slow") ? "slow" : on.size ? "other" : "fine";
  parts.status.className = `status${on.size ? " bad" : ""}`;
  parts.status.textContent = t(`news.status.${worst}`);
  fill(
    parts.faults,
    SITE_FAULTS.map(([name, body]) =>
      h(
        "button",
        {
          type: "button",
          class: `action${on.has(name) ? " danger" : ""}`,
          "aria-pressed": String(on.has(name)),
          onclick: () => (on.has(name) ? work("clear", { fault: name }) : work("fault", body)),
        },
        t(on.has(name) ? `site.${name}.end` : `site.${name}`),
        h("small", {}, t(`site.${name}.about`)),
      ),
    ),
  );
}

function drawArticles() {
  fill(parts.articles, inEdition(now.articles).slice(0, SHOWN).map(row));
}

function row(article) {
  const seconds = Date.parse(article.published_at) / 1000;
  const meta = [
    article.breaking && h("span", { class: "breaking" }, t("news.is_breaking")),
    article.withdrawn && h("span", {}, t("news.is_withdrawn")),
    article.modified_at !== article.published_at && h("span", {}, t("message.edited")),
    h("span", {}, article.section),
    h("time", {}, clock.brief(seconds)),
  ];
  const box = h(
    "article",
    { class: `article${article.withdrawn ? " withdrawn" : ""}`, dataset: { number: article.number } },
    h("h3", { dir: "auto" }, article.headline),
    h("div", { class: "meta" }, meta),
    h(
      "div",
      { class: "chips" },
      chip(t("news.edit"), () => edit(article, box)),
      !article.breaking && chip(t("news.make_breaking"), () => work("edit", { number: article.number, breaking: true })),
      article.withdrawn
        ? chip(t("news.restore"), () => work("restore", { number: article.number }))
        : chip(t("news.withdraw"), () => work("withdraw", { number: article.number }), " danger"),
      iconButton("more", t("news.more"), (event) => more(article, event.currentTarget), "small"),
    ),
  );
  return box;
}

const chip = (label, onclick, kind = "") => h("button", { type: "button", class: `chip${kind}`, onclick }, label);

function more(article, anchor) {
  menu(anchor, t("news.more"), [
    ["refresh", t("news.republish"), () => work("republish", { number: article.number })],
    ["news", t("news.new_photo"), () => work("edit", { number: article.number, new_photo: true })],
    article.breaking && ["faults", t("news.not_breaking"), () => work("edit", { number: article.number, breaking: false })],
  ]);
}

async function edit(article, box) {
  const full = (await attempt(() => desk.article(article.number)))?.article;
  if (!full) return;
  editing = article.number;
  const form = storyForm(full, t("news.save"), async (fields) => {
    const changes = {};
    for (const [name, value] of Object.entries(fields)) {
      if (JSON.stringify(value) !== JSON.stringify(full[name] ?? "")) changes[name] = value;
    }
    if (Object.keys(changes).length) await work("edit", { number: article.number, ...changes });
    done();
  });
  const done = () => {
    editing = null;
    drawArticles();
  };
  form.append(h("button", { type: "button", class: "text-button", onclick: done }, t("close")));
  fill(box, form);
  form.querySelector("input").focus();
}

function own() {
  const form = storyForm({}, t("news.publish.own"), async (fields) => {
    const { paragraphs, ...rest } = fields;
    const article = { ...rest, paragraphs, tags: [t("news.own.tag")], language: EDITION };
    if (await work("publish", { article })) form.reset();
  });
  return h("details", { class: "own" }, h("summary", {}, t("news.own")), form);
}

function storyForm(story, label, save) {
  const headline = h("input", { value: story.headline ?? "", required: true, dir: "auto", name: "headline" });
  const body = h("textarea", { rows: 6, required: true, dir: "auto", name: "paragraphs" });
  body.value = (story.paragraphs ?? []).join("\n\n");
  const caption = h("input", { value: story.caption ?? "", dir: "auto", name: "caption" });
  const submit = (event) => {
    event.preventDefault();
    const paragraphs = body.value.split(/\n+/).map((one) => one.trim()).filter(Boolean);
    return save({ headline: headline.value.trim(), paragraphs, caption: caption.value.trim() });
  };
  return h(
    "form",
    { class: "news-form", onsubmit: submit },
    h("label", { class: "field" }, h("span", {}, t("news.headline")), headline),
    h("label", { class: "field" }, h("span", {}, t("news.body")), body),
    h("label", { class: "field" }, h("span", {}, t("news.caption")), caption),
    h("button", { class: "action main" }, label),
  );
}
