"""Converts one feed item to a publication: page, body, photo, summary, search terms."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime

from bot.arabic.normalize import fold
from bot.arabic.terms import index_terms
from bot.article.assemble import assemble
from bot.article.password_pages import is_only_a_notice
from bot.article.scraper import read_page
from bot.errors import (
    FetchError,
    JobFailed,
    JobKilled,
    PageError,
    PageLocked,
    ParseError,
    WorkerUnavailable,
)
from bot.feed.changes import content_hash, fingerprint
from bot.feed.dates import EARLIEST
from bot.feed.fetcher import Fetcher
from bot.ingest.page_identity import (
    is_another_items,
    is_page_of,
    other_ids,
    with_identity,
)
from bot.isolation.worker import Isolate, in_thread
from bot.summary import summarise
from bot.text.urls import is_same_host
from bot.types import ArticlePage, FeedItem, FetchedPage
from storage.models import Article, Publication, Tag

log = logging.getLogger(__name__)

# The smallest hashes of a text are a fair sample of all of them (Broder 1997, "On the
# resemblance and containment of documents"); two thirds in common is reason for a closer look.
SKETCH = 16
SKETCH_IN_COMMON = 10
# Pages of one poll that are read at the same time: a burst of ten from a slow site should not
# take ten times as long as one article, nor the site bear more than a reader with some tabs open.
READ_AT_ONCE = 3


def normalized_tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return the tags with their folded names; tags with an empty folded name are left out."""
    folded = (dataclasses.replace(tag, folded=fold(tag.name)) for tag in tags)
    return tuple(tag for tag in folded if tag.folded)


def build_publication(article: Article) -> Publication:
    """Compute everything that is stored of an article; pure, but takes tens of milliseconds."""
    article = dataclasses.replace(article, tags=normalized_tags(article.tags))
    return Publication(
        article=article,
        summary=summarise(article).sentences,
        terms=index_terms(
            article.title, "\n".join(article.paragraphs), [tag.name for tag in article.tags]
        ),
        content_hash=content_hash(article),
        minhash=tuple(sorted(fingerprint(article))[:SKETCH]),
    )


def with_date(article: Article, seen: datetime) -> Article:
    """Return the article with plausible dates: none is later than `seen`, its first sight.

    One without a date, from a clock at zero (1970) or from a typing error (2087) is as old as our
    knowledge of it: anything else would keep it below or above all other news for ever.
    """
    published = article.published if EARLIEST <= article.published <= seen else seen
    modified = max(published, min(article.modified, seen))
    return dataclasses.replace(article, published=published, modified=modified)


def read_item(
    item: FeedItem,
    fetched: FetchedPage | None,
    *,
    default_language: str,
    seen: datetime | None = None,
) -> Publication:
    """Build an item's publication, from its page if one was fetched and can be parsed.

    `seen` is when the article was first seen: see `with_date`. Without it an article that nobody
    dates is of 1970.

    Raises:
        PageLocked: the article is behind a password.
        PageError: neither the page nor the feed gives a headline.
    """
    if item.locked:
        raise PageLocked(f"{item.url} is behind a password")
    page: ArticlePage | None = None
    if fetched is not None:
        try:
            page = read_page(fetched.body, url=fetched.url, content_type=fetched.content_type)
        except PageLocked:
            raise
        except PageError as error:
            log.warning("cannot parse %s, using the feed's text: %s", item.url, error)
    if page is not None and is_another_items(page, item):
        log.warning("%s leads to another article, using the feed's text", item.url)
        page = None
    article = assemble(item, page, default_language=default_language)
    if is_only_a_notice([item.title], article.paragraphs):
        raise PageLocked(f"{item.url} is behind a password, by its headline")
    article = with_identity(article, item, page)
    publication = build_publication(with_date(article, seen) if seen else article)
    return dataclasses.replace(
        publication,
        links=page.links if page else (),
        aliases=other_ids(article, item),
    )


def read_again(article: Article, fetched: FetchedPage, *, seen: datetime) -> Article:
    """Return a known article as its page shows it now; fields missing in the page stay.

    Raises:
        PageLocked: the article is behind a password now.
        PageError: the page is no article, another article's, or has lost its headline or body.
    """
    page = read_page(fetched.body, url=fetched.url, content_type=fetched.content_type)
    if not is_page_of(article, page):
        raise PageError(f"{fetched.url} is another article")
    # A flash of one line may never have had a body that its page shows.
    lost_body = not page.paragraphs and len(article.paragraphs) > 1
    if not page.title or lost_body:
        raise PageError(f"{fetched.url} has no headline or no body any more")
    item = FeedItem(
        site_id=article.site_id,
        url=article.url,
        title=article.title,
        excerpt=article.excerpt,
        paragraphs=article.paragraphs,
        tags=article.tags,
        author=article.author,
        published=article.published,
        photo=article.photo,
    )
    again = assemble(item, page, default_language=article.language, fresh=False)
    if page.url and is_same_host(page.url, article.url):
        again = dataclasses.replace(again, url=page.url)
    return with_date(again, seen)


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
                    log.info("not published: %s", reading)
                    yield item, None
                elif isinstance(reading, ParseError) and not isinstance(reading, WorkerUnavailable):
                    log.warning("skipped %s: %s", item.url, reading)
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

    async def read_page_of(self, article: Article) -> Article:
        """Fetch a known article's page and return the article as it is now.

        Most have not changed, so that the rest of a publication is left to the caller.

        Raises:
            FetchError: the page can't be had; `FetchStatus` 404 or 410 where it is gone.
            PageLocked: the newsroom has put it behind a password.
            PageError: what came is no article page, or another article's.
        """
        fetched = await self._fetcher.fetch_page(article.url)
        return await self._isolate(read_again, article, fetched, seen=self._now())

    async def publication_of(self, article: Article) -> Publication:
        """Compute everything that is stored of an article that was read again.

        Raises:
            IsolationError: the worker process can't analyse its text within its bounds.
        """
        return await self._isolate(build_publication, article)
