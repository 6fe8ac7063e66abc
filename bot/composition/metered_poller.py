"""Counts the polls of feeds, by their result and their time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.ingest.polling.poll import PollResult
from bot.jobs import Poller
from bot.metrics import Metrics


@dataclass(frozen=True, slots=True)
class MeteredPoller:
    """Polls by another poller, and tells the metrics what came of it."""

    poller: Poller
    metrics: Metrics
    clock: Callable[[], float] = time.perf_counter

    async def poll(self, url: str, *, notified: bool = False) -> PollResult:
        """Poll a feed."""
        began, result = self.clock(), "failed"
        try:
            polled = await self.poller.poll(url, notified=notified)
            result = outcome_of(polled)
            return polled
        finally:
            self.metrics.polled(result, self.clock() - began)


def outcome_of(polled: PollResult) -> str:
    """Return in a word what a poll came to."""
    if polled.error:
        return "failed"
    if polled.not_modified:
        return "not modified"
    return "news" if polled.stored else "nothing new"
