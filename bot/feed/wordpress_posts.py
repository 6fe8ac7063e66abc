"""Queries WordPress REST for posts, and remembers for a while that it is closed."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from bot.errors import FetchError, FetchStatus, ParseError
from bot.feed.fetcher import Fetcher
from bot.feed.rest import parse_posts, parse_visibility, without_permalinks
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem, FetchedPage

log = logging.getLogger(__name__)

ASK_AGAIN_AFTER: Final = timedelta(hours=12)
_CLIENT_ERRORS: Final = range(400, 500)
# Of these the site recovers by itself: they say nothing on whom it answers.
_IN_PASSING: Final = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS))


class WordPressPosts:
    """The posts of one site; a site that refuses is not asked again for `ASK_AGAIN_AFTER`."""

    def __init__(
        self, fetcher: Fetcher, now: Callable[[], datetime], isolate: Isolate = in_thread
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._now = now
        self._closed_until: datetime | None = None
        self._plain = False

    @property
    def is_closed(self) -> bool:
        """Whether the site has refused lately."""
        return self._closed_until is not None and self._now() < self._closed_until

    async def ask(self, url: str) -> tuple[tuple[FeedItem, ...], int | None] | None:
        """A page of posts and how many all pages hold; None where REST says nothing of use."""
        answer = await self._answer(url)
        if answer is None:
            return None
        try:
            items = await self._isolate(parse_posts, answer.body, now=self._now())
        except ParseError as error:
            log.info("WordPress REST request failed: %s", error)
            return None
        return tuple(items), answer.total

    async def visibility(self, url: str) -> Mapping[int, bool] | None:
        """Which posts REST lists, by number, and whether each is locked; None as in `ask`."""
        answer = await self._answer(url)
        if answer is None:
            return None
        try:
            return await self._isolate(parse_visibility, answer.body)
        except ParseError as error:
            log.info("WordPress REST request failed: %s", error)
            return None

    async def _answer(self, url: str) -> FetchedPage | None:
        if self.is_closed:
            return None
        try:
            return await self._fetched(url)
        except FetchStatus as error:
            if error.status in _CLIENT_ERRORS and error.status not in _IN_PASSING:
                self._closed_until = self._now() + ASK_AGAIN_AFTER
                log.info("WordPress REST is closed (HTTP %d), using the feed alone", error.status)
            return None
        except FetchError as error:
            log.info("WordPress REST request failed: %s", error)
            return None

    async def _fetched(self, url: str) -> FetchedPage:
        """The answer, from either of the two places where WordPress has its REST.

        Raises:
            FetchError: neither of them answers.
        """
        if self._plain:
            return await self._fetcher.fetch_page(without_permalinks(url))
        try:
            return await self._fetcher.fetch_page(url)
        except FetchStatus as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
        answer = await self._fetcher.fetch_page(without_permalinks(url))
        self._plain = True
        return answer
