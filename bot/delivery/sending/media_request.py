"""Builds the Bot API requests that send or replace albums, videos and audio."""

import json
from collections.abc import Sequence
from hashlib import blake2b

from bot.delivery.sending.album_fallbacks import AlbumForm, PartSource
from bot.delivery.sending.calls import Upload
from bot.delivery.sending.fallbacks import PhotoSource, PostForm
from bot.delivery.sending.post_request import Parameters, Target, head, keyboard, words
from bot.types import Post
from storage.models import Media, MediaKind, TelegramFile, TelegramFileKind

_MARK_BYTES = 6
_METHODS = {MediaKind.VIDEO: "sendVideo", MediaKind.AUDIO: "sendAudio"}
_HELD = {TelegramFileKind.PHOTO: "sendPhoto", TelegramFileKind.VIDEO: "sendVideo"}
_FILENAMES = {"photo": "photo.jpg", "video": "video.mp4", "audio": "audio.mp3"}
# Telegram may take a video without sound for an animation, or either for a document.
_ANSWERED = ("video", "audio", "animation", "document")


def media_mark(url: str) -> str:
    """Return a short mark that is the same for the same photo, video or audio."""
    return blake2b(url.encode(), digest_size=_MARK_BYTES).hexdigest()


def upload_of(kind: str, data: bytes) -> Upload:
    """Return the bytes of a photo, video or audio as a file that goes with a call."""
    return Upload(_FILENAMES[kind], data)


def album_request(
    target: Target, post: Post, form: AlbumForm, file_ids: Sequence[str]
) -> tuple[str, Parameters]:
    """Return the method and parameters that send an album in this form.

    Uploaded photos are named `attach://p0` and so on by their place in the post.

    Args:
        target: the chat or topic.
        post: the complete post.
        form: the source of each photo.
        file_ids: the photos' ids at Telegram, empty where they are unknown.
    """
    media: list[dict[str, str]] = []
    for place in form.sent:
        where = {
            PartSource.FILE: file_ids[place],
            PartSource.ADDRESS: post.album[place],
            PartSource.JPEG: f"attach://{attached_name(place)}",
        }
        media.append({"type": "photo", "media": where[form.sources[place]]})
    # With a second caption Telegram's apps would show none below the album.
    media[0] |= {k: str(v) for k, v in caption(post, marks=form.marks).items()}
    parameters = head(target, post, reply=form.reply, paid=form.paid)
    return "sendMediaGroup", parameters | {"media": json.dumps(media, ensure_ascii=False)}


def attached_name(place: int) -> str:
    """Return the name of the uploaded photo at this place of an album."""
    return f"p{place}"


def caption(post: Post, *, marks: bool) -> Parameters:
    """Return the parameters of the caption below an album, video or audio."""
    return words("caption", post.media_html, marks=marks)


def file_request(
    target: Target, post: Post, file: Media, form: PostForm, file_id: str
) -> tuple[str, Parameters]:
    """Return the method and parameters that send a video or audio; uploaded it goes by its kind.

    Args:
        target: the chat or topic.
        post: the complete post.
        file: what is sent; no player.
        form: its source, and the parts of the post to send.
        file_id: its id at Telegram, empty if unknown.
    """
    parameters = head(target, post, reply=form.reply, paid=form.paid)
    if form.buttons:
        parameters["reply_markup"] = keyboard(post.buttons)
    if file.kind is MediaKind.VIDEO:
        parameters["supports_streaming"] = True
    if form.photo is PhotoSource.FILE:
        parameters[file.kind] = file_id
    elif form.photo is PhotoSource.ADDRESS:
        parameters[file.kind] = file.url
    return _METHODS[file.kind], parameters | caption(post, marks=form.marks)


def telegram_file_request(
    target: Target, post: Post, file: TelegramFile, form: PostForm
) -> tuple[str, Parameters]:
    """Return the method and parameters that send a file that Telegram has already."""
    parameters = head(target, post, reply=form.reply, paid=form.paid)
    if form.buttons:
        parameters["reply_markup"] = keyboard(post.buttons)
    parameters[file.kind] = file.file_id
    return _HELD[file.kind], parameters | words("caption", post.html, marks=form.marks)


def file_id_in(result: object) -> str:
    """Return the id of what a sent message shows; empty where it shows nothing of ours."""
    if not isinstance(result, dict):
        return ""
    sizes = result.get("photo")
    if sizes:
        return str(sizes[-1].get("file_id", ""))
    found = (result[name] for name in _ANSWERED if result.get(name))
    return next((str(one.get("file_id", "")) for one in found), "")
