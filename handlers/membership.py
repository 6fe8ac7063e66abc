"""The bot's own membership: added, removed, blocked, let in again; a group that moved."""

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.i18n import DEFAULT_LANGUAGE
from handlers.context import KhabarContext, Place, kind_of, place_of
from handlers.replies import reply
from storage.models import ChatKind

BLOCKED = "blocked"
REMOVED = "removed"
MUTED = "not allowed to write"
# As delivery words it (`bot.delivery.outcomes`).
TOPIC_CLOSED = "topic closed"

_OUTSIDE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


def may_post(member: ChatMember, kind: ChatKind) -> bool:
    """Whether a bot of this standing can post in a chat of this kind."""
    status = member.status
    if kind is ChatKind.CHANNEL:
        return status == ChatMemberStatus.ADMINISTRATOR and bool(
            getattr(member, "can_post_messages", False)
        )
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return status in {
        ChatMemberStatus.MEMBER,
        ChatMemberStatus.ADMINISTRATOR,
        ChatMemberStatus.OWNER,
    }


async def own_membership(update: Update, context: KhabarContext) -> None:
    """Begin, end or take up again what the chat gets, after what may be done there now."""
    change = update.my_chat_member
    if change is None:
        return
    kind = kind_of(change.chat)
    before = may_post(change.old_chat_member, kind)
    after = may_post(change.new_chat_member, kind)
    if after and not before:
        await _came(update, context, kind, added=change.old_chat_member.status in _OUTSIDE)
    elif before and not after:
        gone = change.new_chat_member.status in _OUTSIDE
        reason = BLOCKED if kind is ChatKind.PRIVATE else REMOVED if gone else MUTED
        await context.store.chats.leave(change.chat.id, reason=reason, now=context.services.now())


async def _came(update: Update, context: KhabarContext, kind: ChatKind, *, added: bool) -> None:
    """Take up again what was lost; a group or channel that adds the bot wants its posts."""
    place = await place_of(update, context)
    chats = context.store.chats
    if await context.store.by_hand.take_up(place.telegram_id, context.services.now()):
        context.services.wake_delivery()
    if kind is ChatKind.PRIVATE or (kind is ChatKind.GROUP and not added):
        return
    await chats.join(
        place.telegram_id,
        kind=kind,
        title=place.title,
        language=place.language if place.chat else DEFAULT_LANGUAGE,
        now=context.services.now(),
    )
    if kind is ChatKind.GROUP:
        await _greet(context, place)


async def _greet(context: KhabarContext, place: Place) -> None:
    text = place.translator.html(
        "News from <b>{site}</b> will be posted here as it is published, with a photo and a "
        "short summary.\n"
        "Administrators change this with /settings and end it with /stop.",
        site=context.services.site_name,
    )
    try:
        await reply(context, place, text, silent=True)
    except (BadRequest, Forbidden):
        # A group may let bots in and yet close the topic or forbid writing; delivery finds out.
        return


async def group_moved(update: Update, context: KhabarContext) -> None:
    """The service message in the old group or in the new supergroup: whichever comes first."""
    message = update.message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await context.store.chats.migrate(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await context.store.chats.migrate(message.migrate_from_chat_id, message.chat.id)


async def topic_reopened(update: Update, context: KhabarContext) -> None:
    """A topic that was closed takes posts again: what it had is taken up, without a word."""
    place = await place_of(update, context)
    if place.chat is None or place.chat.active or place.chat.inactive_reason != TOPIC_CLOSED:
        return
    await context.store.chats.join(
        place.telegram_id,
        kind=place.kind,
        title=place.title,
        language=place.language,
        now=context.services.now(),
        thread_id=place.thread_id,
    )
