"""Bot API methods that send photos, documents and albums."""

from typing import Any

from sandbox.telegram.access import (
    charge,
)
from sandbox.telegram.api_errors import ApiError, bad_request
from sandbox.telegram.formatted_text import caption_text
from sandbox.telegram.methods.sending import find_place, publish
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

_MOST_IN_ALBUM = 10


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


def _url(given: Any) -> str | None:
    is_url = isinstance(given, str) and given.startswith(("http://", "https://"))
    return str(given) if is_url else None


async def send_media_group(world: World, call: Parameters) -> list[Json]:
    given = call.array("media", "InputMedia")
    if not given:
        raise bad_request("there are no messages to send")
    if len(given) > _MOST_IN_ALBUM:
        raise bad_request("too many messages to send as an album")
    place = find_place(world, call, "can_send_photos")
    contents = []
    for number, media in enumerate(given, 1):
        try:
            contents.append(await media_content(world, call, media, album=True))
        except ApiError as refusal:
            reason = refusal.description.removeprefix("Bad Request: ")
            raise bad_request(
                f'failed to send message #{number} with the error message "{reason}"'
            ) from refusal
    if len({"photo" in content for content, _ in contents}) > 1:
        raise bad_request("document can't be mixed with other media types")
    charge(world, place.chat, len(contents), paid=place.paid)
    group = {"media_group_id": str(13_000_000_000 + world.journal_next)}
    return [
        publish(world, "sendMediaGroup", place, content | group, url).body
        for content, url in contents
    ]


async def media_content(
    world: World, call: Parameters, media: Any, *, album: bool = False
) -> tuple[Json, str | None]:
    """The content that an InputMedia makes, and the URL of its photo if it was one."""
    if not isinstance(media, dict) or not isinstance(media.get("type"), str):
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    if not isinstance(media.get("media"), str):
        raise bad_request("media not found")
    own = Parameters(media)
    content = caption_of(own)
    file = call.attached(media["media"])
    match media["type"]:
        case "photo":
            content = {"photo": await world.files.photo(file), **content}
            if own.flag("has_spoiler"):
                content["has_media_spoiler"] = True
            return content, _url(file)
        case "document":
            return {"document": await world.files.document(file), **content}, None
        case _ if album:
            raise bad_request("can't use the media of the specified type in the album")
        case _:
            raise bad_request("can't parse InputMedia: type must be one of photo, document")
