"""Checks whether the bot may act in a chat: chat, membership, rights, topic."""

from sandbox.telegram.api_errors import bad_request, forbidden, too_many_requests
from sandbox.telegram.models import Chat, Message
from sandbox.telegram.world import World

_KIND = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def require_member(world: World, chat: Chat) -> None:
    """Refuse unless the bot is in the group or channel; a private chat always passes.

    Raises:
        ApiError: kicked, gone, or never there.
    """
    if chat.type == "private":
        return
    member = chat.members.get(world.bot_id)
    if member is None:
        if chat.username:
            raise forbidden(f"bot is not a member of the {_KIND[chat.type]}")
        raise bad_request("chat not found")
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {_KIND[chat.type]}")
    if not member.is_present:
        raise forbidden(f"bot is not a member of the {_KIND[chat.type]}")


def require_writable(world: World, chat: Chat, right: str) -> None:
    """Refuse unless the bot may post here; `right` is the permission that a member needs.

    Raises:
        ApiError: blocked, deactivated, not talking, kicked, or without the right.
    """
    if chat.type == "private":
        status = world.bot_in(chat).status
        person = chat.person
        if person is not None and person.deactivated:
            raise forbidden("user is deactivated")
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
        if status != "member":
            if person is not None and person.known_to_bot:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("chat not found")
        return
    require_member(world, chat)
    member = world.bot_in(chat)
    if chat.type == "channel":
        if not (member.is_admin and member.may("can_post_messages")):
            raise bad_request("need administrator rights in the channel chat")
    elif not member.is_admin and (right in chat.forbidden or not member.may(right)):
        what = right.removeprefix("can_send_")
        what = {"messages": "text messages", "audios": "music"}.get(what, what)
        raise bad_request(f"not enough rights to send {what} to the chat")


def require_right(world: World, chat: Chat, right: str, reason: str) -> None:
    """Refuse with `reason` unless the bot is an administrator with this right."""
    require_member(world, chat)
    if chat.type != "private" and not world.bot_in(chat).may(right):
        raise bad_request(reason)


def require_topic(world: World, chat: Chat, topic_id: int) -> None:
    """Refuse a topic that is not there, was deleted, or is closed to the bot."""
    topic = chat.topics.get(topic_id)
    if not chat.is_forum or topic is None:
        raise bad_request("message thread not found")
    if topic.state == "deleted":
        raise bad_request("TOPIC_DELETED")
    if topic.state == "closed" and not world.bot_in(chat).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def charge(world: World, chat: Chat, count: int, *, paid: bool = False) -> None:
    """Count messages against the flood limits.

    Raises:
        ApiError: 429 with the seconds to wait.
    """
    if not world.limit_options.enabled:
        return
    seconds = world.limits.refuse_seconds(
        chat.id,
        now=world.monotonic(),
        count=count,
        group=chat.type in {"group", "supergroup"},
        paid=paid,
    )
    if seconds:
        raise too_many_requests(seconds)


def message_in(chat: Chat, message_id: int, reason: str) -> Message:
    """The message of this id, unless it is gone.

    Raises:
        ApiError: 400 with `reason`.
    """
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(reason)
    return message
