"""Handles the exceptions of handlers: logs them, and apologises in private chats."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Chat, Update
from telegram.constants import ChatType
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ApplicationHandlerStop

from bot.delivery.refusals.classify_failure import FailureAction, classify
from bot.i18n import DEFAULT_LANGUAGE, mark
from bot.logs import describe_error
from bot.telegram.attempt import current
from handlers.context import KhabarContext
from handlers.ui.replies import answer_callback
from storage.errors import StorageError, UpdateTakenOver
from storage.future_time_limits import LONGEST_INBOX_WAIT

log = logging.getLogger(__name__)

# While a fault lasts, a chat gets one apology in this time.
APOLOGY_INTERVAL = timedelta(minutes=10)
_MAX_CHATS = 1_000
_APOLOGY = mark("Something went wrong on our side. Please try again in a little while.")
_CLOSED_TEXT = mark("This chat does not let the bot write. Its administrators can allow it.")
_OUTDATED_TEXT = mark("This button no longer works.")
# Refusals of whatever is written to a chat or topic.
_CLOSED = frozenset(
    {
        FailureAction.MAY_NOT_WRITE,
        FailureAction.NO_TEXT,
        FailureAction.TOPIC_GONE,
        FailureAction.GONE,
    }
)


class ApologyLimiter:
    """Remembers when each chat last got an apology; of more than 1,000 chats the oldest go."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, datetime] = OrderedDict()

    def due(self, chat_id: int, now: datetime) -> bool:
        """Return whether the chat got no apology in the last ten minutes; if so, count one now."""
        last = self._last.get(chat_id)
        if last is not None and abs(now - last) < APOLOGY_INTERVAL:
            return False
        self._last[chat_id] = now
        self._last.move_to_end(chat_id)
        while len(self._last) > _MAX_CHATS:
            self._last.popitem(last=False)
        return True


def _wait_before_another_attempt(error: Exception | None) -> timedelta | None:
    """Return how long to wait at least until another attempt may succeed.

    None where none will, because Telegram has refused this one, or allows none for so long that
    the person has given up.
    """
    if isinstance(error, RetryAfter):
        after = error.retry_after
        wait = after if isinstance(after, timedelta) else timedelta(seconds=after)
        return wait if wait <= LONGEST_INBOX_WAIT else None
    if isinstance(error, BadRequest | Forbidden | Conflict) or error is None:
        return None
    return timedelta(0)


def _takes_nothing(error: Exception | None) -> bool:
    """Return whether an answer failed because its chat or topic takes nothing from the bot."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and classify(error).action in _CLOSED


class ErrorHandler:
    """Handles every exception that python-telegram-bot catches in a handler or in polling."""

    def __init__(self, apologies: ApologyLimiter, now: Callable[[], datetime]) -> None:
        self._apologies = apologies
        self._now = now

    async def __call__(self, update: object, context: KhabarContext) -> None:
        """Have the update handled again, or log its error and tell whoever has sent it.

        Raises:
            ApplicationHandlerStop: always, if it was an update: handlers of later groups must not
                take it for something else, or act on what has not happened.
        """
        if isinstance(context.error, UpdateTakenOver):
            log.info("another instance handles an update that this one was handling")
            raise ApplicationHandlerStop
        vain = False
        if isinstance(update, Update) and isinstance(context.error, ChatMigrated):
            vain = not await self._note_move(update, context, context.error)
        # An inline query is worth no second attempt: what was typed after it would wait meanwhile,
        # and Telegram takes no late answer.
        vain = vain or (isinstance(update, Update) and update.inline_query is not None)
        if vain or not self._handled_again(context.error):
            await self._give_up(update, context)
        if update is not None:
            raise ApplicationHandlerStop

    async def _note_move(self, update: Update, context: KhabarContext, error: ChatMigrated) -> bool:
        """Keep which supergroup the update's group has become.

        Returns:
            whether a further attempt may write there: not where nothing is stored of the
            supergroup, as after /forget.
        """
        chat, groups = update.effective_chat, context.store.supergroups
        if chat is None or chat.type != ChatType.GROUP:
            return True
        log.info("group %d became supergroup %d", chat.id, error.new_chat_id)
        try:
            await groups.migrate(chat.id, error.new_chat_id, self._now())
            return await groups.of_group(chat.id) is not None
        except StorageError:
            log.warning("that group %d has moved is not stored", chat.id)
            return True

    @staticmethod
    def _handled_again(error: Exception | None) -> bool:
        attempt, wait = current(), _wait_before_another_attempt(error)
        if attempt is None or wait is None:
            return False
        attempt.failed, attempt.wait = True, wait
        if not attempt.last:
            log.warning("handling an update failed, will retry: %s", describe_error(error))
        return not attempt.last

    async def _give_up(self, update: object, context: KhabarContext) -> None:
        error = context.error
        known = update if isinstance(update, Update) else None
        pressed = known is not None and known.callback_query is not None
        closed, moved = _takes_nothing(error), isinstance(error, ChatMigrated)
        if known is not None and pressed:
            said = _OUTDATED_TEXT if moved else _CLOSED_TEXT if closed else _APOLOGY
            await self._answer(known, context, said)
        if isinstance(error, Conflict):
            log.error("another instance polls with this bot token; stop one of them")
            return
        if closed or moved:
            log.info("reply not sent, the bot may not write there: %s", error)
            return
        # BadRequest is a NetworkError in python-telegram-bot, but it is our own fault.
        if isinstance(error, RetryAfter) or type(error) is NetworkError or update is None:
            log.warning("call to Telegram failed: %s", describe_error(error))
            return
        log.error("handling an update failed: %s", describe_error(error))
        chat = known.effective_chat if known else None
        if chat is not None and chat.type == ChatType.PRIVATE and not pressed:
            await self._apologise(context, chat)

    async def _answer(self, update: Update, context: KhabarContext, msgid: str) -> None:
        """Answer the pressed button, so that it stops waiting, and say what has failed."""
        try:
            await answer_callback(update, await self._said(context, update.effective_chat, msgid))
        except TelegramError as error:
            log.info("callback query not answered: %s", error.message)

    async def _apologise(self, context: KhabarContext, chat: Chat) -> None:
        if not self._apologies.due(chat.id, self._now()):
            return
        try:
            await context.bot.send_message(chat.id, await self._said(context, chat, _APOLOGY))
        except TelegramError as error:
            log.warning("apology for an update that failed not sent: %s", error.message)

    @staticmethod
    async def _said(context: KhabarContext, chat: Chat | None, msgid: str) -> str:
        language = DEFAULT_LANGUAGE
        try:
            known = await context.store.chats.get(chat.id) if chat is not None else None
            language = known.language if known else language
        except StorageError:
            log.warning("language of a chat unknown, it is told of a failure in the default one")
        return context.services.catalogues.translator(language).gettext(msgid)
