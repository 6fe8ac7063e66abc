"""What metrics cost: processor time of a message with them and without, in turns.

Two runs after each other differ by more than metrics cost, since the processor is shared. So the
rounds take turns, and of each kind the quickest run counts: others can only add to it. Beside it
stands what the calls of one message take when nothing else is done.
"""

import time
from statistics import median

from benchmarks import Figure
from benchmarks.delivery import empty_database, process
from bot.delivery.window import PAID_WINDOW
from bot.metrics import NO_METRICS, Metrics
from bot.web.prometheus_metrics import PrometheusMetrics
from storage.engine.observed import ObservedDatabase
from tests.bot.delivery.delivery_process import FAST, delivering, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats

ROUNDS = 15
CHATS = 1000
REPEATED = 20_000


async def milliseconds(port: str, metrics: Metrics) -> float:
    """Processor time of one message of a broadcast."""
    async with empty_database() as (database, _):
        await add_chats(database, range(1, CHATS + 1))
        watched = (
            database if metrics is NO_METRICS else ObservedDatabase(database, metrics.database_used)
        )
        async with delivering(
            watched,
            f"http://127.0.0.1:{port}/bot",
            window=PAID_WINDOW,
            per_second=FAST,
            metrics=metrics,
        ) as running:
            began = time.process_time()
            await add_article(database, 1, utc_now())
            await running.emptied(1000)
            return (time.process_time() - began) / CHATS * 1000


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
    without, metered = [], []
    async with process("-m", "benchmarks.bot_api") as port:
        await milliseconds(port, NO_METRICS)
        for _ in range(ROUNDS):
            without.append(await milliseconds(port, NO_METRICS))
            metered.append(await milliseconds(port, PrometheusMetrics("0")))
    message = min(without)
    interleaved = 100 * (min(metered) - message) / message
    alone = 100 * min(calls_milliseconds(PrometheusMetrics("0")) for _ in range(5)) / message
    return [
        Figure("processor time of a message without metrics", message, "ms", "-", ok=True),
        Figure("the same, median of the runs", median(without), "ms", "-", ok=True),
        Figure("metrics in it, runs in turns", interleaved, "%", "< 1", interleaved < 1),
        Figure("metrics in it, their calls alone", alone, "%", "< 1", alone < 1),
    ]
