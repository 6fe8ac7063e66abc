"""Publishes an article at a fixed interval until the task is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sandbox.newsroom.newsroom import Newsroom

FIRST_AFTER = timedelta(seconds=5)
_log = logging.getLogger(__name__)


async def publish_forever(
    newsroom: Newsroom,
    every: timedelta,
    *,
    first_after: timedelta = FIRST_AFTER,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Publish the next article after `first_after`, then one `every` so often, until cancelled.

    Raises:
        ValueError: `every` is not positive.
    """
    if every <= timedelta():
        raise ValueError("every must be positive")
    await sleep(first_after.total_seconds())
    while True:
        article = newsroom.publish()
        _log.info("published article %d: %s", article.number, article.headline)
        await sleep(every.total_seconds())
