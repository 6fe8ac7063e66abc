"""Asks Telegram whether a group that takes no text takes photos, or nothing from the bot."""

import logging

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import Scope, classify
from bot.delivery.sending.calls import Calls

_LOG = logging.getLogger(__name__)


async def takes_photos(calls: Calls, telegram_id: int) -> bool:
    """Return whether the bot, which is no administrator, may send photos to this group.

    The group's permissions and those of the bot both count. Where Telegram gives no answer it may
    not: the post is tried again, and asked about again.
    """
    try:
        chat = await calls.call("getChat", {"chat_id": telegram_id})
        me = await calls.call("getMe", {})
        member = await calls.call(
            "getChatMember", {"chat_id": telegram_id, "user_id": int(me["id"])}
        )
    except TelegramError as error:
        outcome = classify(error, Scope.OTHER)
        _LOG.info("what chat %d allows is unknown: %s", telegram_id, outcome.detail)
        return False
    own = member if member.get("status") == ChatMemberStatus.RESTRICTED else {}
    everybody = chat.get("permissions") or {}
    return bool(everybody.get("can_send_photos", True) and own.get("can_send_photos", True))
