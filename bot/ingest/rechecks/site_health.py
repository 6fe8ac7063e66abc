"""Decides whether a site works, so that an article it no longer shows may count as withdrawn.

An article that is not at its address proves nothing while the site's feed fails, or while articles
that nobody has missed are not at theirs either: rewrite rules were lost, a server is still empty.
Of several sites in directories of one host each is judged by its own feeds and articles.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FetchError, ParseError
from bot.feed.identity import root_of
from bot.feed.wordpress.rest_requests import site_root
from bot.ingest.read_article import ArticleReader
from bot.text.urls import host_of, path_of
from storage.models import Article
from storage.store import Store

log = logging.getLogger(__name__)

# The newest alone may be gone together, as after the return of last night's backup.
_AMONG: Final = 300
# Many missing articles cost one look.
_HOLDS_FOR: Final = timedelta(minutes=1)


class SiteHealth:
    """Judges sites by their feeds' last polls, and by articles that should be there."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        store: Store,
        feed_urls: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._store = store
        self._feed_urls = feed_urls
        self._now = now
        # By host and directory.
        self._judged: dict[tuple[str, str], tuple[datetime, bool]] = {}

    async def is_well(self, article: Article, missing: Collection[int]) -> bool:
        """Return whether the site of an article answers as ever.

        A site of which nothing else is known is judged by the feeds alone.

        Args:
            article: it seems to be gone.
            missing: the rows that seem to be gone, which are no proof.

        Raises:
            StorageError: what is known can't be read.
        """
        host, root = site = host_of(article.url), root_of(article.site_id)
        now = self._now()
        moment, well = self._judged.get(site, (None, False))
        if moment is None or abs(now - moment) >= _HOLDS_FOR:
            well = await self._feed_answers(host, root) and await self._some_page_answers(
                host, root, missing
            )
            self._judged[site] = now, well
        return well

    async def _feed_answers(self, host: str, root: str) -> bool:
        of_host = [url for url in self._feed_urls if host_of(url) == host]
        of_site = [url for url in of_host if path_of(site_root(url)) == f"{root}/"]
        feeds = await self._store.feeds.all(of_site or of_host or self._feed_urls)
        return not feeds or any(not feed.failures for feed in feeds)

    async def _some_page_answers(self, host: str, root: str, missing: Collection[int]) -> bool:
        known = [
            one.id
            for one in await self._store.rechecks.found_last_time(_AMONG)
            if one.id not in missing and host_of(one.url) == host and root_of(one.site_id) == root
        ]
        chosen = dict.fromkeys(known[place] for place in (0, len(known) // 2, -1) if known)
        for stored in await self._store.articles.get(list(chosen)):
            try:
                await self._reader.read_page_of(stored.article)
            except (FetchError, ParseError) as error:
                log.info(
                    "article %s, found last time, is not there either: %s",
                    stored.article.url,
                    error,
                )
            else:
                return True
        return not chosen
