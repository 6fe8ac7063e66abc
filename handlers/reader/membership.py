"""Follows the bot's own membership: added, removed, blocked, moved to a supergroup."""

import logging

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatAction, ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.i18n import DEFAULT_LANGUAGE
from bot.telegram.attempt import once
from handlers.chat_rows import join_chat
from handlers.context import ChatContext, KhabarContext, chat_context, kind_of
from handlers.permissions import may_post
from handlers.ui.replies import reply
from storage.models import Chat, ChatKind, InactiveReason

log = logging.getLogger(__name__)

_OUTSIDE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


async def own_membership(update: Update, context: KhabarContext) -> None:
    """Subscribe, unsubscribe or resume the chat, by what the bot may do there now."""
    change = update.my_chat_member
    if change is None:
        return
    kind = kind_of(change.chat)
    before = may_post(change.old_chat_member, kind)
    after = may_post(change.new_chat_member, kind)
    if after and not before:
        await _added(update, context, kind, added=change.old_chat_member.status in _OUTSIDE)
    elif after and kind is ChatKind.GROUP:
        # An administrator may write where members may not.
        await _resume(context, change.chat.id)
    elif before and not after and not _is_for_a_while(change.new_chat_member, context):
        gone = change.new_chat_member.status in _OUTSIDE
        reason = InactiveReason.KICKED if gone else InactiveReason.NO_RIGHTS
        if kind is ChatKind.PRIVATE:
            reason = InactiveReason.BLOCKED
        await context.store.chats.deactivate(
            change.chat.id, reason=reason, now=context.services.now()
        )


def _is_for_a_while(member: ChatMember, context: KhabarContext) -> bool:
    """Return whether a group has silenced the bot up to a moment, of which Telegram tells nothing.

    Until then delivery finds the group locked, and tries again and again.
    https://core.telegram.org/bots/api#chatmemberrestricted (`until_date`)
    """
    return (
        isinstance(member, ChatMemberRestricted)
        and member.is_member
        and member.until_date > context.services.now()
    )


async def _added(update: Update, context: KhabarContext, kind: ChatKind, *, added: bool) -> None:
    """Resume a lost chat; subscribe a group or channel that adds the bot."""
    origin = await chat_context(update, context)
    moved = kind is ChatKind.GROUP and added and await _has_moved(update, context)
    await _resume(context, origin.telegram_id)
    if kind is ChatKind.PRIVATE or (kind is ChatKind.GROUP and not added) or moved:
        return
    if not added and _has_ended_the_news(origin.chat):
        return
    language = origin.language if origin.chat else DEFAULT_LANGUAGE
    await once("join", lambda: _join(context, origin, language))
    if kind is ChatKind.GROUP:
        await _greet(context, origin)


def _has_ended_the_news(chat: Chat | None) -> bool:
    """Return whether somebody has disconnected it, whatever right the bot gets there anew."""
    stopped = InactiveReason.STOPPED
    return chat is not None and not chat.active and chat.inactive_reason is stopped


async def _resume(context: KhabarContext, telegram_id: int) -> None:
    """Go on in a chat that was lost, and in a group that has let the bot write nothing."""
    now = context.services.now()
    came_back = await context.store.missed_articles.resume_chat(telegram_id, now)
    if came_back + await context.store.chats.unlock(telegram_id, now):
        context.services.wake_delivery()


async def _has_moved(update: Update, context: KhabarContext) -> bool:
    """Return whether a known group became this supergroup: nobody has added the bot, then.

    Telegram tells it by a join of the bot, too, before or after the service messages. Where it is
    before, a group of the same title is asked where it is now; what it then knows is stored.
    https://github.com/tdlib/telegram-bot-api/issues/266
    """
    chat, groups, now = update.effective_chat, context.store.supergroups, context.services.now()
    if chat is None or chat.type != ChatType.SUPERGROUP:
        return False
    if await groups.has_just_moved(chat.id, now):
        return True
    for old_id in await groups.basic_groups(chat.title or ""):
        if await _moved_to(context, old_id) == chat.id:
            await groups.migrate(old_id, chat.id, now)
            return True
    return False


async def _moved_to(context: KhabarContext, group_id: int) -> int:
    """Return the id of the supergroup that a group has become; 0 if it has not.

    Only a call that would write is refused with the new id, and this one leaves nothing behind.
    """
    try:
        await context.bot.send_chat_action(group_id, ChatAction.TYPING)
    except ChatMigrated as error:
        log.info("group %d became supergroup %d", group_id, error.new_chat_id)
        return error.new_chat_id
    except TelegramError as error:
        log.info("whether group %d has moved is unknown: %s", group_id, error.message)
    return 0


async def _join(context: KhabarContext, origin: ChatContext, language: str) -> None:
    await join_chat(context, origin, language=language)


async def _greet(context: KhabarContext, origin: ChatContext) -> None:
    text = origin.translator.html(
        "News from <b>{site}</b> will be posted here as it is published, with a photo and a "
        "short summary.\n"
        "Administrators change this with /settings and end it with /stop.",
        site=context.services.site_name,
    )
    try:
        await reply(context, origin, text, silent=True)
    except (BadRequest, Forbidden) as error:
        # A group may let bots in and yet close the topic or forbid writing; delivery finds out.
        log.info("group not greeted: %s", error.message)


async def group_moved(update: Update, context: KhabarContext) -> None:
    """Move what is stored about a group to its supergroup; either service message may be first."""
    message, groups, now = update.message, context.store.supergroups, context.services.now()
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await groups.migrate(message.chat.id, message.migrate_to_chat_id, now)
    elif message.migrate_from_chat_id is not None:
        await groups.migrate(message.migrate_from_chat_id, message.chat.id, now)


async def group_renamed(update: Update, context: KhabarContext) -> None:
    """Keep the new title of a group: the desk names it so, and a move is known by it."""
    message = update.message
    if message is not None and message.new_chat_title:
        await context.store.channel_settings.set_title(message.chat.id, message.new_chat_title)
