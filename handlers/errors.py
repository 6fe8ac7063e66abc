"""Handles the exceptions of handlers: logs them, and apologises in private chats."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Chat, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.i18n import DEFAULT_LANGUAGE
from bot.logs import describe_error
from bot.telegram.attempt import current
from handlers.context import KhabarContext
from handlers.ui.replies import answer_callback
from storage.errors import StorageError

log = logging.getLogger(__name__)

# While a fault lasts, a chat gets one apology in this time.
APOLOGY_INTERVAL = timedelta(minutes=10)
_MAX_CHATS = 1_000


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


def _worth_another_attempt(error: Exception | None) -> bool:
    """Return whether another attempt may succeed: Telegram has not refused this one."""
    if isinstance(error, BadRequest | Forbidden | Conflict | RetryAfter):
        return False
    return isinstance(error, Exception)


class ErrorHandler:
    """Handles every exception that python-telegram-bot catches in a handler or in polling."""

    def __init__(self, apologies: ApologyLimiter, now: Callable[[], datetime]) -> None:
        self._apologies = apologies
        self._now = now

    async def __call__(self, update: object, context: KhabarContext) -> None:
        error = context.error
        attempt = current()
        if attempt is not None and _worth_another_attempt(error):
            attempt.failed = True
            if not attempt.last:
                log.warning("handling an update failed, will retry: %s", describe_error(error))
                return
        known = update if isinstance(update, Update) else None
        pressed = known is not None and known.callback_query is not None
        if known is not None and pressed:
            await self._answer(known, context)
        if isinstance(error, Conflict):
            log.error("another instance polls with this bot token; stop one of them")
            return
        if isinstance(error, Forbidden):
            log.info("reply not sent, the bot may not write there: %s", error.message)
            return
        # BadRequest is a NetworkError in python-telegram-bot, but it is our own fault.
        if isinstance(error, RetryAfter) or type(error) is NetworkError or update is None:
            log.warning("call to Telegram failed: %s", describe_error(error))
            return
        log.error("handling an update failed: %s", describe_error(error))
        chat = known.effective_chat if known else None
        if chat is not None and chat.type == ChatType.PRIVATE and not pressed:
            await self._apologise(context, chat)

    async def _answer(self, update: Update, context: KhabarContext) -> None:
        """Answer the pressed button, so that it stops waiting, and say that something failed."""
        try:
            await answer_callback(update, await self._apology(context, update.effective_chat))
        except TelegramError as error:
            log.info("callback query not answered: %s", error.message)

    async def _apologise(self, context: KhabarContext, chat: Chat) -> None:
        if not self._apologies.due(chat.id, self._now()):
            return
        try:
            await context.bot.send_message(chat.id, await self._apology(context, chat))
        except TelegramError as error:
            log.warning("apology not sent: %s", error.message)

    @staticmethod
    async def _apology(context: KhabarContext, chat: Chat | None) -> str:
        language = DEFAULT_LANGUAGE
        try:
            known = await context.store.chats.get(chat.id) if chat is not None else None
            language = known.language if known else language
        except StorageError:
            log.warning("language of the chat unknown, the default one is used")
        return context.services.catalogues.translator(language).gettext(
            "Something went wrong on our side. Please try again in a little while."
        )
