"""Finds known articles that a feed no longer lists or now lists as locked."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.feed.compare_articles import vanished
from bot.ingest.page_budget import YOUNGEST_EVERY
from bot.text.protected_posts import is_protected_title
from bot.types import FeedItem, ParsedFeed
from storage.articles.rechecks import Rechecks

log = logging.getLogger(__name__)


class ListingChanges:
    """Schedules rechecks of articles that a feed suggests were withdrawn or locked.

    What was seen of each feed is kept in memory: after a restart the next poll begins anew.
    """

    def __init__(self, rechecks: Rechecks, now: Callable[[], datetime]) -> None:
        self._rechecks = rechecks
        self._now = now
        self._listed: dict[str, tuple[str, ...]] = {}
        self._missed: dict[str, datetime] = {}

    async def look_for_lost(self, url: str, parsed: ParsedFeed) -> None:
        """Schedule rechecks of articles that disappeared from among others in the feed.

        Each once in `YOUNGEST_EVERY`: of two caches one may lack what the other lists.

        Raises:
            StorageError: the marks can't be written.
        """
        if not parsed.complete:
            return
        listed = tuple(item.site_id for item in parsed.items)
        now = self._now()
        self._missed = {
            site_id: at for site_id, at in self._missed.items() if abs(now - at) < YOUNGEST_EVERY
        }
        lost = [
            site_id
            for site_id in vanished(self._listed.get(url, ()), listed)
            if site_id not in self._missed
        ]
        self._missed |= dict.fromkeys(lost, now)
        self._listed[url] = listed
        if lost:
            log.info("feed %s: items disappeared, rechecking: %s", url, ", ".join(lost))
            await self._rechecks.recheck_now(lost, now)

    async def look_for_locked(self, items: Sequence[FeedItem], known: Collection[str]) -> None:
        """Schedule rechecks of known articles that the feed shows as password-protected.

        Raises:
            StorageError: the marks can't be written.
        """
        locked = [
            item.site_id
            for item in items
            if item.site_id in known and (item.locked or is_protected_title(item.title))
        ]
        if locked:
            log.info(
                "articles that their feed shows as locked are rechecked: %s", ", ".join(locked)
            )
            await self._rechecks.recheck_now(locked, self._now())
