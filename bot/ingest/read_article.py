"""Fetches the page of a feed item or a known article, and has it parsed."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime

from bot.errors import (
    FetchError,
    JobFailed,
    JobKilled,
    PageLocked,
    ParseError,
    WorkerUnavailable,
)
from bot.feed.http.fetcher import Fetcher
from bot.ingest.publications import Reading, build_publication, read_again, read_item
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem, FetchedPage
from storage.models import Article, Publication, Tag

log = logging.getLogger(__name__)

# Pages of one poll that are read at the same time: a burst of ten from a slow site should not
# take ten times as long as one article, nor the site bear more than a reader with some tabs open.
READ_AT_ONCE = 3


# Words an article's summary anew, or gives back the one that it was given.
Reword = Callable[[Article, Sequence[str]], Awaitable[tuple[str, ...]]]


class ArticleReader:
    """Fetches and parses the pages of items; the feed supplies what a page lacks."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        default_language: str = "ar",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reword: Reword | None = None,
        isolate: Isolate = in_thread,
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._reword = reword
        self._default_language = default_language
        self._now = now

    async def read(self, item: FeedItem) -> Publication:
        """Return an item's publication, from its page, or from the feed if the page fails.

        Raises:
            PageLocked: the article is behind a password.
            PageError: neither the page nor the feed gives a headline.
        """
        if item.locked:
            raise PageLocked(f"{item.url} is behind a password")
        fetched = None
        try:
            fetched = await self._fetcher.fetch_page(item.url)
        except FetchError as error:
            log.warning("cannot fetch %s, using the feed's text: %s", item.url, error)
        return await self.reworded(await self._parse(item, fetched))

    async def _parse(self, item: FeedItem, fetched: FetchedPage | None) -> Publication:
        try:
            return await self._isolate(
                read_item,
                item,
                fetched,
                default_language=self._default_language,
                seen=self._now(),
            )
        except (JobKilled, JobFailed) as error:
            log.warning("cannot parse %s, using less of it: %s", item.url, error)
            if fetched is not None:
                return await self._parse(item, None)
            if not (item.paragraphs or item.excerpt):
                raise
            # The headline alone is held for an owner's decision, but not lost.
            return await self._parse(dataclasses.replace(item, paragraphs=(), excerpt=""), None)

    async def in_order(
        self, items: Sequence[FeedItem]
    ) -> AsyncIterator[tuple[FeedItem, Publication | None]]:
        """Yield each item with its publication, in order; None if it has no headline."""
        for start in range(0, len(items), READ_AT_ONCE):
            some = items[start : start + READ_AT_ONCE]
            # With `return_exceptions` all of them have ended before the first error is raised.
            readings = await asyncio.gather(
                *(self.read(item) for item in some), return_exceptions=True
            )
            for item, reading in zip(some, readings, strict=True):
                if isinstance(reading, PageLocked):
                    log.info("item not published: %s", reading)
                    yield item, None
                elif isinstance(reading, ParseError) and not isinstance(reading, WorkerUnavailable):
                    log.warning("item %s skipped: %s", item.url, reading)
                    yield item, None
                elif isinstance(reading, BaseException):
                    raise reading
                else:
                    yield item, reading

    async def reworded(self, publication: Publication) -> Publication:
        """Return the publication with a reworded summary, if that is enabled and succeeds."""
        if self._reword is None:
            return publication
        summary = await self._reword(publication.article, publication.summary)
        return dataclasses.replace(publication, summary=summary)

    async def read_page_of(
        self,
        article: Article,
        *,
        at: str = "",
        tags: tuple[Tag, ...] = (),
        redated_after: datetime | None = None,
    ) -> Reading:
        """Fetch a known article's page and return the article as it is now.

        `at` is another address at which it may be: the page there is its own only if it shows what
        the article had at its known one. `tags` are all that the site gives it now, if that is
        known; `redated_after` is that of `read_again`.

        Most have not changed, so that the rest of a publication is left to the caller.

        Raises:
            FetchError: the page can't be had; `FetchStatus` 404 or 410 where it is gone.
            PageLocked: the newsroom has put it behind a password.
            PageError: what came is no article page, or another article's.
        """
        fetched = await self._fetcher.fetch_page(at or article.url)
        return await self._isolate(
            read_again,
            article,
            fetched,
            seen=self._now(),
            tags=tags,
            redated_after=redated_after,
        )

    async def publication_of(self, article: Article) -> Publication:
        """Compute everything that is stored of an article that was read again.

        Raises:
            IsolationError: the worker process can't analyse its text within its bounds.
        """
        return await self._isolate(build_publication, article)
