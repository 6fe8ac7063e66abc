"""Finding out, between the scheduled readings, that the newsroom has edited something.

A feed's Last-Modified is that of the newest change on the whole site: when it moves and brings
no new article, something was edited. WordPress REST says what, in one request; where REST is
closed, the articles of the feed's page are read again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.feed.fetcher import Fetcher
from bot.feed.posts import Posts
from bot.feed.rest import posts_url
from bot.types import FeedItem
from storage.store import Store

# The site's clock and ours may differ, and an edit may fall into the second of a poll.
OVERLAP = timedelta(minutes=5)
MOST_EDITS = 50


class Edits:
    """Marks edited articles to be read again at once."""

    def __init__(self, *, fetcher: Fetcher, store: Store, now: Callable[[], datetime]) -> None:
        self._posts = Posts(fetcher, now)
        self._store = store
        self._now = now

    async def look(self, feed_url: str, items: Sequence[FeedItem], since: datetime) -> int:
        """Have what was edited since then read again; return how many articles that are.

        Raises:
            StorageError: the marks can't be written.
        """
        url = posts_url(feed_url, per_page=MOST_EDITS, modified_after=since - OVERLAP)
        answer = await self._posts.ask(url)
        edited = items if answer is None else answer[0]
        site_ids = [item.site_id for item in edited][:MOST_EDITS]
        return await self._store.revisits.read_soon(site_ids, self._now())
