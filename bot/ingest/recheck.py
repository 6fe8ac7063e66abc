"""Reads recent articles again, and passes corrections and withdrawals to delivery.

due articles -> fetch the page again -> compare with what is stored
-> changed: store, index, and address one edit for the posts already sent
-> behind a password, or gone twice: mark as withdrawn, and do with its posts what the settings say
-> withdrawn, and the site lists it again: read it, and take the withdrawal back
"""

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.errors import FetchError, FetchStatus, PageLocked, ParseError
from bot.feed.changes import compare
from bot.feed.identity import address_id
from bot.feed.schedule import next_reread, next_try
from bot.ingest.read_article import ArticleReader
from storage.models import Article, ArticleStatus, Publication, StoredArticle
from storage.outbox import Action
from storage.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 20
# One miss may be a deployment; two, some minutes apart, are the newsroom's will.
MISSES_UNTIL_WITHDRAWN = 2
RETRY_MISSING_AFTER = timedelta(minutes=2)
ON_WITHDRAWN = {"mark": Action.EDIT, "delete": Action.DELETE, "keep": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckOptions:
    """The settings that corrections depend on.

    `miss_again` is how long after a first miss an article is looked for once more.
    """

    settle: timedelta
    edit_window: timedelta
    on_withdrawn: str
    miss_again: timedelta = RETRY_MISSING_AFTER


class Recheck:
    """Reads recently published articles again, one after another."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        store: Store,
        options: RecheckOptions,
        wake_delivery: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._store = store
        self._options = options
        self._wake_delivery = wake_delivery
        self._now = now

    async def recheck_due(self) -> int:
        """Read every article that is due, at most `AT_ONCE`; return how many had changed.

        Raises:
            StorageError: an outcome can't be recorded; the article stays due.
        """
        changed = 0
        for stored in await self._store.rechecks.due(self._now(), AT_ONCE):
            changed += await self._one(stored)
        if changed:
            self._wake_delivery()
        return changed

    async def _one(self, stored: StoredArticle) -> bool:
        if stored.status is ArticleStatus.WITHDRAWN:
            return await self._restored(stored)
        try:
            again = await self._reader.read_page_of(stored.article)
        except FetchStatus as error:
            if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return await self._missed(stored)
            await self._look_later(stored, error)
            return False
        except PageLocked:
            return await self.withdrawn(stored, "is behind a password now")
        except (FetchError, ParseError) as error:
            await self._look_later(stored, error)
            return False
        if again.url != stored.article.url:
            await self._store.rechecks.set_url(stored.id, again.url, address_id(again.url))
        return await self._compared(stored, again)

    async def _restored(self, stored: StoredArticle) -> bool:
        """Take back a withdrawal, if the article's page shows its text; whether it was."""
        try:
            again = await self._reader.read_page_of(stored.article)
            publication = await self._reader.publication_of(again)
        except (FetchError, ParseError) as error:
            log.info("withdrawn %s is not public again: %s", stored.article.url, error)
            await self._store.rechecks.mark_unchanged(stored.id, None)
            return False
        log.warning("article %s is public again", stored.article.url)
        await self._store.restore(
            stored.id,
            await self._reader.reworded(publication),
            sent_since=self._now() - self._options.edit_window,
            next_recheck=next_reread(stored.first_seen, self._now()),
            now=self._now(),
        )
        return True

    async def _compared(self, stored: StoredArticle, again: Article) -> bool:
        """Store what has changed between two readings; whether anything has."""
        change = compare(stored.article, again)
        next_recheck = next_reread(stored.first_seen, self._now())
        if not change:
            await self._store.rechecks.mark_unchanged(stored.id, next_recheck)
            return False
        try:
            publication = await self._reader.publication_of(again)
        except ParseError as error:
            await self._look_later(stored, error)
            return False
        log.info(
            "article %s was edited: %s", stored.article.url, _named(dataclasses.asdict(change))
        )
        publication = await self._reader.reworded(publication)
        await self._store.correct(
            stored.id,
            publication,
            shown=_is_shown(stored, publication),
            sent_since=self._now() - self._options.edit_window,
            not_before=self._now() + self._options.settle,
            next_recheck=next_recheck,
            now=self._now(),
        )
        return True

    async def _missed(self, stored: StoredArticle) -> bool:
        if stored.misses + 1 < MISSES_UNTIL_WITHDRAWN:
            await self._store.rechecks.mark_missing(
                stored.id, self._now() + self._options.miss_again
            )
            return False
        return await self.withdrawn(stored, "was withdrawn by the newsroom")

    async def withdrawn(self, stored: StoredArticle, why: str) -> bool:
        """Remove an article from lists, search and posts; return True, because it has changed.

        Raises:
            StorageError: it stays as it was.
        """
        log.warning("article %s %s", stored.article.url, why)
        await self._store.withdraw(
            stored.id,
            action=ON_WITHDRAWN[self._options.on_withdrawn],
            sent_since=self._now() - self._options.edit_window,
            now=self._now(),
        )
        self._wake_delivery()
        return True

    async def _look_later(self, stored: StoredArticle, error: Exception) -> None:
        log.info("recheck of %s failed: %s", stored.article.url, error)
        await self._store.rechecks.mark_unchanged(
            stored.id, next_try(stored.first_seen, self._now())
        )


def _is_shown(stored: StoredArticle, publication: Publication) -> bool:
    """Return whether readers of the post see the change: headline, summary, caption, credit."""
    old, new = stored.article, publication.article
    return (
        old.title != new.title
        or stored.summary != publication.summary
        or (old.photo and (old.photo.caption, old.photo.credit))
        != (new.photo and (new.photo.caption, new.photo.credit))
    )


def _named(change: dict[str, bool]) -> str:
    return ", ".join(name for name, differs in change.items() if differs)
