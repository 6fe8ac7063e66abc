"""Detects edits of recent articles between their scheduled rechecks.

A feed's Last-Modified is that of the newest change on the whole site: when it moves, something
may have been edited. WordPress REST says what, in one request; where REST is closed, and no new
article explains the change, the articles of the feed's page are read again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from bot.feed.fetcher import Fetcher
from bot.feed.identity import address_id
from bot.feed.rest import posts_url
from bot.feed.wordpress_posts import WordPressPosts
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem
from storage.store import Store

# The site's clock and ours may differ, and an edit may fall into the second of a poll.
OVERLAP = timedelta(minutes=5)
PER_PAGE = 50
# After an outage all that was published meanwhile counts as edited, too.
MOST_PAGES = 4


class EditDetector:
    """Schedules edited articles to be read again at once."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        store: Store,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        self._posts = WordPressPosts(fetcher, now, isolate)
        self._store = store
        self._now = now

    async def check(
        self, feed_url: str, since: datetime, *, new: Collection[str], listed: Sequence[FeedItem]
    ) -> int:
        """Schedule a recheck of what was edited since `since`; return the number of articles.

        Args:
            feed_url: the feed.
            since: the time after which edits count, aware UTC.
            new: ids of the articles that were just stored.
            listed: the feed's items, which are rechecked if REST is closed.

        Raises:
            StorageError: the rechecks can't be stored.
        """
        edited = await self._by_rest(feed_url, since - OVERLAP)
        items = [item for item in (listed if edited is None else edited) if item.site_id not in new]
        locked = _ids(item for item in items if item.locked)
        public = _ids(item for item in items if not item.locked)
        recheck_now = self._store.rechecks.recheck_now
        done = await recheck_now(locked, self._now()) if locked else 0
        return done + (await recheck_now(public, self._now(), public_again=True) if public else 0)

    async def _by_rest(self, feed_url: str, since: datetime) -> list[FeedItem] | None:
        found: list[FeedItem] = []
        for page in range(1, MOST_PAGES + 1):
            url = posts_url(feed_url, page, PER_PAGE, modified_after=since)
            answer = await self._posts.ask(url)
            if answer is None:
                return found or None
            items, total = answer
            found += items
            if total is None or total <= page * PER_PAGE:
                break
        return found


def _ids(items: Iterable[FeedItem]) -> list[str]:
    """Return the ids by which items may be stored: their own, and their addresses."""
    return [one for item in items for one in (item.site_id, address_id(item.url)) if one]
