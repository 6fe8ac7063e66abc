// Draws what a message shows: a photo, an album's grid, a video, audio, a file, the preview of a link.

import { photoBox } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { t } from "./texts.js";

// Messages of one album, one after the other, are one bubble; what was deleted of it is gone.
export function inAlbums(messages) {
  const found = [];
  for (const message of messages) {
    const before = found.at(-1);
    const group = message.media_group_id;
    if (group && before?.album && before.message.media_group_id === group) before.album.push(message);
    else found.push({ message, album: group ? [message] : null });
  }
  return found.map(withoutDeleted);
}

function withoutDeleted({ message, album }) {
  const left = album?.filter((one) => !one.deleted) ?? [];
  if (!album || !left.length) return { message, album: null, ids: (album ?? [message]).map((one) => one.message_id) };
  return { message: left[0], album: left.length > 1 ? left : null, ids: album.map((one) => one.message_id) };
}

// The one caption below an album; with two of them Telegram's apps show none.
export function captionOf(message, album) {
  const told = (album ?? [message]).filter((one) => one.text ?? one.caption);
  return told.length === 1 ? told[0] : null;
}

export function shownBy(message, album) {
  if (album && !album.some((one) => one.audio_url || one.document_url))
    return h("div", { class: `album of-${album.length}` }, album.map((one) => picture(one) ?? video(one)));
  if (album) return h("div", { class: "stack" }, album.map(attached));
  return picture(message) ?? video(message);
}

function picture(message) {
  if (!message.photo_url) return null;
  const size = message.photo?.at(-1) ?? { width: 4, height: 3 };
  const image = h("img", {
    src: message.photo_url,
    alt: t("photo.alt"),
    width: size.width,
    height: size.height,
    decoding: "async",
  });
  const hidden = message.has_media_spoiler;
  const open = (event) => {
    const button = event.currentTarget;
    if (button.classList.contains("covered")) button.classList.remove("covered");
    else photoBox(message.photo_url, message.caption);
  };
  const kind = `photo${hidden ? " covered" : ""}`;
  return h("button", { type: "button", class: kind, onclick: open, "aria-label": t("photo.open") }, image);
}

function video(message) {
  if (!message.video_url) return null;
  return h("video", { class: "video", src: message.video_url, controls: "", preload: "none", "aria-label": t("message.video") });
}

export function attached(message) {
  if (message.audio_url) {
    const name = message.audio.title ?? message.audio.file_name ?? t("message.audio");
    return h(
      "div",
      { class: "audio" },
      h("bdi", {}, name),
      h("audio", { src: message.audio_url, controls: "", preload: "none", "aria-label": t("message.audio") }),
    );
  }
  const file = message.document;
  if (!file) return null;
  const name = file.file_name ?? t("message.file");
  return h("a", { class: "file", href: message.document_url, download: name }, icon("down"), h("bdi", {}, name));
}

// Telegram fetches the page for this; here only its address is known.
export function preview(message) {
  const options = message.link_preview_options ?? {};
  const url = options.url;
  if (!message.text || options.is_disabled || !/^https?:\/\/\S+$/.test(url ?? "") || !URL.canParse(url)) return null;
  const shown = new URL(url);
  return h(
    "a",
    { class: "link-preview", href: url, target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "play" }, icon("play")),
    h("bdi", { class: "reply-name" }, shown.hostname.replace(/^www\./, "")),
    h("bdi", { class: "address", dir: "ltr" }, url.replace(/^https?:\/\//, "")),
  );
}
