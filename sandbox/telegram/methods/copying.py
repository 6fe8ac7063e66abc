"""Bot API methods that copy or forward a message."""

from sandbox.telegram.access import (
    charge,
    message_in,
    require_member,
)
from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.methods.media import caption_of
from sandbox.telegram.methods.sending import find_place, publish
from sandbox.telegram.models import Json, Message
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

_COPIED = frozenset(
    {
        "text",
        "entities",
        "photo",
        "video",
        "audio",
        "document",
        "caption",
        "caption_entities",
        "has_media_spoiler",
    }
)


def _source(world: World, call: Parameters, verb: str) -> Message:
    source = world.directory.named(call.values.get("from_chat_id"))
    require_member(world, source)
    message = message_in(source, call.integer("message_id"), f"message to {verb} not found")
    if message.body.get("has_protected_content"):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def copy_message(world: World, call: Parameters) -> Json:
    message = _source(world, call, "copy")
    content = {key: value for key, value in message.body.items() if key in _COPIED}
    if not content:
        raise bad_request("message can't be copied")
    if "caption" in call and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_of(call)
    place = find_place(world, call)
    charge(world, place.chat, 1, paid=place.paid)
    copied = publish(world, "copyMessage", place, content, message.source_photo_url)
    return {"message_id": copied.id}


def forward_message(world: World, call: Parameters) -> Json:
    message = _source(world, call, "forward")
    content = {key: value for key, value in message.body.items() if key in _COPIED}
    if not content:
        raise bad_request("message can't be forwarded")
    origin: Json = {"date": message.body["date"]}
    if message.body["chat"]["type"] == "channel":
        origin |= {
            "type": "channel",
            "chat": message.body["chat"],
            "message_id": message.id,
        }
    else:
        origin |= {"type": "user", "sender_user": message.body["from"]}
    place = find_place(world, call)
    charge(world, place.chat, 1, paid=place.paid)
    content["forward_origin"] = origin
    return publish(world, "forwardMessage", place, content, message.source_photo_url).body
