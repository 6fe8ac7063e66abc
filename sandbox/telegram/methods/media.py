"""Bot API methods that send photos, videos, audio, documents and albums."""

from typing import Any

from sandbox.telegram.access import charge
from sandbox.telegram.api_errors import ApiError, bad_request, part_refused
from sandbox.telegram.formatted_text import caption_text
from sandbox.telegram.methods.sending import find_place, publish
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

_MOST_IN_ALBUM = 10
_KINDS = frozenset({"photo", "video", "audio", "document", "animation"})
# Of a message of an album the code of the servers is told as it came.
_CODES = {
    "failed to get HTTP URL content": "WEBPAGE_CURL_FAILED",
    "wrong type of the web page content": "WEBPAGE_MEDIA_EMPTY",
}


def caption_of(call: Parameters) -> Json:
    caption, entities = caption_text(
        call.text("caption"),
        call.text("parse_mode"),
        call.array("caption_entities", "MessageEntity"),
    )
    content: Json = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    if caption and call.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


async def send_photo(world: World, call: Parameters) -> Json:
    caption = caption_of(call)
    place = find_place(world, call, "can_send_photos")
    given = call.file("photo")
    content: Json = {"photo": await world.files.photo(given), **caption}
    if call.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    charge(world, place.chat, 1, paid=place.paid)
    return publish(world, "sendPhoto", place, content, _url(given)).body


async def send_document(world: World, call: Parameters) -> Json:
    caption = caption_of(call)
    place = find_place(world, call, "can_send_documents")
    content = {"document": await world.files.document(call.file("document")), **caption}
    charge(world, place.chat, 1, paid=place.paid)
    return publish(world, "sendDocument", place, content).body


async def send_video(world: World, call: Parameters) -> Json:
    return await _send_playable(world, call, "video")


async def send_audio(world: World, call: Parameters) -> Json:
    return await _send_playable(world, call, "audio")


async def _send_playable(world: World, call: Parameters, kind: str) -> Json:
    caption = caption_of(call)
    place = find_place(world, call, f"can_send_{kind}s")
    content = {kind: await world.files.playable(kind, call.file(kind)), **caption}
    if kind == "video" and call.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    charge(world, place.chat, 1, paid=place.paid)
    return publish(world, f"send{kind.title()}", place, content).body


def _url(given: Any) -> str | None:
    is_url = isinstance(given, str) and given.startswith(("http://", "https://"))
    return str(given) if is_url else None


async def send_media_group(world: World, call: Parameters) -> list[Json]:
    given = call.array("media", "InputMedia")
    if not given:
        raise bad_request("there are no messages to send")
    kinds = [_kind_of(media, album=True) for media in given]
    if len(given) > _MOST_IN_ALBUM:
        raise bad_request("too many messages to send as an album")
    for alone in ("document", "audio"):
        if alone in kinds and set(kinds) != {alone}:
            raise bad_request(f"{alone} can't be mixed with other media types")
    place = find_place(world, call, "can_send_photos")
    contents = []
    for number, media in enumerate(given, 1):
        try:
            contents.append(await media_content(world, call, media))
        except ApiError as refusal:
            reason = refusal.description.removeprefix("Bad Request: ")
            raise part_refused(number, _CODES.get(reason, reason)) from refusal
    charge(world, place.chat, len(contents), paid=place.paid)
    group: Json = {}
    if len(contents) > 1:
        group["media_group_id"] = str(13_000_000_000 + world.journal.next)
    return [
        publish(world, "sendMediaGroup", place, content | group, url).body
        for content, url in contents
    ]


def _kind_of(media: Any, *, album: bool = False) -> str:
    """The kind of an InputMedia.

    Raises:
        ApiError: it has none, or none that can stand where it does.
    """
    if not isinstance(media, dict) or not isinstance(media.get("type"), str):
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    kind = str(media["type"])
    if kind not in _KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if album and kind == "animation":
        raise bad_request(
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"
        )
    if not isinstance(media.get("media"), str) or not media["media"]:
        raise bad_request("can't parse InputMedia: media not found")
    return kind


async def media_content(world: World, call: Parameters, media: Any) -> tuple[Json, str | None]:
    """The content that an InputMedia makes, and the URL of its photo if it was one."""
    kind = _kind_of(media)
    own = Parameters(media)
    content = caption_of(own)
    file = call.attached(media["media"])
    match kind:
        case "photo":
            content = {"photo": await world.files.photo(file), **content}
        case "video" | "audio":
            content = {kind: await world.files.playable(kind, file), **content}
        case _:
            content = {"document": await world.files.document(file), **content}
    if kind in {"photo", "video"} and own.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content, _url(file) if kind == "photo" else None
