"""Imports past articles into the archive, page by page, without sending them to anyone.

    a page of REST, or of the feed where REST is closed or has more -> leave out what is stored
    -> read each article (REST brings its text; a feed's item needs its page)
    -> leave out what the quality gate refuses, mark copies
    -> one transaction: articles, index, and where the next page begins

The place of the next page is written with the page before it, so an end at any instant costs
one page. What the polls have yet to push is left to them.
"""

import dataclasses
import logging
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from bot.errors import FetchRefused, FetchStatus, FetchTooLarge, IsolationError, ParseError
from bot.feed.compare_articles import is_copy
from bot.feed.http.fetcher import Fetcher
from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.feed.past_articles import ArchivePage, ArchivePosition, ArchiveReader, RestClosed, newest
from bot.feed.wordpress.whole_site import is_of_the_whole_site
from bot.ingest.admission import check_article
from bot.ingest.archive.backfill_progress import (
    BackfillScope,
    Progress,
    parse_progress,
    serialize_progress,
)
from bot.ingest.copies.duplicates import find_original
from bot.ingest.publications import MINHASH_IN_COMMON, read_item
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem, FetchedPage
from storage.archive import Archive
from storage.models import ArticleStatus, Publication

log = logging.getLogger(__name__)

# A site that answers with nothing usable and names no end is not followed for ever.
MOST_EMPTY_PAGES = 50
# Without any date neither the site nor the page is to be trusted with the order of the archive.
FIRST_DATE = datetime(1990, 1, 1, tzinfo=UTC)
# These concern the whole site; any other status only the one page.
_WALLS = frozenset(
    (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
)
_BROKEN = frozenset((HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY))
_ARABIC = re.compile("[\u0620-\u064a]")


class Backfill:
    """Reads one site's past articles, and resumes where the last run ended."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        patience: RetryingFetcher,
        archive: Archive,
        hosts: Collection[str],
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        """`hosts` are those to which the articles' links may lead."""
        self._hosts = hosts
        self._isolate = isolate
        self._fetcher = fetcher
        self._patience = patience
        self._past = ArchiveReader(fetcher, patience, isolate)
        self._archive = archive
        self._now = now

    async def run(
        self, feed_url: str, scope: BackfillScope, *, name: str, limit: int | None = None
    ) -> AsyncIterator[Progress]:
        """Read and store past articles; yield the progress after each page.

        The last progress has `finished` set if the end of the archive was reached.

        Args:
            feed_url: a feed of the site; REST serves only for that of the whole site.
            scope: the dates to read.
            name: the key under which the position is stored and the backfill is resumed.
            limit: about how many articles to read, to the end of a page; None: no limit.

        Raises:
            FetchError: the site can't be read; the backfill can be resumed later.
            FeedError: the response is not a feed.
            StorageError: a page can't be stored; it is read again when the backfill is resumed.
        """
        place, progress = parse_progress(await self._archive.key_value.get(name))
        fresh = place is None
        place = place or newest(scope.until)
        if place.by_rest and not is_of_the_whole_site(feed_url):
            log.info("%s is of a part of its site, reading its older pages", feed_url)
            place, fresh = ArchivePosition(by_rest=False), False
        read, empty = 0, 0
        last: frozenset[str] = frozenset()
        while place is not None and (limit is None or read < limit) and empty < MOST_EMPTY_PAGES:
            try:
                page = await self._past.page(feed_url, place, scope.since)
            except RestClosed as error:
                if not fresh:
                    raise
                log.info("%s; falling back to older pages of the feed", error)
                place, fresh = ArchivePosition(by_rest=False), False
                continue
            fresh = False
            # The edges of two pages overlap by the posts of one second.
            fresh_items = tuple(item for item in page.items if item.site_id not in last)
            last = frozenset(item.site_id for item in page.items)
            page = dataclasses.replace(page, items=fresh_items)
            progress = await self._store(page, place, progress, scope, name)
            read += len(page.items)
            empty = 0 if page.items else empty + 1
            place = page.after
            yield progress
        if place is None:
            await self._archive.key_value.drop(name)
            yield dataclasses.replace(progress, left=0, finished=True)

    async def _store(
        self,
        page: ArchivePage,
        place: ArchivePosition,
        progress: Progress,
        scope: BackfillScope,
        name: str,
    ) -> Progress:
        """Store what is new of a page with the place of the next; the progress after it."""
        items = {item.site_id: item for item in page.items if scope.includes(item)}
        known = await self._archive.articles.known(list(items))
        new = [item for item in items.values() if item.site_id not in known]
        if place.by_rest:
            publications = await self._made(new)
        else:
            publications = await self._made(new, await self._pages(new))
        made = len(publications)
        publications = await self._judged(publications)
        dates = [item.published for item in page.items if item.published]
        progress = dataclasses.replace(
            progress,
            read=progress.read + len(page.items),
            stored=progress.stored + len(publications),
            known=progress.known + len(known),
            copies=progress.copies + sum(one.status is ArticleStatus.COPY for one in publications),
            skipped=progress.skipped + len(new) - made,
            doubtful=progress.doubtful + made - len(publications),
            left=page.left,
            by_rest=place.by_rest,
            oldest=min([*dates, *([progress.oldest] if progress.oldest else [])], default=None),
        )
        note = (name, serialize_progress(page.after, progress))
        await self._archive.add(publications, note=note, now=self._now())
        return progress

    async def _pages(self, items: Sequence[FeedItem]) -> dict[str, FetchedPage]:
        """Return the pages of a feed's items; the feed's text stands in for a missing page.

        Raises:
            FetchError: the site itself can't be read any more.
        """
        pages = {}
        for item in items:
            try:
                pages[item.site_id] = await self._patience.ask(
                    self._fetcher.fetch_page, item.url, give_up=_BROKEN
                )
            except FetchStatus as error:
                if error.status in _WALLS:
                    raise
                log.info("cannot fetch %s, using the feed's text: %s", item.url, error)
            except (FetchRefused, FetchTooLarge) as error:
                log.info("cannot fetch %s, using the feed's text: %s", item.url, error)
        return pages

    async def _made(
        self, items: Sequence[FeedItem], pages: Mapping[str, FetchedPage] | None = None
    ) -> list[Publication]:
        """Return what is stored of the items, without those that have no headline or no date."""
        made = []
        for item in items:
            language = "ar" if _ARABIC.search(item.title) else "en"
            try:
                publication = await self._read(item, (pages or {}).get(item.site_id), language)
            except ParseError as error:
                log.info("article %s left out of the archive: %s", item.url, error)
                continue
            if publication.article.published < FIRST_DATE:
                log.info("article %s left out of the archive: no date", item.url)
                continue
            made.append(publication)
        return made

    async def _read(self, item: FeedItem, page: FetchedPage | None, language: str) -> Publication:
        """Return the publication of an item; without its page where that stops the worker.

        Raises:
            ParseError: neither the page nor the feed's text can be read.
        """
        try:
            return await self._isolate(read_item, item, page, default_language=language)
        except IsolationError:
            if page is None:
                raise
            log.info("cannot parse %s, using the feed's text", item.url)
            return await self._isolate(read_item, item, None, default_language=language)

    async def _judged(self, publications: Sequence[Publication]) -> list[Publication]:
        """Leave out doubtful texts; mark copies of stored articles or of others on this page."""
        judged: list[Publication] = []
        for publication in publications:
            verdict = check_article(publication.article, self._hosts)
            if not verdict.ok:
                log.warning(
                    "article %s left out of the archive: %s",
                    publication.article.url,
                    verdict.reason,
                )
                continue
            original = await find_original(publication, self._archive.articles)
            if original is None and not any(_is_copy(publication, one) for one in judged):
                judged.append(publication)
                continue
            copy_of = original.id if original else None
            judged.append(
                dataclasses.replace(publication, status=ArticleStatus.COPY, copy_of=copy_of)
            )
        return judged


def _is_copy(publication: Publication, other: Publication) -> bool:
    shared = len(set(other.minhash) & set(publication.minhash))
    return shared >= MINHASH_IN_COMMON and is_copy(other.article, publication.article)
