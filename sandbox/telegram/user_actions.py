"""Actions of people: write, press, block; each becomes the update that the bot receives."""

import re
from typing import Any

from sandbox.telegram import utf16
from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.formatted_text import MAX_TEXT, read_text
from sandbox.telegram.markup_text import Entity
from sandbox.telegram.membership import change_membership
from sandbox.telegram.models import Chat, Json, Message, Person
from sandbox.telegram.rights import Membership
from sandbox.telegram.world import World

ANONYMOUS_BOT: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}")


def author_of(world: World, chat: Chat, person: Person, appear_as: str, sender: Any) -> Json:
    """Who a message comes from, for somebody who appears as himself or behind a chat."""
    member = chat.members.get(person.id)
    if chat.type == "channel":
        if member is None or not member.is_admin:
            raise ControlError(f"{person.id} is no administrator of the channel")
        return {"sender_chat": chat.as_chat()}
    if chat.type == "private":
        return {"from": person.as_user()}
    if appear_as in {"channel", "linked"}:
        channel = world.directory.for_control(sender)
        if channel.type != "channel":
            raise ControlError("sender_chat must be a channel")
        if appear_as == "linked":
            return {
                "from": TELEGRAM,
                "sender_chat": channel.as_chat(),
                "is_automatic_forward": True,
            }
        return {"from": CHANNEL_BOT, "sender_chat": channel.as_chat()}
    if member is None or not member.is_present:
        raise ControlError(f"{person.id} is not in the chat")
    if appear_as == "anonymous" or member.anonymous:
        if not member.is_admin:
            raise ControlError(f"{person.id} is no administrator of the group")
        signature = {"author_signature": member.title} if member.title else {}
        return {"from": ANONYMOUS_BOT, "sender_chat": chat.as_chat(), **signature}
    return {"from": person.as_user()}


def write(
    world: World,
    chat: Chat,
    person: Person,
    text: str,
    *,
    topic: int | None = None,
    reply_to: int | None = None,
    appear_as: str = "self",
    sender_chat: int = 0,
    html: bool = False,
) -> Message:
    """A person writes into a chat.

    Raises:
        ControlError: this person can't write this here.
        ApiError: the HTML can't be parsed.
    """
    may_write(chat, person, topic)
    shown, entities = read_text(text, "html" if html else "", None)
    if not shown or utf16.length(shown) > MAX_TEXT:
        raise ControlError("text must have 1 to 4096 characters")
    body: Json = {"message_id": 0, **author_of(world, chat, person, appear_as, sender_chat)}
    body |= {"chat": chat.as_chat(), "date": int(world.clock())}
    if topic:
        body |= {"message_thread_id": topic, "is_topic_message": True}
    if reply_to is not None:
        replied = chat.messages.get(reply_to)
        if replied is None or replied.deleted:
            raise ControlError(f"no message {reply_to} to reply to", 404)
        body["reply_to_message"] = {
            k: v for k, v in replied.body.items() if k != "reply_to_message"
        }
        body = chat.thread_of(replied.body) | body
    body["text"] = shown
    if entities:
        body["entities"] = entities
    return _send(world, chat, person, body)


def may_write(chat: Chat, person: Person, topic: int | None) -> None:
    """Refuse a person who can't write here.

    Raises:
        ControlError: the reason.
    """
    if person.deactivated:
        raise ControlError(f"the account {person.id} is deactivated")
    if chat.migrated_to is not None:
        raise ControlError(f"the group became {chat.migrated_to}")
    if chat.type == "private" and chat.id != person.id:
        raise ControlError("a private chat is its person's own")
    if topic and (topic not in chat.topics or chat.topics[topic].state != "open"):
        raise ControlError(f"topic {topic} is not open")


def _send(world: World, chat: Chat, person: Person, body: Json) -> Message:
    if chat.type == "private":
        status = world.bot_in(chat).status
        if status == "kicked":
            raise ControlError(f"{person.id} has blocked the bot")
        if status != "member":
            chat.members[world.bot_id] = Membership("member")
            world.tell_chat(chat)
    body["message_id"] = world.next_message_id(chat)
    message = Message(body, outgoing=False)
    world.post(chat, message)
    if reaches_bot(world, chat, body):
        person.known_to_bot = True
        world.updates.put("channel_post" if chat.type == "channel" else "message", body)
    return message


def reaches_bot(world: World, chat: Chat, body: Json) -> bool:
    """Whether the bot gets this message: in groups an ordinary member sees what is for it only."""
    member = world.bot_in(chat)
    if not member.is_present:
        return False
    sees_all = member.is_admin or not world.privacy_mode
    if chat.type in {"private", "channel"} or sees_all or "via_bot" in body:
        return True
    replied = body.get("reply_to_message", {})
    if replied.get("from", {}).get("id") == world.bot_id:
        return True
    name = f"@{world.bot_username}".lower()
    for entity in body.get("entities", []):
        said = _covered(body["text"], entity).lower()
        if entity["type"] == "bot_command" and ("@" not in said or said.endswith(name)):
            return True
        if entity["type"] == "mention" and said == name:
            return True
    return False


def _covered(text: str, entity: Entity) -> str:
    first = utf16.to_index(text, entity["offset"])
    return text[first : utf16.to_index(text, entity["offset"] + entity["length"])]


def start(world: World, chat: Chat, person: Person, parameter: str) -> Message:
    """Press START, or open a deep link `?start=parameter` (`?startgroup=` in a group)."""
    if not START_PARAMETER.fullmatch(parameter):
        raise ControlError("a start parameter has up to 64 characters of A-Z, a-z, 0-9, _ and -")
    if chat.type == "private" and world.bot_in(chat).status == "kicked":
        set_blocked(world, chat, blocked=False)
    command = "/start" if chat.type == "private" else f"/start@{world.bot_username}"
    return write(world, chat, person, f"{command} {parameter}".strip())


def edit(world: World, chat: Chat, person: Person, message_id: int, text: str) -> Message:
    """A person edits an own message."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted or message.outgoing:
        raise ControlError(f"no message {message_id} that {person.id} could edit", 404)
    if chat.type != "channel" and message.body["from"]["id"] != person.id:
        raise ControlError(f"message {message_id} is not of {person.id}")
    shown, entities = read_text(text, "", None)
    if not shown or utf16.length(shown) > MAX_TEXT:
        raise ControlError("text must have 1 to 4096 characters")
    message.body |= {"text": shown, "entities": entities, "edit_date": int(world.clock())}
    if not entities:
        del message.body["entities"]
    message.edits += 1
    world.tell_message(chat, message, "edit")
    if reaches_bot(world, chat, message.body):
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        world.updates.put(kind, message.body)
    return message


def react(world: World, chat: Chat, message_id: int, emoji: str, count: int) -> Message:
    """People react to a channel's post: so many by now with this emoji, 0 for nobody.

    Whose reactions they are a channel shows to nobody; the bot gets their number where it is an
    administrator. https://core.telegram.org/bots/api#messagereactioncountupdated

    Raises:
        ControlError: there is no such post.
    """
    message = chat.messages.get(message_id)
    if chat.type != "channel" or message is None or message.deleted:
        raise ControlError("only posts of channels have anonymous reactions")
    message.reactions[emoji] = count
    if not count:
        del message.reactions[emoji]
    world.tell_message(chat, message, "edit")
    if world.bot_in(chat).is_admin:
        counts = [
            {"type": {"type": "emoji", "emoji": one}, "total_count": total}
            for one, total in message.reactions.items()
        ]
        world.updates.put(
            "message_reaction_count",
            {
                "chat": chat.as_chat(),
                "message_id": message_id,
                "date": int(world.clock()),
                "reactions": counts,
            },
        )
    return message


def set_blocked(world: World, chat: Chat, *, blocked: bool) -> None:
    """A reader blocks the bot or lets it in again."""
    if chat.type != "private":
        raise ControlError("only a reader in the private chat can block the bot")
    new = Membership("kicked" if blocked else "member")
    change_membership(world, chat, world.bot_id, new, by=chat.id)
