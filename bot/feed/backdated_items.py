"""Checks once an hour for posts that were dated back beyond a feed's first page.

An article that is published with a time of the day before stands on the feed's second or third
page, and moves neither Last-Modified nor the first page: nothing else tells of it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FetchError, ParseError
from bot.feed.gap_filler import is_news
from bot.feed.http.fetcher import Fetcher
from bot.feed.older_pages import read_older_page
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem
from storage.future_time_limits import still_waits

log = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=1)
# With more than twenty articles a day, the second page and the third are the last day.
LAST_PAGE: Final = 3


class BackdatedItems:
    """Remembers when each feed's older pages were last read; first an hour after the first poll."""

    def __init__(
        self, fetcher: Fetcher, now: Callable[[], datetime], isolate: Isolate = in_thread
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._now = now
        self._looked: dict[str, datetime] = {}

    async def items(self, url: str, floor: datetime | None) -> list[FeedItem]:
        """Return the older pages' items that could be news, if it is time to look; else none.

        A page that can't be had is left for the next hour. An item without a date is none of
        them: nothing tells that it was dated back, and not there before.
        """
        now = self._now()
        if still_waits(self._looked.setdefault(url, now) + EVERY, now, EVERY):
            return []
        self._looked[url] = now
        found: list[FeedItem] = []
        for page in range(2, LAST_PAGE + 1):
            try:
                items = await read_older_page(self._fetcher, self._isolate, url, page, now)
            except (FetchError, ParseError) as error:
                log.info("feed %s: page %d could not be read: %s", url, page, error)
                break
            news = [
                item
                for item in items
                if item.published is not None and is_news(item.published, floor)
            ]
            found += news
            if not items or len(news) < len(items):
                break
        return found
