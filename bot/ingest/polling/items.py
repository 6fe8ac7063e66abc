"""Collects the items that a poll considers: those of the feed, and those behind its first page."""

import logging
from collections.abc import Callable, Container, Sequence
from datetime import datetime

from bot.feed.backdated_items import BackdatedItems
from bot.feed.gap_filler import Gap, GapFiller
from bot.feed.http.fetcher import Fetcher
from bot.ingest.polling.added_feeds import CACHED, begun, last_success_beside
from bot.isolation.worker import Isolate
from bot.types import FeedItem, ParsedFeed
from storage.models import Feed
from storage.store import Store

log = logging.getLogger(__name__)


class PollItems:
    """Finds a poll's items; what it remembers of older pages is kept in memory."""

    def __init__(
        self,
        fetcher: Fetcher,
        store: Store,
        *,
        limit: int,
        listed: Container[str],
        now: Callable[[], datetime],
        isolate: Isolate,
    ) -> None:
        """`limit` is how many missed articles are looked for behind the first page.

        `listed` are the addresses in `FEED_URLS`.
        """
        self._feeds = store.feeds
        self._limit = limit
        self._listed = listed
        self._now = now
        self._gap_filler = GapFiller(
            fetcher, known_at=store.articles.known_at, now=now, isolate=isolate
        )
        self._backdated = BackdatedItems(fetcher, now, isolate)
        self._ended: dict[str, datetime] = {}

    async def state_of(self, url: str) -> Feed:
        """Return a feed as it was last saved; a new one begins where one that it replaces ended.

        Raises:
            StorageError: the feeds can't be read.
        """
        feed = await self._feeds.get(url)
        if feed.last_success is not None:
            return feed
        begins = begun(feed, await self._feeds.every(), self._listed, self._now())
        if begins.last_success is not None:
            log.warning("feed %s: goes on where a feed that it replaces ended", url)
        return begins

    def ended(self, url: str) -> None:
        """Note that a poll of a feed has stored what it found: its last success is older.

        A feed's own last burst is known by this moment. After a restart the moment is unknown, and
        a burst whose poll was the last before it costs one needless look behind the page.
        """
        self._ended[url] = self._now()

    async def listed_and_missing(
        self, feed: Feed, parsed: ParsedFeed | None, *, floor: datetime | None, is_idle_hour: bool
    ) -> list[FeedItem]:
        """Return what the feed lists, and what stands behind its first page.

        Raises:
            FetchError, FeedError: an older page could not be had in passing.
        """
        items: list[FeedItem] = []
        if parsed is not None:
            for skipped in parsed.skipped:
                log.warning("feed %s: skipped %s: %s", feed.url, skipped.what, skipped.reason)
            items = list(parsed.items)
        if feed.last_success is None:
            return items
        if parsed is not None:
            gap = Gap(
                url=feed.url,
                since=feed.last_success,
                read=self._read(feed.url, feed.last_success),
                floor=floor,
                failures=feed.failures,
                limit=self._limit,
            )
            items = await self._gap_filler.items(parsed, gap)
        if not is_idle_hour:
            listed = {item.site_id for item in items}
            behind = await self._backdated.items(feed.url, floor)
            items += [item for item in behind if item.site_id not in listed]
        return items

    def _read(self, url: str, last_success: datetime) -> datetime:
        """Return when the poll of a feed's last success ended; the clock may be set back since."""
        return max(last_success, min(self._ended.get(url, last_success), self._now()))

    async def left_to_the_next(self, feed: Feed, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Return what this feed must not learn: news that the feeds beside it have yet to tell.

        A cache may have kept from their last poll what was published shortly before it. The next
        poll, of this feed or of another, pushes what is not known.
        """
        if feed.last_success is not None:
            return []
        beside = last_success_beside(feed.url, await self._feeds.every(), self._listed)
        if beside is None:
            return []
        return [item for item in items if item.published and item.published >= beside - CACHED]
