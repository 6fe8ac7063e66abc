"""Asks Telegram what the bot may do in a chat that did not take a post."""

import logging
from collections.abc import Mapping
from typing import Any

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import Scope, classify, is_fault
from bot.delivery.sending.calls import Calls
from storage.models import ChatKind

_LOG = logging.getLogger(__name__)


async def takes_photos(calls: Calls, telegram_id: int) -> bool:
    """Return whether the bot, which is no administrator, may send photos to this group.

    The group's permissions and those of the bot both count. Where Telegram gives no answer it may
    not: the post is tried again, and asked about again.
    """
    try:
        chat = await calls.call("getChat", {"chat_id": telegram_id})
        member = await _own_membership(calls, telegram_id)
    except TelegramError as error:
        outcome = classify(error, Scope.OTHER)
        _LOG.info("what chat %d allows is unknown: %s", telegram_id, outcome.detail)
        return False
    own = member if member.get("status") == ChatMemberStatus.RESTRICTED else {}
    everybody = chat.get("permissions") or {}
    return bool(everybody.get("can_send_photos", True) and own.get("can_send_photos", True))


async def may_write(calls: Calls, telegram_id: int, kind: ChatKind) -> bool:
    """Return whether the bot is in this group or channel, and its own rights let it write there.

    For hours in October 2023 Telegram refused whatever bots wrote to channels, with the words for
    a missing right, while they were administrators with every right
    (https://github.com/tdlib/telegram-bot-api/issues/489). Where Telegram gives no answer it is
    taken for true: the post is tried again, and asked about again.
    """
    try:
        member = await _own_membership(calls, telegram_id)
    except TelegramError as error:
        outcome = classify(error, Scope.OTHER)
        _LOG.info("whether the bot is in chat %d: %s", telegram_id, outcome.detail)
        return is_fault(error, Scope.OTHER)
    match member.get("status"):
        case ChatMemberStatus.ADMINISTRATOR if kind is ChatKind.CHANNEL:
            return bool(member.get("can_post_messages"))
        case ChatMemberStatus.RESTRICTED:
            return bool(member.get("is_member") and member.get("can_send_messages"))
        case ChatMemberStatus.ADMINISTRATOR | ChatMemberStatus.MEMBER:
            return kind is ChatKind.GROUP
    return False


async def _own_membership(calls: Calls, telegram_id: int) -> Mapping[str, Any]:
    """Return the bot's membership of a chat.

    Raises:
        TelegramError: Telegram does not tell it.
    """
    me = await calls.call("getMe", {})
    asked = {"chat_id": telegram_id, "user_id": int(me["id"])}
    member: Mapping[str, Any] = await calls.call("getChatMember", asked)
    return member
