"""Turns Telegram's updates into what the inbox stores, and runs the handlers of a stored one."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.ext import Application

from bot.metrics import NO_METRICS, Metrics
from bot.telegram.attempt import current
from bot.telegram.pasted_commands import as_command
from bot.telegram.update_shape import shape_fault
from storage.models import ReceivedUpdate

log = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

_KINDS = frozenset(UpdateType)
# SQLite keeps smaller ones.
_BEYOND_NUMBERS = 2**63
# Messages have 4,096 letters and 100 entities, and may quote another message.
_MOST_LETTERS = 500_000


def received(data: object, bot: Bot) -> ReceivedUpdate | None:
    """Convert Telegram's JSON of an update to the form stored in the inbox; None if invalid.

    All anonymous administrators are one Telegram user, and all channels another: what tells them
    apart is the chat in whose name they write.
    """
    if fault := shape_fault(data):
        log.error("an update is not as the Bot API describes it, skipped: %s", fault)
        return None
    try:
        return _received(as_command(data), bot)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not stop the others
        # Not the message: it may repeat what a reader wrote.
        log.error("an update can't be read, skipped: %s", type(error).__name__)  # noqa: TRY400
        return None


def id_of(data: object) -> int | None:
    """Return the id in Telegram's JSON of an update; None if there is none."""
    number = data.get("update_id") if isinstance(data, dict) else None
    return number if isinstance(number, int) and abs(number) < _BEYOND_NUMBERS else None


def _received(data: Any, bot: Bot) -> ReceivedUpdate:
    # Half a surrogate pair is JSON, but no text that can be stored or sent.
    payload = json.dumps(data, ensure_ascii=False).encode(errors="replace").decode()
    if len(payload) > _MOST_LETTERS:
        raise ValueError("longer than an update can be")
    # What is stored is read here, as it will be when its turn has come: reading is what an update
    # costs most by far.
    stored = json.loads(payload)
    update = Update.de_json(stored, bot)
    message = update.effective_message if update.callback_query is None else None
    sender_chat = message.sender_chat if message is not None else None
    user = update.effective_user
    chat = update.effective_chat
    sender = sender_chat.id if sender_chat else user.id if user else chat.id if chat else 0
    if id_of(data) is None or max(abs(sender), abs(chat.id if chat else 0)) >= _BEYOND_NUMBERS:
        raise ValueError("a number that SQLite can't keep")
    return ReceivedUpdate(
        update_id=update.update_id,
        sender=sender,
        chat=chat.id if chat else 0,
        kind=next((name for name in stored if name in _KINDS), ""),
        payload=payload,
    )


class UpdateHandling:
    """Handles one update of the inbox when called.

    Args:
        application: the handlers and their bot.
        metrics: is told how long the handlers ran.
        commands: the names of the bot's commands, which are told apart.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        application: AnyApplication,
        *,
        metrics: Metrics = NO_METRICS,
        commands: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._commands = commands
        self._clock = clock

    async def __call__(self, payload: str) -> None:
        """Run the handlers; their exceptions go to the application's error handler."""
        update = Update.de_json(json.loads(payload), self._application.bot)
        began = self._clock()
        try:
            await self._application.process_update(update)
        finally:
            attempt = current()
            self._metrics.update_handled(
                request_of(update, self._commands),
                self._clock() - began,
                failed=attempt is not None and attempt.failed,
            )


def request_of(update: Update, commands: frozenset[str]) -> str:
    """Return what an update asks for: one of the commands, or a kind of request."""
    if update.callback_query is not None:
        return "press"
    if update.inline_query is not None:
        return "inline query"
    message = update.message
    if message is None:
        return "other"
    text = message.text or ""
    if not text.startswith("/"):
        return "words" if text else "other"
    name = text[1:].partition(" ")[0].partition("@")[0].lower()
    return name if name in commands else "unknown command"
