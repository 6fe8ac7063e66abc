"""Queries WordPress REST for posts, and remembers for a while that it is closed."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FetchError, FetchStatus, ParseError
from bot.feed.fetcher import Fetcher
from bot.feed.rest import parse_posts
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem

log = logging.getLogger(__name__)

ASK_AGAIN_AFTER: Final = timedelta(hours=12)
_CLIENT_ERRORS: Final = range(400, 500)


class WordPressPosts:
    """The posts of one site; a site that refuses is not asked again for `ASK_AGAIN_AFTER`."""

    def __init__(
        self, fetcher: Fetcher, now: Callable[[], datetime], isolate: Isolate = in_thread
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._now = now
        self._closed_until: datetime | None = None

    async def ask(self, url: str) -> tuple[tuple[FeedItem, ...], int | None] | None:
        """A page of posts and how many all pages hold; None where REST says nothing of use."""
        if self._closed_until is not None and self._now() < self._closed_until:
            return None
        try:
            answer = await self._fetcher.fetch_page(url)
            items = await self._isolate(parse_posts, answer.body, now=self._now())
        except FetchStatus as error:
            if error.status in _CLIENT_ERRORS:
                self._closed_until = self._now() + ASK_AGAIN_AFTER
                log.info("WordPress REST is closed (HTTP %d), using the feed alone", error.status)
            return None
        except (FetchError, ParseError) as error:
            log.info("WordPress REST request failed: %s", error)
            return None
        return tuple(items), answer.total
