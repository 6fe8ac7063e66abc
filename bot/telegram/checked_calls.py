"""Converts answers of the Bot API that nobody can read to network errors."""

from collections.abc import Awaitable
from http import HTTPStatus
from typing import TypeVar

from telegram.error import TelegramError

from bot.delivery.refusals.network_errors import NotTelegram

T = TypeVar("T")


async def checked(call: Awaitable[T]) -> T:
    """Make a call to Telegram, for who expects nothing but its answer or a `TelegramError`.

    The library fails as it happens on a result of another kind than the method's: `true` in place
    of a user, say. The words of such an error may hold whatever the answer did.

    Args:
        call: a call of the library's bot.

    Raises:
        NotTelegram: the answer can't be read.
        TelegramError: Telegram refuses it, or can't be asked.
        RuntimeError: the bot's connections are closed.
    """
    try:
        return await call
    except (TelegramError, RuntimeError):
        raise
    except Exception:  # noqa: BLE001 - see above
        raise NotTelegram(HTTPStatus.OK) from None
