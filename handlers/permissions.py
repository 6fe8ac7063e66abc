"""Asks Telegram whether a person may change a chat's settings, and whether the bot may post."""

import logging

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from handlers.context import KhabarContext
from storage.models import ChatKind

log = logging.getLogger(__name__)

_ADMIN_STATUSES = {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}


async def may_change_settings(update: Update, context: KhabarContext) -> bool:
    """Return whether the sender of an update may change the settings of its chat.

    In a private chat everybody may. In a group its administrators may, also the anonymous ones,
    who write as the group itself. Where Telegram gives no answer, nobody may.
    """
    chat, user, message = update.effective_chat, update.effective_user, update.message
    if chat is None:
        return False
    if chat.type == ChatType.PRIVATE:
        return True
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = await context.bot.get_chat_member(chat.id, user.id)
    except TelegramError as error:
        log.info("membership in chat %d is unknown: %s", chat.id, error.message)
        return False
    return member.status in _ADMIN_STATUSES


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
