"""Fetches the items between the last known article and the feed's first page."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from bot.errors import FetchError, FetchStatus, KhabarError, ParseError
from bot.feed.http.fetcher import Fetcher
from bot.feed.older_pages import read_older_page
from bot.feed.wordpress.posts import WordPressPosts
from bot.feed.wordpress.rest_requests import WHOLE_POSTS_AT_ONCE, posts_url
from bot.feed.wordpress.whole_site import beside, is_of_the_whole_site, lists_the_same
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem, ParsedFeed

log = logging.getLogger(__name__)

# So often an older page may fail in passing before the newest page is taken without it.
TRIES: Final = 3
# An article that was dated back by some hours, and the widest zone that WordPress may have
# read our moment in.
OVERLAP: Final = timedelta(hours=15)

KnownAt = Callable[[Sequence[str], datetime], Awaitable[set[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The range in which items of a feed may be missing.

    The range begins at `since`, the feed's last success; items older than `floor` are not news.
    `read` is when the poll of that success had stored what it found. `failures` counts the feed's
    consecutive failures, `limit` bounds the items to fetch.
    """

    url: str
    since: datetime
    read: datetime
    floor: datetime | None
    failures: int
    limit: int


class GapFiller:
    """Fetches what was published since a feed's last success and is not on its first page."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        known_at: KnownAt,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        """`known_at` tells which of the site's ids were stored at a moment."""
        self._fetcher = fetcher
        self._isolate = isolate
        self._known_at = known_at
        self._now = now
        self._posts = WordPressPosts(fetcher, now, isolate)

    async def items(self, parsed: ParsedFeed, gap: Gap) -> list[FeedItem]:
        """Return the feed's items and the missing ones after them, of these up to `gap.limit`.

        The limit is one of all of them, and none of what the feed lists is left out for it: it may
        list its newest items last.

        Raises:
            FetchError, ParseError: a page failed for a reason that may pass; the feed should be
                polled again, so that nothing is left out.
        """
        found = list(parsed.items)
        if not await self._goes_on(found, gap):
            return found
        limit = max(gap.limit, len(found))
        by_rest = await self._by_rest(gap) if is_of_the_whole_site(gap.url) else None
        if by_rest is not None and not lists_the_same(found, by_rest, gap.since):
            log.info("feed %s: REST lists other articles, its older pages are read", gap.url)
        elif by_rest is not None:
            found += [item for item in beside(by_rest, found) if is_news(item.published, gap.floor)]
            log.info("feed %s: gap filled from REST, %d items", gap.url, len(found))
            return found[:limit]
        return (await self._by_pages(found, gap))[:limit]

    async def _goes_on(self, page: Sequence[FeedItem], gap: Gap) -> bool:
        """Return whether more lies behind a page: most of it is new, and could be news.

        Not the last item decides: a known article that was given a new date stands among those
        that are new, and one that was withdrawn lets an old one slide into the page. New is what
        was unknown when the feed was read last: another feed may have brought it since.
        """
        known = await self._known_at([item.site_id for item in page], gap.read)
        fresh = [item for item in page if item.site_id not in known]
        return len(fresh) * 2 > len(page) and any(
            is_news(item.published, gap.floor) for item in fresh
        )

    async def _by_rest(self, gap: Gap) -> list[FeedItem] | None:
        found: list[FeedItem] = []
        asked = 0
        while asked < gap.limit:
            page = asked // WHOLE_POSTS_AT_ONCE + 1
            url = posts_url(gap.url, page, WHOLE_POSTS_AT_ONCE, after=gap.since - OVERLAP)
            answer = await self._posts.ask(url)
            if answer is None:
                return None
            items, total = answer
            if total is None or len(items) < min(WHOLE_POSTS_AT_ONCE, total - asked):
                # A theme that sets the number of posts on a page sets that of REST, too.
                return None
            found += items
            asked += WHOLE_POSTS_AT_ONCE
            if asked >= total:
                break
        return found

    async def _by_pages(self, first: list[FeedItem], gap: Gap) -> list[FeedItem]:
        found = list(first)
        page_items: Sequence[FeedItem] = first
        page = 1
        while len(found) < gap.limit and page_items and await self._goes_on(page_items, gap):
            page += 1
            try:
                items = await read_older_page(
                    self._fetcher, self._isolate, gap.url, page, self._now()
                )
            except (FetchError, ParseError) as error:
                if gap.failures < TRIES and not _is_final(error):
                    raise
                log.warning(
                    "feed %s: page %d could not be fetched, continuing without it: %s",
                    gap.url,
                    page,
                    error,
                )
                break
            listed = {item.site_id for item in found}
            # A site that ignores the page's number gives the same page for ever.
            page_items = [item for item in items if item.site_id not in listed]
            found += [item for item in page_items if is_news(item.published, gap.floor)]
        log.info("feed %s: gap filled from %d older pages, %d items", gap.url, page - 1, len(found))
        return found


def is_news(published: datetime | None, floor: datetime | None) -> bool:
    """Return whether an unknown item may be new, and is not just older than all known articles.

    After a withdrawal the feed's page fills up from below, with what was published before the
    bot first read it.
    """
    return floor is None or published is None or published >= floor


def _is_final(error: KhabarError) -> bool:
    """Return whether asking again for the same page would be answered in the same way."""
    return isinstance(error, FetchStatus) and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
