"""Asks Telegram whether a person may change a chat's settings, and whether the bot may post."""

import logging
from enum import Enum, auto

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import Scope, is_fault
from handlers.admin_cache import administers
from handlers.context import ChatContext, KhabarContext
from storage.models import ChatKind

log = logging.getLogger(__name__)


class Permission(Enum):
    """Says whether somebody may change a chat's settings; only GRANTED allows it."""

    GRANTED = auto()
    NO_ADMIN = auto()
    # Written in the name of a channel, of which nobody knows who stands behind it.
    AS_CHANNEL = auto()
    # Telegram does not tell.
    UNKNOWN = auto()


async def settings_permission(
    update: Update, context: KhabarContext, origin: ChatContext
) -> Permission:
    """Return whether the sender of an update may change the settings of its chat.

    In a private chat everybody may. In a group its administrators may, also the anonymous ones,
    who write as the group itself; in a channel those who may post. Where Telegram does not
    tell, nobody may.

    Raises:
        TelegramError: Telegram is away or wants a pause, which says nothing of the sender.
    """
    chat, user, message = update.effective_chat, update.effective_user, update.message
    if chat is None:
        return Permission.UNKNOWN
    if origin.kind is ChatKind.PRIVATE:
        return Permission.GRANTED
    if message is not None and message.sender_chat is not None:
        anonymous = message.sender_chat.id == chat.id
        return Permission.GRANTED if anonymous else Permission.AS_CHANNEL
    if user is None:
        return Permission.UNKNOWN
    try:
        admin = await administers(context.bot, origin.telegram_id, origin.kind, user.id)
    except TelegramError as error:
        if is_fault(error, Scope.OTHER):
            raise
        log.info("membership in chat %d is unknown: %s", origin.telegram_id, error.message)
        return Permission.UNKNOWN
    return Permission.GRANTED if admin else Permission.NO_ADMIN


def may_post(member: ChatMember, kind: ChatKind) -> bool:
    """Return whether a bot with this membership can post in a chat of this kind."""
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
