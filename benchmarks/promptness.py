"""How soon a new article is in the outbox: from asking for the feed to the last row written.

A newsroom on loopback publishes one article, or ten at once, and its feed is polled. The time of
the feed's own answer is counted with it, so that the promise (5 s from being in a fetched feed) is
held with something to spare. A slow site takes half a second for each page.
"""

import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks import Figure
from sandbox.newsroom import Area, Fault, Newsroom, create_app
from sandbox.serving import listen, make_server, served, url_of
from tests.bot.conftest import Clock, Pipeline, pipeline_at

GOAL_SECONDS = 5.0
SINGLES = 40
BURSTS = 8
BURST = 10
SLOW_SECONDS = 0.5


@contextlib.asynccontextmanager
async def polled_once() -> AsyncIterator[Pipeline]:
    """A newsroom that was read to its end, and one reader who wants everything."""
    clock = Clock()
    newsroom = Newsroom(now=clock)
    sock = listen(0)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            served((make_server(create_app(newsroom)), sock)),
            pipeline_at(Path(folder) / "khabar.db", newsroom, clock, url_of(sock)) as pipeline,
        ):
            await pipeline.reader()
            await pipeline.ingest.poll(pipeline.feed_url)
            yield pipeline


async def seconds_until_promised(pipeline: Pipeline, articles: int) -> float:
    """Publish so many articles and poll; the poll ends when the last of them is in the outbox."""
    pipeline.clock.forward(timedelta(minutes=5))
    for _ in range(articles):
        pipeline.newsroom.publish(generate=True)
    before = len(await pipeline.addressed())
    began = time.perf_counter()
    await pipeline.ingest.poll(pipeline.feed_url)
    took = time.perf_counter() - began
    assert len(await pipeline.addressed()) - before == articles
    return took


def _figures(name: str, times: list[float]) -> list[Figure]:
    return [
        Figure(f"{name}, {part}", round(value, 3), "s", f"< {GOAL_SECONDS:g}", value < GOAL_SECONDS)
        for part, value in (("median", median(times)), ("slowest", max(times)))
    ]


async def measure() -> list[Figure]:
    """Seconds from the poll's request to the outbox."""
    async with polled_once() as pipeline:
        singles = [await seconds_until_promised(pipeline, 1) for _ in range(SINGLES)]
        bursts = [await seconds_until_promised(pipeline, BURST) for _ in range(BURSTS)]
        pipeline.newsroom.cause(Fault.SLOW, areas=frozenset({Area.PAGE}), seconds=SLOW_SECONDS)
        slow = [await seconds_until_promised(pipeline, BURST) for _ in range(2)]
    return [
        *_figures("feed to outbox, one article", singles),
        *_figures(f"feed to outbox, burst of {BURST}", bursts),
        *_figures(f"feed to outbox, burst of {BURST}, {SLOW_SECONDS:g} s a page", slow),
    ]
