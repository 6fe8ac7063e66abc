"""What metrics cost: processor time of a message with them and without, in turns.

Two runs after each other differ by more than metrics cost, since the processor is shared. So one
bot delivers one broadcast after the other, and its metrics count for every other stretch of some
messages; the two of a pair take turns, and the middle half of their differences counts. Beside it
stands what the calls of one message take when nothing else is done.
"""

import math
import time
from statistics import mean, median, stdev

from benchmarks import Figure
from benchmarks.delivery import empty_database, process
from bot.delivery.claim_window import WINDOW
from bot.metrics import NO_METRICS, Metrics
from bot.web.prometheus_metrics import PrometheusMetrics
from storage.engine.observed import ObservedDatabase
from tests.bot.delivery.delivery_process import FAST, delivering, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats

BROADCASTS = 12
CHATS = 10_000
# Messages, at the least: some claims long, and short beside what slows a processor for a while.
STRETCH = 100
# Seconds of processor time: ten times what lies between two messages of one claim.
BETWEEN_CLAIMS = 0.001
REPEATED = 20_000


class Alternating:
    """Passes on to metrics for every other stretch of messages, and clocks each stretch."""

    def __init__(self, metrics: Metrics) -> None:
        self.counting = metrics
        self.active: Metrics = NO_METRICS
        self.without: list[float] = []
        self.with_metrics: list[float] = []
        self.begin()

    def begin(self) -> None:
        """Begin a stretch anew, since nothing was sent for a while."""
        self._messages = 0
        self._began = self._last = time.process_time()

    def limiter_waited(self, lane: str, seconds: float) -> None:
        """Count by what each message tells once, and pass it on.

        Messages are claimed by dozens, and what is done for all of them is done before the first:
        so a stretch ends between two claims.
        """
        now = time.process_time()
        if self._messages >= STRETCH and now - self._last > BETWEEN_CLAIMS:
            self._end_stretch(now)
            self.begin()
        self._last = now
        self._messages += 1
        self.active.limiter_waited(lane, seconds)

    def _end_stretch(self, now: float) -> None:
        took = (now - self._began) / self._messages * 1000
        (self.without if self.active is NO_METRICS else self.with_metrics).append(took)
        # Without, with, with, without: what grows all the time weighs on both alike.
        done = len(self.without) + len(self.with_metrics)
        self.active = self.counting if done % 4 in (1, 2) else NO_METRICS

    def database_used(self, access: str, seconds: float) -> None:
        """Pass on what is asked for once, before the metrics are changed."""
        self.active.database_used(access, seconds)

    def __getattr__(self, name: str) -> object:
        return getattr(self.active, name)

    def differences(self) -> list[float]:
        """Milliseconds of a message that metrics added, for each pair of stretches."""
        return [added - bare for bare, added in zip(self.without, self.with_metrics, strict=False)]


async def alternating() -> Alternating:
    """Broadcast, and tell what each stretch took."""
    metrics = Alternating(PrometheusMetrics("0"))
    async with (
        process("-m", "benchmarks.bot_api") as port,
        empty_database() as (database, _),
        delivering(
            ObservedDatabase(database, metrics.database_used),
            f"http://127.0.0.1:{port}/bot",
            window=WINDOW,
            per_second=FAST,
            metrics=metrics,  # type: ignore[arg-type] # it has what it passes on
        ) as running,
    ):
        await add_chats(database, range(1, CHATS + 1))
        for article in range(1, BROADCASTS + 1):
            await add_article(database, article, utc_now())
            metrics.begin()
            await running.emptied(1000)
    return metrics


def calls_milliseconds(metrics: Metrics) -> float:
    """Processor time of what one message tells: its wait, its result, two uses of the database."""
    began = time.process_time()
    for _ in range(REPEATED):
        metrics.limiter_waited("broadcast", 0.02)
        metrics.posts_ended("post", "sent", [31.0])
        metrics.database_used("read", 0.002)
        metrics.database_used("write", 0.004)
    return (time.process_time() - began) / REPEATED * 1000


async def measure() -> list[Figure]:
    metrics = await alternating()
    message = median(metrics.without)
    more = sorted(metrics.differences())
    middle = more[len(more) // 4 : -(len(more) // 4)]
    interleaved = 100 * mean(middle) / message
    # Of a mean of the middle half, for differences that are spread as chance spreads them.
    unsure = 100 * 1.2 * stdev(middle) * 2 / math.sqrt(len(more)) / message
    alone = 100 * min(calls_milliseconds(PrometheusMetrics("0")) for _ in range(5)) / message
    return [
        Figure("processor time of a message without metrics", message, "ms", "-", ok=True),
        Figure("metrics in it, in turns", interleaved, "%", "< 1", interleaved < 1),
        Figure("standard error of that", unsure, "%", "-", ok=True),
        Figure("metrics in it, their calls alone", alone, "%", "< 1", alone < 1),
    ]
