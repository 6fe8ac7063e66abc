"""Finds articles that became public with an old date where the feed lists them.

A post that was private, or behind a password, for some days keeps its date when it is released, and
stands far behind the feed's first page. REST tells of it as edited, but REST also lists what the
feed leaves out: so the feed is asked, at the page at which the article must stand.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from bot.errors import FetchError, ParseError
from bot.feed.fetcher import Fetcher
from bot.feed.paging import older_page
from bot.feed.parser import parse_feed
from bot.feed.post_details import complete
from bot.feed.rest_requests import posts_url
from bot.feed.whole_site import beside
from bot.feed.wordpress_posts import WordPressPosts
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem

log = logging.getLogger(__name__)

# Of all articles of one poll; more are released at once by no newsroom.
MOST_PAGES: Final = 6
# A feed that leaves out some of REST's posts has an article some pages before where it is counted.
_LOOKS: Final = 3


class ReleasedItems:
    """Looks for posts on the older pages of a feed."""

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

    async def items(
        self, feed_url: str, posts: Sequence[FeedItem], first: Sequence[FeedItem]
    ) -> list[FeedItem]:
        """Return the feed's items of the posts that it lists, with what REST says of them.

        `first` is the feed's first page. Those that stand behind it cost a request to REST each,
        and at most `MOST_PAGES` of the feed together. A page that can't be had is passed by.
        """
        pages = {1: first}
        found: list[FeedItem] = []
        for post in posts:
            if len(pages) > MOST_PAGES:
                log.warning("feed %s: %s was not looked for, nor the rest", feed_url, post.url)
                break
            item = await self._item(feed_url, post, pages)
            if item is None:
                log.info("feed %s: does not list %s", feed_url, post.url)
            elif not item.locked:
                log.info("feed %s: %s was released under its old date", feed_url, item.url)
                found.append(complete(item, post))
        return found

    async def _item(
        self, feed_url: str, post: FeedItem, pages: dict[int, Sequence[FeedItem]]
    ) -> FeedItem | None:
        newer = await self._newer(feed_url, post)
        if newer is None or post.published is None or not pages[1]:
            return None
        page = newer // len(pages[1]) + 1
        for _ in range(_LOOKS):
            if page not in pages:
                pages[page] = await self._page(feed_url, page)
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

    async def _newer(self, feed_url: str, post: FeedItem) -> int | None:
        """Return how many posts REST counts that are newer than one; None if it does not say."""
        answer = await self._posts.ask(posts_url(feed_url, per_page=1, after=post.published))
        return None if answer is None else answer[1]

    async def _page(self, feed_url: str, page: int) -> Sequence[FeedItem]:
        try:
            fetched = await self._fetcher.fetch_feed(older_page(feed_url, page), None)
            return (await self._isolate(parse_feed, fetched, now=self._now())).items
        except (FetchError, ParseError) as error:
            log.info("feed %s: page %d could not be read: %s", feed_url, page, error)
            return ()
