"""Follows the bot's own membership: added, removed, blocked, moved to a supergroup."""

import logging

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.i18n import DEFAULT_LANGUAGE
from handlers.context import ChatContext, KhabarContext, chat_context, join_chat, kind_of
from handlers.permissions import may_post
from handlers.ui.replies import reply
from storage.models import ChatKind, InactiveReason

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
    elif before and not after:
        gone = change.new_chat_member.status in _OUTSIDE
        reason = InactiveReason.KICKED if gone else InactiveReason.NO_RIGHTS
        if kind is ChatKind.PRIVATE:
            reason = InactiveReason.BLOCKED
        await context.store.chats.deactivate(
            change.chat.id, reason=reason, now=context.services.now()
        )


async def _added(update: Update, context: KhabarContext, kind: ChatKind, *, added: bool) -> None:
    """Resume a lost chat; subscribe a group or channel that adds the bot."""
    origin = await chat_context(update, context)
    if await context.store.missed_articles.resume_chat(origin.telegram_id, context.services.now()):
        context.services.wake_delivery()
    if kind is ChatKind.PRIVATE or (kind is ChatKind.GROUP and not added):
        return
    language = origin.language if origin.chat else DEFAULT_LANGUAGE
    await join_chat(context, origin, language=language)
    if kind is ChatKind.GROUP:
        await _greet(context, origin)


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
    message = update.message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await context.store.chats.migrate(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await context.store.chats.migrate(message.migrate_from_chat_id, message.chat.id)
