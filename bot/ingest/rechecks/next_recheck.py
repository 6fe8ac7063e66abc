"""Decides after a recheck when the article is read again, and stores it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.feed.compare_articles import ArticleDiff
from bot.feed.intervals import next_look_for_edit, next_try, recheck_after
from bot.ingest.publications import Reading
from bot.ingest.readings import shows
from storage.articles.edit_notices import EditNotice
from storage.models import StoredArticle
from storage.store import Store

log = logging.getLogger(__name__)

# A page that names no date of its edits may show one that nobody sees: it is not looked for longer.
UNDATED_EDIT: Final = timedelta(hours=1)


class RecheckSchedule:
    """Reads an article again soon while its page lacks an edit told by REST, else by its age.

    Args:
        store: keeps what was read and told.
        edit_window: how long after a post a correction still edits it.
        now: the present time.
    """

    def __init__(
        self, *, store: Store, edit_window: timedelta, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._edit_window = edit_window
        self._now = now

    async def next_reading(
        self,
        stored: StoredArticle,
        again: Reading,
        notice: EditNotice | None,
        change: ArticleDiff | None = None,
    ) -> datetime | None:
        """Return when an article is read again after its page was read; None for never.

        Args:
            stored: the article as it was known.
            again: what its page says now.
            notice: the edit that REST has told of and no page has shown yet.
            change: what differs between the two readings, if anything.

        Raises:
            StorageError: what is known of the edit can't be written.
        """
        scheduled = recheck_after(stored.first_seen, self._now())
        if notice is None:
            return scheduled
        again_at = None
        if not shows(again, notice, change):
            longest = self._edit_window if again.dated else UNDATED_EDIT
            again_at = next_look_for_edit(notice.told, self._now(), longest=longest)
        if again_at is None:
            await self._store.edit_notices.mark_shown(stored.id, notice)
            return scheduled
        log.info("page of %s does not show its last edit yet", stored.article.url)
        return min(again_at, scheduled or again_at)

    def next_look(self, notice: EditNotice | None) -> datetime | None:
        """Return when an edit told by REST is looked for again; None if it no longer is."""
        if notice is None:
            return None
        return next_look_for_edit(notice.told, self._now(), longest=self._edit_window)

    async def read_later(
        self, stored: StoredArticle, error: Exception, notice: EditNotice | None
    ) -> None:
        """Have an article whose page could not be read read again later.

        Raises:
            StorageError: it can't be written; the article stays due.
        """
        log.info("recheck of %s failed: %s", stored.article.url, error)
        moments = next_try(stored.first_seen, self._now()), self.next_look(notice)
        await self._store.rechecks.mark_unchanged(
            stored, min((moment for moment in moments if moment), default=None)
        )
