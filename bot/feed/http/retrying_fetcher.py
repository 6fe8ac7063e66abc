"""Fetches many pages of one site in sequence, with pauses and retries."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar

from bot.errors import FetchError, FetchRefused, FetchStatus, FetchTooLarge

Answer = TypeVar("Answer")

TRIES = 8
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
# A site that asks for more than this means "not today".
LONGEST_OBEYED = timedelta(hours=1)
_PASSING = frozenset(
    (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
)


class RetryingFetcher:
    """Fetches with a pause of `delay` between requests, and retries after failures.

    `paused` is called before each wait for a failing site, with its length and reason.
    """

    def __init__(
        self,
        delay: timedelta,
        *,
        paused: Callable[[timedelta, str], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delay = delay
        self._paused = paused
        self._sleep = sleep
        self._clock = clock
        self._ended: float | None = None

    async def ask(
        self,
        fetch: Callable[[str], Awaitable[Answer]],
        url: str,
        *,
        give_up: Collection[int] = (),
    ) -> Answer:
        """Fetch, and retry after growing pauses if the failure may pass; at most `TRIES` times.

        A response whose status is in `give_up` is retried only once.

        Raises:
            FetchError: the last failure; at once if a retry can't help, or if the site asks for
                a longer wait than `LONGEST_OBEYED`.
        """
        for attempt in range(1, TRIES):
            try:
                return await self._once(fetch, url)
            except FetchError as error:
                pause = _pause(error, attempt)
                hopeless = isinstance(error, FetchStatus) and error.status in give_up
                if pause is None or (hopeless and attempt > 1):
                    raise
                self._paused(pause, str(error))
                await self._sleep(pause.total_seconds())
        return await self._once(fetch, url)

    async def _once(self, fetch: Callable[[str], Awaitable[Answer]], url: str) -> Answer:
        if self._ended is not None:
            rest = self._ended + self._delay.total_seconds() - self._clock()
            if rest > 0:
                await self._sleep(rest)
        try:
            return await fetch(url)
        finally:
            self._ended = self._clock()


def _pause(error: FetchError, attempt: int) -> timedelta | None:
    """Return how long to wait before the next attempt; None where there should be none."""
    if isinstance(error, FetchRefused | FetchTooLarge):
        return None
    growing = min(FIRST_PAUSE * int(2 ** (attempt - 1)), LONGEST_PAUSE)
    if not isinstance(error, FetchStatus):
        return growing
    may_pass = error.status in _PASSING or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    # A wall in front of a site says 403 with the time after which it will open.
    wall = error.status == HTTPStatus.FORBIDDEN and error.retry_after is not None
    if not (may_pass or wall):
        return None
    asked = error.retry_after or timedelta()
    return max(growing, asked) if asked <= LONGEST_OBEYED else None
