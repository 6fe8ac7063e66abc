"""The one error handler: it logs what went wrong and apologises once, in private chats."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import CallbackQuery, Chat, Update
from telegram.constants import ChatType
from telegram.error import Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.i18n import DEFAULT_LANGUAGE
from handlers.context import KhabarContext
from handlers.ui.replies import answer_callback
from storage.errors import StorageError

logger = logging.getLogger(__name__)

# A reader who meets a lasting fault is told of it once in this time.
APOLOGY_INTERVAL = timedelta(minutes=10)
_MAX_CHATS = 1_000


class ApologyLimiter:
    """Who was apologised to lately; the oldest are forgotten beyond a thousand chats."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, datetime] = OrderedDict()

    def due(self, chat_id: int, now: datetime) -> bool:
        """Whether an apology is due in this chat; if so, it counts as made."""
        last = self._last.get(chat_id)
        if last is not None and now - last < APOLOGY_INTERVAL:
            return False
        self._last[chat_id] = now
        self._last.move_to_end(chat_id)
        while len(self._last) > _MAX_CHATS:
            self._last.popitem(last=False)
        return True


class ErrorHandler:
    """What PTB calls with every exception that a handler or the polling let through."""

    def __init__(self, apologies: ApologyLimiter, now: Callable[[], datetime]) -> None:
        self._apologies = apologies
        self._now = now

    async def __call__(self, update: object, context: KhabarContext) -> None:
        error = context.error
        if isinstance(update, Update) and update.callback_query is not None:
            await self._answer(update.callback_query, update.effective_chat, context)
        if isinstance(error, Conflict):
            logger.error("another copy of the bot is running with this token; it must be ended")
            return
        if isinstance(error, Forbidden):
            logger.info("an answer could not be sent: %s", error.message)
            return
        # BadRequest is a NetworkError in python-telegram-bot, but it is our own fault.
        if isinstance(error, RetryAfter) or type(error) is NetworkError or update is None:
            logger.warning("Telegram could not be reached well: %s", error)
            return
        logger.error("an update could not be handled", exc_info=error)
        chat = update.effective_chat if isinstance(update, Update) else None
        pressed = isinstance(update, Update) and update.callback_query is not None
        if chat is not None and chat.type == ChatType.PRIVATE and not pressed:
            await self._apologise(context, chat)

    async def _answer(
        self, query: CallbackQuery, chat: Chat | None, context: KhabarContext
    ) -> None:
        """Let the pressed button wait no longer, and say why nothing happened."""
        try:
            await answer_callback(query, await self._apology(context, chat))
        except TelegramError as error:
            logger.info("a press could not be answered: %s", error.message)

    async def _apologise(self, context: KhabarContext, chat: Chat) -> None:
        if not self._apologies.due(chat.id, self._now()):
            return
        try:
            await context.bot.send_message(chat.id, await self._apology(context, chat))
        except TelegramError as error:
            logger.warning("the apology could not be sent: %s", error.message)

    @staticmethod
    async def _apology(context: KhabarContext, chat: Chat | None) -> str:
        language = DEFAULT_LANGUAGE
        try:
            known = await context.store.chats.get(chat.id) if chat is not None else None
            language = known.language if known else language
        except StorageError:
            logger.warning("the reader's language could not be read; the default one is used")
        return context.services.catalogues.translator(language).gettext(
            "Something went wrong on our side. Please try again in a little while."
        )
