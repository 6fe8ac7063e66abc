// The panel of faults: what Telegram refuses, what people do to the bot, and what the sandbox counted.

import { api } from "./api.js";
import { ask, attempt, toast } from "./dialogs.js";
import { fill, h, icon, iconButton, option, picker } from "./dom.js";
import { botStatus } from "./service.js";
import { chatTitle, isPrivate, listen, state } from "./state.js";
import { t } from "./texts.js";

const REFRESH_SECONDS = 4;
const KINDS = [
  ["429", { kind: "too_many_requests", retry_after: 5 }],
  ["500", { kind: "server_error", code: 500 }],
  ["502", { kind: "server_error", code: 502 }],
  ["album_part", { kind: "refuse_album", part: 2, description: "IMAGE_PROCESS_FAILED" }],
  ["album", { kind: "refuse_album" }],
  ["page", { kind: "page", code: 403 }],
  ["drop_before", { kind: "drop_before" }],
  ["drop_after", { kind: "drop_after" }],
  ["delay", { kind: "delay", seconds: 3 }],
  ["down", { kind: "down" }],
];
const SPANS = {
  one: { next: 1 },
  five: { next: 5 },
  half: { for_seconds: 20 },
  share: { share: 0.3 },
};
const chosen = { span: "one", chat: "" };

export function faults(root) {
  const active = h("div", { class: "active-faults", role: "status" });
  const people = h("div", { class: "stack" });
  const counters = h("dl", { class: "counters" });
  const where = h("select", { onchange: (event) => (chosen.chat = event.target.value) });
  const limits = h("input", {
    type: "checkbox",
    role: "switch",
    onchange: (event) => attempt(() => api.post("limits", { enabled: event.target.checked })),
  });
  const span = picker(
    t("faults.span"),
    (event) => (chosen.span = event.target.value),
    Object.keys(SPANS).map((name) => option(name, t(`faults.span.${name}`))),
  );
  fill(
    root,
    h("h2", {}, t("faults.telegram")),
    h("p", { class: "hint" }, t("faults.telegram.hint")),
    h("div", { class: "pair" }, span, h("label", { class: "field" }, h("span", {}, t("faults.where")), where)),
    h("div", { class: "grid" }, KINDS.map(([name, body]) => cause(name, body))),
    active,
    h("label", { class: "switch" }, limits, h("span", {}, t("faults.limits"))),
    h("h2", {}, t("faults.people")),
    people,
    h("h2", {}, t("faults.counters")),
    counters,
    h("button", { type: "button", class: "action danger", onclick: () => attempt(reset) }, icon("refresh"), t("faults.reset")),
  );
  const redraw = () => {
    drawActive(active);
    drawPeople(people);
    limits.checked = Boolean(state.limits?.enabled);
    const chats = [...state.chats.values()].filter((chat) => !chat.migrated_to);
    fill(where, option("", t("faults.everywhere")), chats.map((chat) => option(chat.id, chatTitle(chat))));
    where.value = chosen.chat;
  };
  for (const what of ["all", "faults", "chat"]) listen(what, redraw);
  setInterval(() => visible(root) && count(counters), REFRESH_SECONDS * 1000);
  new IntersectionObserver(() => visible(root) && count(counters)).observe(root);
}

const visible = (root) => root.offsetParent !== null && document.visibilityState === "visible";

function cause(name, body) {
  const run = () =>
    attempt(() => {
      const span = body.kind === "down" ? { for_seconds: 20 } : SPANS[chosen.span];
      const narrow = chosen.chat && body.kind !== "down" ? { chat_id: Number(chosen.chat) } : {};
      return api.post("faults", { ...body, ...span, ...narrow });
    });
  return h(
    "button",
    { type: "button", class: "action", onclick: run, title: t(`fault.${name}.about`) },
    h("bdi", {}, t(`fault.${name}`)),
    h("small", {}, t(`fault.${name}.about`)),
  );
}

function nameOf(fault) {
  const code = fault.kind === "server_error" ? String(fault.code) : fault.kind;
  const album = fault.part ? "album_part" : "album";
  const name = { too_many_requests: "429", refuse_album: album }[fault.kind] ?? code;
  return KINDS.some(([known]) => known === name) ? t(`fault.${name}`) : name;
}

function drawActive(box) {
  fill(
    box,
    state.faults.map((fault) =>
      h(
        "div",
        { class: "fault" },
        icon("warn"),
        h("bdi", {}, nameOf(fault)),
        h("small", {}, t("faults.hits", { count: fault.hits ?? 0 })),
        iconButton("close", t("faults.end"), () => attempt(() => api.remove(`faults/${fault.id}`))),
      ),
    ),
    state.faults.length > 1 &&
      h("button", { type: "button", class: "text-button", onclick: () => attempt(() => api.remove("faults")) }, t("faults.end.all")),
  );
}

function act(label, run, danger = false) {
  return h("button", { type: "button", class: `chip${danger ? " danger" : ""}`, onclick: () => attempt(run) }, label);
}

function drawPeople(box) {
  const chats = [...state.chats.values()].filter((chat) => !chat.migrated_to);
  fill(
    box,
    chats.map((chat) =>
      h(
        "div",
        { class: "person" },
        h("div", { class: "person-head" }, h("bdi", {}, chatTitle(chat)), h("small", {}, botStatus(chat))),
        h("div", { class: "chips" }, isPrivate(chat) ? personal(chat) : shared(chat)),
      ),
    ),
  );
}

function personal(chat) {
  const gone = state.people.get(chat.id)?.deactivated;
  return [
    chat.bot?.status === "kicked"
      ? act(t("unblock"), () => api.act(chat.id, "unblock"))
      : act(t("block"), () => api.act(chat.id, "block"), true),
    act(t(gone ? "faults.revive" : "faults.deactivate"), () => api.post(`people/${chat.id}`, { deactivated: !gone }), !gone),
  ];
}

function shared(chat) {
  const bot = (status, rights) => () => api.member(chat.id, { user: "bot", status, ...(rights && { rights }) });
  const admin = chat.bot?.status === "administrator";
  const posting = chat.type === "channel" ? "can_post_messages" : "can_manage_topics";
  const rightful = admin && chat.bot[posting] !== false;
  return [
    !admin && act(t("bot.promote"), bot("administrator")),
    admin && rightful && act(t(`faults.take.${posting}`), bot("administrator", { [posting]: false }), true),
    admin && !rightful && act(t("faults.give"), bot("administrator", { [posting]: true })),
    act(t("faults.demote"), () => changeAdmin(chat, "member"), true),
    act(t("faults.promote"), () => changeAdmin(chat, "administrator")),
    chat.bot?.status !== "left" && chat.bot?.status !== "kicked" && act(t("bot.remove"), bot("kicked"), true),
    chat.type === "group" && act(t("faults.migrate"), () => migrate(chat), true),
  ];
}

// The second person of the cast who is an administrator there; the owner can't be demoted.
async function changeAdmin(chat, status) {
  const { members } = await api.chat(chat.id);
  const from = status === "member" ? "administrator" : "member";
  const one = members.find((member) => member.status === from && !member.user.is_bot);
  if (!one) return toast(t("faults.nobody"));
  const owner = members.find((member) => member.status === "creator");
  await api.member(chat.id, { user: one.user.id, status, by: owner?.user.id });
  return toast(t(`faults.${status}`, { name: one.user.first_name }));
}

async function migrate(chat) {
  const { chat_id: id } = await api.act(chat.id, "migrate");
  // The answer may overtake the event that tells of the new chat.
  while (!state.chats.has(id)) await new Promise((soon) => setTimeout(soon, 50));
  location.hash = `#chat/${id}`;
}

async function reset() {
  const word = t("faults.reset.word");
  if ((await ask(t("faults.reset.ask", { word }))) === word) await api.post("reset");
}

async function count(box) {
  const [seen, odd] = await Promise.all([
    api.get("telegram/counters").catch(() => null),
    api.get("telegram/unknown").catch(() => null),
  ]);
  if (!seen || !odd) return;
  const strange = [...Object.entries(odd.methods), ...Object.entries(odd.parameters)];
  const rows = [
    ["accepted", seen.accepted],
    ["pending", seen.pending_updates],
    ["refused", seen.too_many_requests],
    ["rate", seen.max_per_second],
    ["unknown", strange.length ? strange.map(([name, times]) => `${name} ×${times}`).join("، ") : 0],
  ];
  fill(box, rows.map(([name, value]) => [h("dt", {}, t(`count.${name}`)), h("dd", { dir: "auto" }, String(value ?? 0))]));
}
