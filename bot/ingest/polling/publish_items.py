"""Publishes the new items of a poll, each in a transaction; the feed is recorded with the last."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.admission import Admission, PollContext, breaking_first
from bot.ingest.read_article import ArticleReader
from bot.types import FeedItem
from storage.models import Feed
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PublishedItems:
    """How many items were stored or could not be read, and for how many chats rows were written."""

    stored: int = 0
    addressed: int = 0
    skipped: int = 0


class ItemPublisher:
    """Reads new items and publishes them in their order, breaking news of a burst first."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        admission: Admission,
        store: Store,
        now: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._admission = admission
        self._store = store
        self._now = now

    async def publish(
        self,
        new: Sequence[FeedItem],
        done: Feed,
        context: PollContext,
        *,
        digest_from: int,
        flood_of: str = "",
    ) -> PublishedItems:
        """Publish new items, and record the feed as read to its end with the last of them.

        Args:
            new: the items, the oldest first.
            done: the feed's row as it is to be afterwards, with its validators.
            context: of the poll.
            digest_from: a chat that is to get so many posts gets one digest in their place.
            flood_of: the feed for which owners are asked about so many; empty if they are not.

        Raises:
            StorageError: what was not published is found again by the next poll.
        """
        stored = addressed = skipped = 0
        if not new:
            await self._store.record(done, now=self._now())
        place = 0
        readings = self._reader.in_order(new)
        async for _, publication in breaking_first(readings) if context.burst else readings:
            place += 1
            last = place == len(new)
            if publication is None:
                skipped += 1
                if last:
                    await self._store.record(done, collapse_at=digest_from, now=self._now())
                continue
            published = await self._store.publish(
                await self._admission.judged(publication, context),
                feed=done if last else None,
                collapse_at=digest_from if last else 0,
                flood_of=flood_of,
                now=self._now(),
            )
            if published.article_id is not None:
                stored += 1
                addressed += published.addressed
                log.info(
                    "article stored for %d chats: %s (%s)",
                    published.addressed,
                    publication.article.title,
                    publication.article.url,
                )
        return PublishedItems(stored, addressed, skipped)
