"""Finds articles that became public with an old date where the feed lists them.

A post that was private, or behind a password, for some days keeps its date when it is released, and
stands far behind the feed's first page. REST tells of it as edited, but REST also lists what the
feed leaves out: so the feed is asked, at the page at which the article must stand.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FeedError, FetchError, ParseError
from bot.feed.http.fetcher import Fetcher
from bot.feed.older_pages import read_older_page
from bot.feed.wordpress.post_details import complete
from bot.feed.wordpress.posts import WordPressPosts
from bot.feed.wordpress.rest_requests import posts_url
from bot.feed.wordpress.whole_site import beside
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem

log = logging.getLogger(__name__)

# Of all articles of one poll; more are released at once by no newsroom.
MOST_POSTS: Final = 10
MOST_PAGES: Final = 6
# The same edit is named by each poll of some minutes.
_REMEMBERED: Final = timedelta(hours=1)
_MOST_REMEMBERED: Final = 1000
# A feed that leaves out some of REST's posts has an article some pages before where it is counted.
_LOOKS: Final = 3

# A feed, the site's id of a post, and when it was edited.
_Edit = tuple[str, str, datetime | None]


class ReleasedItems:
    """Looks for posts on the older pages of a feed, once for each edit.

    What a feed was found not to list is kept in memory for an hour: a feed of a section leaves out
    most that is edited.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        posts: WordPressPosts,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        self._fetcher = fetcher
        self._posts = posts
        self._now = now
        self._isolate = isolate
        self._unlisted: dict[_Edit, datetime] = {}

    async def items(
        self, feed_url: str, posts: Sequence[FeedItem], first: Sequence[FeedItem]
    ) -> list[FeedItem]:
        """Return the feed's items of the posts that it lists, with what REST says of them.

        `first` is the feed's first page. Those that stand behind it cost a request to REST each,
        for at most `MOST_POSTS`, and at most `MOST_PAGES` of the feed together. Where REST is
        silent, or a page can't be had, the look ends.
        """
        self._forget_old()
        pages = {1: first}
        found: list[FeedItem] = []
        asked = [post for post in posts if _edit(feed_url, post) not in self._unlisted]
        if len(asked) > MOST_POSTS:
            log.warning("feed %s: not all of %d posts are looked for", feed_url, len(asked))
        for post in asked[:MOST_POSTS]:
            try:
                item = await self._item(feed_url, post, pages)
            except (FetchError, ParseError) as error:
                words = "feed %s: %s was not looked for to the end, nor the rest: %s"
                log.warning(words, feed_url, post.url, error)
                break
            if item is None:
                log.info("feed %s: does not list %s", feed_url, post.url)
                self._unlisted[_edit(feed_url, post)] = self._now()
            elif not item.locked:
                log.info("feed %s: %s was released under its old date", feed_url, item.url)
                found.append(complete(item, post))
        return found

    async def _item(
        self, feed_url: str, post: FeedItem, pages: dict[int, Sequence[FeedItem]]
    ) -> FeedItem | None:
        if post.published is None or not pages[1]:
            return None
        page = await self._newer(feed_url, post.published) // len(pages[1]) + 1
        for _ in range(_LOOKS):
            if page not in pages:
                if len(pages) > MOST_PAGES:
                    raise FeedError(f"{MOST_PAGES} of its pages were read")
                pages[page] = await read_older_page(
                    self._fetcher, self._isolate, feed_url, page, self._now()
                )
            items = pages[page]
            same = next((item for item in items if not beside([item], [post])), None)
            dates = [item.published for item in items if item.published is not None]
            if same is not None or not dates:
                return same
            if min(dates) <= post.published <= max(dates):
                return None
            page += 1 if post.published < min(dates) else -1
            if page < 1:
                return None
        return None

    async def _newer(self, feed_url: str, published: datetime) -> int:
        """Return how many posts REST counts that are newer than that.

        Raises:
            FeedError: it does not say.
        """
        answer = await self._posts.ask(posts_url(feed_url, per_page=1, after=published))
        if answer is None or answer[1] is None:
            raise FeedError("REST counts no posts")
        return answer[1]

    def _forget_old(self) -> None:
        """Drop what was noted an hour ago, and the oldest of what is too much."""
        now = self._now()
        kept = [(one, at) for one, at in self._unlisted.items() if abs(now - at) < _REMEMBERED]
        self._unlisted = dict(kept[-_MOST_REMEMBERED:])


def _edit(feed_url: str, post: FeedItem) -> _Edit:
    return feed_url, post.site_id, post.modified
