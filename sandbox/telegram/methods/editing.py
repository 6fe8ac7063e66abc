"""Bot API methods that edit or delete a message."""

from sandbox.telegram.access import charge, message_in, require_member, require_right
from sandbox.telegram.api_errors import bad_request, not_modified
from sandbox.telegram.formatted_text import message_text
from sandbox.telegram.keyboards import read_markup, refuse_in_channel
from sandbox.telegram.methods.media import caption_of, media_content
from sandbox.telegram.models import Chat, Json, Message
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

_MOST_AT_ONCE = 100
_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "video",
    "audio",
    "document",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
)
_MEDIA = ("photo", "video", "audio", "document")
# In an album each of these is exchanged for its like only.
_APART = frozenset({"audio", "document"})
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")

Edited = Json | bool


def _message(world: World, call: Parameters) -> tuple[Chat, Message, bool]:
    """The message that the call means, and whether it was named by its inline id."""
    inline_id = call.text("inline_message_id")
    if inline_id:
        found = world.queries.inline_messages.get(inline_id)
        if found is None or found[1].deleted:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.chats[found[0]], found[1], True
    message_id = call.integer("message_id")
    if not message_id and not call.text("chat_id"):
        raise bad_request("message identifier is not specified")
    chat = world.directory.named(call.values.get("chat_id"), writes=False)
    require_member(world, chat)
    if not chat.keep and 0 < message_id <= chat.last_message_id:
        return chat, _forgotten(world, chat, message_id), False
    message = message_in(chat, message_id, "message to edit not found")
    if not message.outgoing:
        raise bad_request("message can't be edited")
    return chat, message, False


def _forgotten(world: World, chat: Chat, message_id: int) -> Message:
    """A stand-in for a message of a chat that keeps none: any edit of it succeeds."""
    body: Json = {
        "message_id": message_id,
        "from": world.bot_user(),
        "chat": chat.as_chat(),
        "date": int(world.clock()),
    }
    return Message(body, outgoing=True)


def _markup(call: Parameters) -> Json | None:
    return read_markup(call.json("reply_markup", "reply keyboard markup"), inline_only=True)


def _change(
    world: World,
    method: str,
    found: tuple[Chat, Message, bool],
    content: Json,
    markup: Json | None,
) -> Edited:
    """Put the content in place of the old one; the keyboard goes if the call names none."""
    chat, message, inline = found
    if markup is not None and chat.type == "channel" and not inline:
        refuse_in_channel(markup)
    body = message.body
    old = {name: body[name] for name in (*_CONTENT, "reply_markup") if name in body}
    new = content | ({"reply_markup": markup} if markup is not None else {})
    if _comparable(old) == _comparable(new):
        raise not_modified()
    charge(world, chat, 1)
    for name in old:
        del body[name]
    body.update(new)
    body["edit_date"] = int(world.clock())
    message.edits += 1
    text = content.get("text") or content.get("caption", "")
    world.journal.note(world.clock(), method, chat.id, message.id, text)
    if chat.keep:
        world.tell_message(chat, message, "edit")
    return True if inline else body


def _comparable(content: Json) -> Json:
    photo = content.get("photo")
    return content | {"photo": photo[-1]["file_unique_id"]} if photo else content


def edit_message_text(world: World, call: Parameters) -> Edited:
    text, entities = message_text(
        call.text("text"), call.text("parse_mode"), call.array("entities", "MessageEntity")
    )
    markup = _markup(call)
    found = _message(world, call)
    body = found[1].body
    if "text" not in body and any(kind in body for kind in _MEDIA):
        raise bad_request("there is no text in the message to edit")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    preview = call.object("link_preview_options", "link preview options")
    if call.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    if preview:
        content["link_preview_options"] = preview
    return _change(world, "editMessageText", found, content, markup)


def edit_message_caption(world: World, call: Parameters) -> Edited:
    caption = caption_of(call)
    markup = _markup(call)
    found = _message(world, call)
    body = found[1].body
    if "text" in body:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: body[name] for name in _CONTENT if name in body and name not in _CAPTION}
    return _change(world, "editMessageCaption", found, kept | caption, markup)


async def edit_message_media(world: World, call: Parameters) -> Edited:
    media = call.object("media", "InputMedia")
    markup = _markup(call)
    found = _message(world, call)
    content, url = await media_content(world, call, media)
    if "media_group_id" in found[1].body:
        kinds = {kind for kind in _MEDIA if kind in content or kind in found[1].body}
        if kinds & _APART and len(kinds) > 1:
            raise bad_request("can't change media type in the album")
    edited = _change(world, "editMessageMedia", found, content, markup)
    found[1].source_photo_url = url
    return edited


def edit_message_reply_markup(world: World, call: Parameters) -> Edited:
    markup = _markup(call)
    found = _message(world, call)
    body = found[1].body
    kept = {name: body[name] for name in _CONTENT if name in body}
    return _change(world, "editMessageReplyMarkup", found, kept, markup)


# https://core.telegram.org/bots/api#deletemessage
_DELETABLE_SECONDS = 48 * 3600


def _delete(world: World, chat: Chat, message: Message) -> None:
    may = (
        chat.type == "private"
        or message.outgoing
        or (world.bot_in(chat).may("can_delete_messages"))
    )
    if not may:
        raise bad_request("message can't be deleted")
    age = world.clock() - message.body["date"]
    if age > _DELETABLE_SECONDS and not world.bot_in(chat).may("can_delete_messages"):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)


def _tell_deleted(world: World, chat: Chat, message_ids: list[int]) -> None:
    if not chat.bulk and message_ids:
        data = {"chat_id": chat.id, "message_ids": message_ids}
        world.events.publish("delete", lambda: data)


def delete_message(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    message_id = call.integer("message_id")
    require_member(world, chat)
    if not chat.keep and 0 < message_id <= chat.last_message_id:
        world.journal.note(world.clock(), "deleteMessage", chat.id, message_id, "")
        return True
    _delete(world, chat, message_in(chat, message_id, "message to delete not found"))
    world.journal.note(world.clock(), "deleteMessage", chat.id, message_id, "")
    _tell_deleted(world, chat, [message_id])
    return True


def delete_messages(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    given = call.array("message_ids", "message identifiers")
    if not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    require_member(world, chat)
    deleted = []
    for message_id in given:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message is not None and not message.deleted:
            _delete(world, chat, message)
            deleted.append(message_id)
    _tell_deleted(world, chat, deleted)
    return True


def _may_pin(world: World, chat: Chat) -> None:
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    require_right(world, chat, right, "not enough rights to manage pinned messages in the chat")


def pin_chat_message(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    _may_pin(world, chat)
    message = message_in(chat, call.integer("message_id"), "message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        if chat.type != "channel":
            pinned = {k: v for k, v in message.body.items() if k != "reply_to_message"}
            world.service(chat, world.bot_user(), {"pinned_message": pinned}, to_bot=False)
        world.tell_chat(chat)
    return True


def unpin_chat_message(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    _may_pin(world, chat)
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.tell_chat(chat)
    return True


def unpin_all_chat_messages(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    _may_pin(world, chat)
    chat.pinned.clear()
    world.tell_chat(chat)
    return True
