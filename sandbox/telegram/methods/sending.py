"""Bot API methods that send a message, and the steps that all of them share."""

from dataclasses import dataclass

from sandbox.telegram.access import (
    charge,
    message_in,
    require_topic,
    require_writable,
)
from sandbox.telegram.api_errors import ApiError, bad_request
from sandbox.telegram.formatted_text import message_text
from sandbox.telegram.keyboards import read_markup, refuse_in_channel
from sandbox.telegram.models import Chat, Json, Message
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
ACTION_SECONDS = 5.0


@dataclass(slots=True)
class Place:
    """Where a message goes and how: found and checked before its content is."""

    chat: Chat
    head: Json
    markup: Json | None
    silent: bool
    paid: bool


def find_place(world: World, call: Parameters, right: str = "can_send_messages") -> Place:
    """Check chat, topic, reply and keyboard of a sending call.

    Raises:
        ApiError: the first thing that is wrong.
    """
    values = call.values
    chat = world.directory.named(values.get("chat_id"))
    require_writable(world, chat, right)
    head: Json = {}
    # A group without topics takes a message for a topic like any other.
    if values.get("message_thread_id") and (chat.is_forum or chat.type != "supergroup"):
        topic = call.integer("message_thread_id")
        require_topic(world, chat, topic)
        head = {"message_thread_id": topic, "is_topic_message": True}
    if "reply_parameters" in values or "reply_to_message_id" in values:
        reply = _reply(world, chat, call)
        if reply is not None:
            head["reply_to_message"] = reply
            head = chat.thread_of(reply) | head
    if call.flag("protect_content"):
        head["has_protected_content"] = True
    if values.get("message_effect_id"):
        head["effect_id"] = call.text("message_effect_id")
    markup = None
    if "reply_markup" in values:
        in_channel = chat.type == "channel"
        markup = read_markup(
            call.json("reply_markup", "reply keyboard markup"), inline_only=in_channel
        )
        if markup is not None and in_channel:
            refuse_in_channel(markup)
    return Place(
        chat, head, markup, call.flag("disable_notification"), call.flag("allow_paid_broadcast")
    )


def _reply(world: World, chat: Chat, call: Parameters) -> Json | None:
    given = call.object("reply_parameters", "reply parameters")
    message_id = given.get("message_id", call.integer("reply_to_message_id"))
    lenient = given.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply")
    source = world.directory.named(given["chat_id"]) if given.get("chat_id") else chat
    if not isinstance(message_id, int):
        raise bad_request("can't parse reply parameters: invalid message_id specified")
    if not message_id:
        return None
    try:
        replied = message_in(source, message_id, "message to be replied not found")
    except ApiError:
        if lenient:
            return None
        raise
    return {key: value for key, value in replied.body.items() if key != "reply_to_message"}


def publish(
    world: World, method: str, place: Place, content: Json, url: str | None = None
) -> Message:
    """Put a message with this content into the place; the limits were charged before."""
    chat = place.chat
    message_id = world.next_message_id(chat)
    now = world.clock()
    body: Json = {"message_id": message_id}
    if chat.type == "channel":
        body["sender_chat"] = chat.as_chat()
    else:
        body["from"] = world.bot_user()
    body["chat"] = chat.as_chat()
    body["date"] = int(now)
    if place.head:
        body.update(place.head)
    body.update(content)
    if place.markup is not None and "inline_keyboard" in place.markup:
        body["reply_markup"] = place.markup
    message = Message(body, outgoing=True, silent=place.silent, source_photo_url=url)
    chat.accepted += 1
    world.counters.accept(now, 1)
    text = content.get("text") or content.get("caption", "")
    world.journal.note(world.clock(), method, chat.id, message_id, text)
    chat.action = ("", 0.0)
    if chat.keep:
        world.post(chat, message)
    return message


def send_message(world: World, call: Parameters) -> Json:
    values = call.values
    text, entities = message_text(
        call.text("text"),
        call.text("parse_mode"),
        call.array("entities", "MessageEntity") if "entities" in values else None,
    )
    place = find_place(world, call)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if "link_preview_options" in values:
        content["link_preview_options"] = call.object(
            "link_preview_options", "link preview options"
        )
    elif call.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    charge(world, place.chat, 1, paid=place.paid)
    return publish(world, "sendMessage", place, content).body


def send_chat_action(world: World, call: Parameters) -> bool:
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.directory.named(call.values.get("chat_id"))
    require_writable(world, chat, "can_send_messages")
    topic = call.integer("message_thread_id") or None
    if topic:
        require_topic(world, chat, topic)
    until = world.clock() + ACTION_SECONDS
    chat.action = (action, until)
    if not chat.bulk:
        data = {"chat_id": chat.id, "topic": topic, "action": action, "until": until}
        world.events.publish("action", lambda: data)
    return True
