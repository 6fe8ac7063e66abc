"""Asks Telegram who administers a chat, and remembers the answers for a minute."""

import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from enum import Enum, auto

from telegram import ChatMember
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.refusals.classify_failure import Scope, is_fault
from storage.models import Chat, ChatKind

log = logging.getLogger(__name__)

# A list may be this old; whatever is done with a chat asks anew.
MAX_AGE = timedelta(seconds=60)
_MAX_ENTRIES = 5_000


class AdminStatus(Enum):
    """Says whether a person administers a chat; only YES allows anything."""

    YES = auto()
    NO = auto()
    # Telegram does not tell.
    UNKNOWN = auto()
    # Telegram is away or wants a pause, which says nothing of the person: not remembered.
    UNANSWERED = auto()


def is_admin(member: ChatMember, kind: ChatKind) -> bool:
    """Return whether a member may decide what the bot posts in a chat of this kind.

    In a channel that takes the right to post: an administrator may be allowed to do no more than
    invite members.
    """
    if member.user.is_bot:
        return False
    if member.status == ChatMemberStatus.OWNER:
        return True
    if member.status != ChatMemberStatus.ADMINISTRATOR:
        return False
    return kind is not ChatKind.CHANNEL or bool(getattr(member, "can_post_messages", False))


class AdminCache:
    """Asks Telegram who administers which chat, and keeps at most 5,000 answers for a minute."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[int, int], tuple[datetime, AdminStatus]] = OrderedDict()

    async def recent(
        self, bot: ExtBot[None], chat: Chat, person_id: int, now: datetime
    ) -> AdminStatus:
        """Return whether the person administers the chat; the answer may be a minute old.

        For lists of chats. Whatever changes something calls `check`.
        """
        said = self._said.get((chat.telegram_id, person_id))
        if said is not None and timedelta(0) <= now - said[0] < MAX_AGE:
            return said[1]
        return await self.check(bot, chat, person_id, now)

    async def check(
        self, bot: ExtBot[None], chat: Chat, person_id: int, now: datetime
    ) -> AdminStatus:
        """Ask Telegram whether the person administers the chat at this moment."""
        try:
            return await self.ask(bot, chat, person_id, now)
        except TelegramError as error:
            log.info("membership in chat %d is not told now: %s", chat.id, error.message)
            return AdminStatus.UNANSWERED

    async def ask(
        self, bot: ExtBot[None], chat: Chat, person_id: int, now: datetime
    ) -> AdminStatus:
        """Ask the same for an update that can be attempted again.

        Raises:
            TelegramError: Telegram is away or wants a pause, which says nothing of the person.
        """
        answer = await _ask_telegram(bot, chat, person_id)
        self._said[chat.telegram_id, person_id] = (now, answer)
        self._said.move_to_end((chat.telegram_id, person_id))
        while len(self._said) > _MAX_ENTRIES:
            self._said.popitem(last=False)
        return answer


async def administers(bot: ExtBot[None], telegram_id: int, kind: ChatKind, person_id: int) -> bool:
    """Ask Telegram whether a person administers a chat of this kind at this moment.

    Raises:
        TelegramError: Telegram tells of nobody there, or gives no answer.
    """
    member = await _find_member(bot, telegram_id, person_id)
    return member is not None and is_admin(member, kind)


async def _find_member(bot: ExtBot[None], telegram_id: int, person_id: int) -> ChatMember | None:
    """Return the person's membership of a chat; None if they are no member of whom Telegram tells.

    A group that hides its members tells a bot without rights of its administrators alone, and of
    them only when it is asked for all. https://core.telegram.org/bots/api#getchatmember

    Raises:
        TelegramError: Telegram tells of nobody there, or gives no answer.
    """
    try:
        return await bot.get_chat_member(telegram_id, person_id)
    except (BadRequest, Forbidden) as refusal:
        log.info("a member of chat %d is hidden: %s", telegram_id, refusal.message)
    administrators = await bot.get_chat_administrators(telegram_id)
    return next((one for one in administrators if one.user.id == person_id), None)


async def _ask_telegram(bot: ExtBot[None], chat: Chat, person_id: int) -> AdminStatus:
    """Return what Telegram says, or that it does not tell.

    Raises:
        TelegramError: Telegram is away or wants a pause.
    """
    # A private chat has no administrators, whatever id a forged button names.
    if chat.kind is ChatKind.PRIVATE or chat.telegram_id >= 0:
        return AdminStatus.NO
    try:
        admin = await administers(bot, chat.telegram_id, chat.kind, person_id)
    except TelegramError as error:
        if is_fault(error, Scope.OTHER):
            raise
        log.info("membership in chat %d is unknown: %s", chat.id, error.message)
        return AdminStatus.UNKNOWN
    return AdminStatus.YES if admin else AdminStatus.NO
