// Frames the open chat: head with title and tools, pinned message, topics, messages, input line.

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { chatMenu } from "./chatmenu.js";
import { composer } from "./composer.js";
import { attempt } from "./dialogs.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { finder } from "./finder.js";
import { botStatus } from "./service.js";
import { loadMembers, membersOf } from "./speaker.js";
import { chatTitle, isPrivate, listen, openChat, personName, state, tell, transcript, typingIn } from "./state.js";
import { language, t } from "./texts.js";
import { jump, redraw, transcriptView } from "./transcript.js";

let root, head, bars, body, foot;
let framed = null; // the chat whose frame is on the page; while one is loaded, none
let profile = null;

const here = (id) => id === framed && id === state.open;

export function conversation(element) {
  root = element;
  listen("all", () => open(state.open));
  listen("chat", (id) => {
    if (!here(id)) return;
    drawHead();
    drawBars();
    drawFoot();
    attempt(() => loadMembers(openChat()));
  });
  listen("speaker", (id) => here(id) && drawFoot());
  listen("commands", async () => {
    await attempt(loadProfile);
    if (!here(state.open)) return;
    drawHead();
    drawFoot();
  });
  listen("typing", (id) => here(id) && drawHead());
  listen("messages", (id) => here(id) && drawBars());
  document.addEventListener("visibilitychange", () => state.open && read());
}

function read() {
  if (document.visibilityState !== "visible") return;
  if (state.unread.delete(state.open)) tell("chats");
}

export async function open(id, messageId) {
  const chat = state.chats.get(id);
  if (chat?.migrated_to) {
    location.replace(`#chat/${chat.migrated_to}`);
    return;
  }
  if (id !== state.open) state.topic = null;
  state.open = chat ? id : null;
  framed = null;
  tell("open");
  if (!chat) return fill(root, blank());
  read();
  await attempt(() => Promise.all([transcript(id), loadMembers(chat), loadProfile()]));
  if (state.open !== id) return;
  head = h("header", { class: "head" });
  bars = h("div", { class: "bars" });
  body = transcriptView();
  foot = h("footer", { class: "foot-bar" });
  fill(root, head, bars, body, foot);
  framed = id;
  drawHead();
  drawBars();
  drawFoot();
  redraw();
  if (messageId) jump(messageId);
}

async function loadProfile() {
  profile = await api.profile(language);
}

const botName = () => profile?.name || personName(state.bot);

const blank = () =>
  h("div", { class: "blank" }, h("span", { class: "pill" }, h("span", {}, t("blank"))));

function drawHead() {
  const chat = openChat();
  const who = isPrivate(chat) ? { ...state.bot, title: botName() } : chat;
  fill(
    head,
    h("a", { class: "icon-button back", href: "#", "aria-label": t("back") }, icon("back", "flip")),
    avatar(who, "medium"),
    h("div", { class: "head-lines" }, h("h2", {}, h("bdi", {}, who.title)), h("p", {}, subtitle(chat))),
    iconButton("search", t("find"), () => tell("find", "")),
    iconButton("more", t("chat.menu"), (event) => chatMenu(chat, event.currentTarget)),
  );
}

function subtitle(chat) {
  if (typingIn(chat.id)) return h("span", { class: "typing" }, t("typing"));
  if (isPrivate(chat)) return [t("head.bot"), " · ", t("head.as"), " ", h("bdi", {}, chatTitle(chat))];
  const count = chat.member_count ?? membersOf(chat).length;
  const members = t(chat.type === "channel" ? "head.subscribers" : "head.members", { count });
  return [members, " · ", botStatus(chat)];
}

function drawBars() {
  const chat = openChat();
  const last = chat.pinned?.at(-1);
  const pinned = state.transcripts.get(chat.id)?.messages.get(last);
  const finding = bars.querySelector(".finder") ?? finder();
  fill(
    bars,
    finding,
    pinned &&
      h(
        "button",
        { type: "button", class: "pinned", onclick: () => jump(last) },
        icon("pin"),
        h("span", { class: "pinned-title" }, t("pinned")),
        h("span", { class: "pinned-words", dir: "auto" }, pinned.text ?? pinned.caption ?? t("message.photo")),
      ),
    chat.is_forum && topics(chat),
  );
}

function topics(chat) {
  const tab = (id, name, closed) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(state.topic === id),
        onclick: () => {
          state.topic = id;
          drawBars();
          drawFoot();
          redraw();
        },
      },
      id && icon("topic"),
      h("bdi", {}, name),
      closed && h("small", {}, t("topic.closed")),
    );
  const rest = (chat.topics ?? []).map((one) => tab(one.id, one.name, one.closed));
  return h("div", { class: "topics", role: "tablist", "aria-label": t("topics") }, tab(null, t("topics.all")), rest);
}

function drawFoot() {
  const chat = openChat();
  const status = chat.bot?.status ?? "left";
  const kind = isPrivate(chat) && status !== "member" ? status : `talk ${voiceKey(chat)}`;
  body.classList.toggle("greets", isPrivate(chat) && status === "left" && !state.transcripts.get(chat.id)?.messages.size);
  body.querySelector(".greeting")?.remove();
  if (body.classList.contains("greets")) body.prepend(greeting());
  if (foot.dataset.kind === kind && foot.dataset.chat === String(chat.id)) return;
  Object.assign(foot.dataset, { kind, chat: String(chat.id) });
  if (kind === "left") fill(foot, wide(t("start"), () => api.start(chat.id, {}), "start"));
  else if (kind === "kicked") fill(foot, wide(t("unblock"), () => api.act(chat.id, "unblock"), "unblock"));
  else fill(foot, composer(chat));
}

const voiceKey = (chat) =>
  isPrivate(chat) ? "" : `${chat.bot?.status} ${membersOf(chat).map((one) => one.user.id + one.status)}`;

function wide(label, act, name) {
  return h("button", { type: "button", class: `wide ${name}`, onclick: () => attempt(act) }, label);
}

function greeting() {
  return h(
    "div",
    { class: "greeting" },
    avatar({ ...state.bot, title: botName() }, "large"),
    h("h3", {}, h("bdi", {}, botName())),
    h("p", { dir: "auto" }, profile?.description || t("greeting")),
  );
}
