"""Publishes what was stored as a copy, once its text has become another article's.

A story is begun as a copy of an earlier one, and is public before it is written anew.
"""

import dataclasses
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.article.quality import judge_quality
from bot.errors import FetchError, ParseError
from bot.feed.compare_articles import are_two_issues, have_parted, have_same_figures
from bot.feed.intervals import recheck_after
from bot.ingest.read_article import ArticleReader
from bot.text.urls import is_same_host
from storage.models import ArticleStatus, Publication, StoredArticle
from storage.store import Store

log = logging.getLogger(__name__)


class PartedCopies:
    """Reads copies again of which the site says that they were edited."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        store: Store,
        settle: timedelta,
        news_for: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """`settle` is how long a new article waits for first fixes.

        `news_for` is how old one may be that is told to anybody.
        """
        self._reader = reader
        self._store = store
        self._settle = settle
        self._news_for = news_for
        self._now = now

    async def look(self, copy: StoredArticle) -> bool:
        """Publish a copy that has become another article; whether it has.

        Raises:
            StorageError: it stays a copy.
        """
        publication = await self._parted(copy)
        if publication is None:
            await self._store.rechecks.mark_unchanged(copy, None)
            return False
        now = self._now()
        is_news = now - publication.article.published <= self._news_for
        publication = dataclasses.replace(
            publication,
            not_before=now + self._settle if is_news else None,
            next_recheck=recheck_after(now, now),
        )
        published = await self._store.publish_copy(copy.id, publication, now=now)
        log.warning(
            "article %s is a copy no more, and stored for %d chats",
            copy.article.url,
            published.addressed,
        )
        return True

    async def _parted(self, copy: StoredArticle) -> Publication | None:
        """Return a copy as it is now if its original is withdrawn or another article, else None.

        One on another host stays a copy: the site has moved, and what it corrects there is no news.
        So does one whose original alone has new figures: they are its correction.
        """
        original = await self._store.articles.original_of(copy.id)
        if original is None or not is_same_host(original.article.url, copy.article.url):
            return None
        try:
            again = (await self._reader.read_page_of(copy.article)).article
            stays_one = not (
                original.status is ArticleStatus.WITHDRAWN
                or have_parted(original.article, again)
                or (
                    are_two_issues(original.article, again)
                    and not have_same_figures(copy.article, again)
                )
            )
            if stays_one or not judge_quality(again).ok:
                return None
            return await self._reader.reworded(await self._reader.publication_of(again))
        except (FetchError, ParseError) as error:
            log.info("the copy %s can't be read: %s", copy.article.url, error)
            return None
