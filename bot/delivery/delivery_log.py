"""Logs and counts when an article has reached its chats: how many, how long it took, failures."""

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from bot.metrics import NO_METRICS, Metrics
from storage.outbox import (
    Action,
    ArticleProgress,
    Delivery,
    Done,
    Failed,
    Gone,
    Locked,
    Moved,
    PutBack,
    Result,
    Sent,
    Undeletable,
)

log = logging.getLogger(__name__)

# An article whose posts go out needs no look; one is worth a line when it was quiet for so long.
QUIET = timedelta(seconds=3)
# A post that is tried again within this time belongs to the same delivery.
SOON = timedelta(minutes=1)
MOST_OPEN = 1_000
# What the results of the outbox are called in metrics.
OUTCOMES: dict[type[Result], str] = {
    Sent: "sent",
    Done: "done",
    Failed: "failed",
    Gone: "gone",
    Moved: "moved",
    PutBack: "again",
    Locked: "again",
    Undeletable: "undeletable",
}


class DeliveryLog:
    """Follows the articles that are being delivered.

    Args:
        progress: counts an article's rows; those that wait for a moment later than the given one
            are counted apart.
        now: gives the current time, aware UTC.
        metrics: is told of each result, and how long each article took from its publication.
    """

    def __init__(
        self,
        progress: Callable[[int, datetime], Awaitable[ArticleProgress | None]],
        now: Callable[[], datetime],
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._progress = progress
        self._now = now
        self._metrics = metrics
        self._open: dict[int, datetime] = {}
        # What comes later, with a digest or after quiet hours, says nothing of the bot's speed.
        self._counted: dict[int, None] = {}

    def __len__(self) -> int:
        """Return how many articles are followed."""
        return len(self._open)

    def recorded(self, results: Iterable[tuple[Delivery, Result]]) -> None:
        """Note which articles' posts were sent or have failed for good."""
        now = self._now()
        waited: defaultdict[tuple[Action, type[Result]], list[float]] = defaultdict(list)
        for delivery, result in results:
            waited[delivery.action, type(result)].append(
                max(0.0, (now - delivery.addressed).total_seconds())
            )
            # What became of a message to all is told by its report.
            if (
                delivery.article_id
                and delivery.action is Action.POST
                and isinstance(result, Sent | Failed)
            ):
                # The one that moved last stands last.
                self._open.pop(delivery.article_id, None)
                self._open[delivery.article_id] = now
        for (action, kind), seconds in waited.items():
            self._metrics.posts_ended(action, OUTCOMES.get(kind, "other"), seconds)
        while len(self._open) > MOST_OPEN:
            del self._open[next(iter(self._open))]

    async def check(self) -> int:
        """Log each article that was quiet for some seconds and has no post due any more.

        Returns:
            how many were logged.
        """
        now = self._now()
        logged = 0
        for article_id, moved in list(self._open.items()):
            # A clock that was set back is no reason to wait for it.
            if timedelta(0) <= now - moved < QUIET:
                continue
            progress = await self._progress(article_id, now + SOON)
            if self._open.get(article_id) != moved:
                continue
            if progress is not None and progress.due:
                self._open[article_id] = now
                continue
            del self._open[article_id]
            if progress is not None:
                _log(progress)
                self._count(article_id, progress)
                logged += 1
        return logged

    def _count(self, article_id: int, progress: ArticleProgress) -> None:
        """Tell the metrics how long an article took, once."""
        if article_id in self._counted or progress.since_published is None:
            return
        self._counted[article_id] = None
        while len(self._counted) > MOST_OPEN:
            del self._counted[next(iter(self._counted))]
        self._metrics.article_delivered(max(0.0, progress.since_published.total_seconds()))


def _log(progress: ArticleProgress) -> None:
    seconds = progress.took.total_seconds() if progress.took else 0.0
    log.log(
        logging.WARNING if progress.failed else logging.INFO,
        "article delivered to %d chats in %.0f s, %d failed, %d later: %s (%s)",
        progress.sent,
        seconds,
        progress.failed,
        progress.later,
        progress.title,
        progress.url,
    )
