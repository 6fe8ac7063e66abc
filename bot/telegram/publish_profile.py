"""Publishes the bot's menu and description again after a failure, until Telegram takes them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import RetryAfter, TelegramError

from bot.backoff import Backoff
from bot.delivery.refusals.classify_failure import asked_pause

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 60.0


async def publish_until_taken(
    publish: Callable[[], Awaitable[None]],
    failure: TelegramError,
    *,
    first_pause: float = FIRST_RETRY_SECONDS,
) -> None:
    """Publish once Telegram takes it; meanwhile people see what an earlier run has published.

    Args:
        publish: sends all of it.
        failure: of the first attempt.
        first_pause: seconds before the next one.
    """
    backoff = Backoff(first_pause, LAST_RETRY_SECONDS)
    while True:
        asked = asked_pause(failure).total_seconds() if isinstance(failure, RetryAfter) else 0.0
        await asyncio.sleep(max(backoff.failed(), asked))
        try:
            await publish()
        except TelegramError as error:
            log.warning("could not set the command menu again (%s)", error)
            failure = error
        else:
            return
