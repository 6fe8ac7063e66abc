"""Replaces an article that is gone from the site by its copy at another address.

A text that was published twice, of which one is thrown away; one that was thrown away and published
anew before the bot has missed it; a site that moved, whose old addresses lead nowhere.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FetchError, ParseError
from bot.feed.compare_articles import have_parted
from bot.feed.intervals import recheck_after
from bot.ingest.read_article import ArticleReader
from bot.text.urls import is_same_host
from storage.models import StoredArticle
from storage.store import Store

log = logging.getLogger(__name__)

_MOST_COPIES: Final = 3


class SurvivingCopies:
    """Looks for copies of articles that seem to be gone."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        store: Store,
        edit_window: timedelta,
        wake_delivery: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        """`edit_window` is how long after its sending a post is edited."""
        self._reader = reader
        self._store = store
        self._edit_window = edit_window
        self._wake_delivery = wake_delivery
        self._now = now

    async def any_elsewhere(self, stored: StoredArticle) -> bool:
        """Return whether an article has a copy on another host.

        Raises:
            StorageError: what is stored can't be read.
        """
        copies = await self._store.articles.copies_of(stored.id, _MOST_COPIES)
        return any(not is_same_host(one.article.url, stored.article.url) for one in copies)

    async def stand_in(self, stored: StoredArticle, *, elsewhere: bool = False) -> bool:
        """Give an article the identity and the text of its oldest copy that can be read.

        Its posts are edited to lead there, and say nothing of a withdrawal. What has become another
        article by now is no copy.

        Args:
            stored: the article, whose page is gone or locked.
            elsewhere: only a copy on another host, because the page may be there yet.

        Returns:
            whether there was such a copy.

        Raises:
            StorageError: the article stays as it was.
        """
        for copy in await self._store.articles.copies_of(stored.id, _MOST_COPIES):
            if elsewhere and is_same_host(copy.article.url, stored.article.url):
                continue
            try:
                again = await self._reader.read_page_of(copy.article)
                if have_parted(stored.article, again.article):
                    continue
                publication = await self._reader.publication_of(again.article)
            except (FetchError, ParseError) as error:
                log.info("the copy %s can't be read either: %s", copy.article.url, error)
                continue
            now = self._now()
            if await self._store.move_to_copy(
                stored.id,
                copy.id,
                await self._reader.reworded(publication),
                sent_since=now - self._edit_window,
                next_recheck=recheck_after(stored.first_seen, now),
                now=now,
            ):
                log.warning("article %s lives on at %s", stored.article.url, copy.article.url)
                self._wake_delivery()
                return True
        return False
