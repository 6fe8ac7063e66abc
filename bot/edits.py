"""Finding out, between the scheduled readings, that the newsroom has edited something.

A feed's Last-Modified is that of the newest change on the whole site: when it moves and brings
no new article, something was edited. WordPress REST says what, in one request; where REST is
closed, the articles of the feed's page are read again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.errors import FeedError, FetchError, FetchStatus
from bot.feed.fetcher import Fetcher
from bot.feed.rest import parse_posts, posts_url
from bot.types import FeedItem
from storage.store import Store

log = logging.getLogger(__name__)

# The site's clock and ours may differ, and an edit may fall into the second of a poll.
OVERLAP = timedelta(minutes=5)
ASK_REST_AGAIN_AFTER = timedelta(hours=12)
MOST_EDITS = 50
CLIENT_ERRORS = range(400, 500)


class Edits:
    """Marks edited articles to be read again at once."""

    def __init__(self, *, fetcher: Fetcher, store: Store, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._store = store
        self._now = now
        self._rest_closed_until: datetime | None = None

    async def look(self, feed_url: str, items: Sequence[FeedItem], since: datetime) -> int:
        """Have what was edited since then read again; return how many articles that are.

        Raises:
            StorageError: the marks can't be written.
        """
        edited = await self._by_rest(feed_url, since - OVERLAP)
        if edited is None:
            edited = items
        site_ids = [item.site_id for item in edited][:MOST_EDITS]
        return await self._store.revisits.read_soon(site_ids, self._now())

    async def _by_rest(self, feed_url: str, since: datetime) -> Sequence[FeedItem] | None:
        """What REST says was edited; None where it says nothing."""
        if self._rest_closed_until is not None and self._now() < self._rest_closed_until:
            return None
        url = posts_url(feed_url, per_page=MOST_EDITS, modified_after=since)
        try:
            answer = await self._fetcher.fetch_page(url)
            return await asyncio.to_thread(parse_posts, answer.body)
        except FetchStatus as error:
            if error.status in CLIENT_ERRORS:
                self._rest_closed_until = self._now() + ASK_REST_AGAIN_AFTER
                log.info("REST of the site is closed (%d), going by the feed alone", error.status)
            return None
        except (FetchError, FeedError) as error:
            log.info("REST can't be read: %s", error)
            return None
