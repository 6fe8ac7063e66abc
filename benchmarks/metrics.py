"""What metrics cost: processor time of a message with them and without, in turns.

Two runs after each other differ by more than metrics cost, since the processor is shared. So one
bot delivers short broadcasts, for every other of which its metrics count; the two of a pair take
turns, and the middle half of their differences counts. Beside it stands what the calls of one
message take when nothing else is done.
"""

import time
from statistics import mean, median

from benchmarks import Figure
from benchmarks.delivery import empty_database, process
from bot.delivery.window import PAID_WINDOW
from bot.metrics import NO_METRICS, Metrics
from bot.web.prometheus_metrics import PrometheusMetrics
from storage.engine.observed import ObservedDatabase
from tests.bot.delivery.delivery_process import FAST, delivering, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats

PAIRS = 40
CHATS = 500
REPEATED = 20_000


class Switched:
    """Passes on to metrics that can be changed between two broadcasts."""

    def __init__(self) -> None:
        self.metrics: Metrics = NO_METRICS

    def __getattr__(self, name: str) -> object:
        return getattr(self.metrics, name)

    def database_used(self, access: str, seconds: float) -> None:
        """Pass on what is asked for once, before the metrics are changed."""
        self.metrics.database_used(access, seconds)


async def differences() -> tuple[list[float], list[float]]:
    """Milliseconds of processor time a message: without metrics, and how much more with them."""
    without, more = [], []
    switched, prometheus = Switched(), PrometheusMetrics("0")
    async with (
        process("-m", "benchmarks.bot_api") as port,
        empty_database() as (database, _),
        delivering(
            ObservedDatabase(database, switched.database_used),
            f"http://127.0.0.1:{port}/bot",
            window=PAID_WINDOW,
            per_second=FAST,
            metrics=switched,  # type: ignore[arg-type] # it has what it passes on
        ) as running,
    ):
        await add_chats(database, range(1, CHATS + 1))

        async def broadcast(article: int, metrics: Metrics) -> float:
            switched.metrics = metrics
            began = time.process_time()
            await add_article(database, article, utc_now())
            await running.emptied(1000)
            return (time.process_time() - began) / CHATS * 1000

        for number in range(1, 2 * PAIRS, 2):
            turns = (NO_METRICS, prometheus) if number % 4 == 1 else (prometheus, NO_METRICS)
            took = {
                metrics is prometheus: await broadcast(number + place, metrics)
                for place, metrics in enumerate(turns)
            }
            without.append(took[False])
            more.append(took[True] - took[False])
    return without, more


def calls_milliseconds(metrics: Metrics) -> float:
    """Processor time of what one message tells: its wait, its result, two uses of the database."""
    began = time.process_time()
    for _ in range(REPEATED):
        metrics.limiter_waited("broadcast", 0.02)
        metrics.post_ended("post", "sent", 31.0)
        metrics.database_used("read", 0.002)
        metrics.database_used("write", 0.004)
    return (time.process_time() - began) / REPEATED * 1000


async def measure() -> list[Figure]:
    without, more = await differences()
    message = median(without)
    middle = sorted(more)[PAIRS // 4 : -PAIRS // 4]
    interleaved = 100 * mean(middle) / message
    alone = 100 * min(calls_milliseconds(PrometheusMetrics("0")) for _ in range(5)) / message
    return [
        Figure("processor time of a message without metrics", message, "ms", "-", ok=True),
        Figure("metrics in it, in turns", interleaved, "%", "< 1", interleaved < 1),
        Figure("metrics in it, their calls alone", alone, "%", "< 1", alone < 1),
    ]
