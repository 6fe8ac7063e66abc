"""How soon a new article is in the outbox: from asking for the feed to the last row written.

A newsroom on loopback publishes one article, or ten at once, and its feed is polled. The time of
the feed's own answer is counted with it, so that the promise (5 s from being in a fetched feed) is
held with something to spare. A slow site takes half a second for each page.

An hour at default settings passes on a clock of its own: from publication to the moment at which
the post is due, and how often the site is asked meanwhile and in an idle hour.
"""

import contextlib
import random
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiosqlite

from benchmarks import Figure
from bot.config.load_settings import load_settings
from sandbox.newsroom import Area, Fault, Newsroom, create_app
from sandbox.serving import listen, make_server, served, url_of
from tests.bot.conftest import Clock, Pipeline, pipeline_at

GOAL_SECONDS = 5.0
SINGLES = 40
BURSTS = 8
BURST = 10
SLOW_SECONDS = 0.5
HOUR = timedelta(hours=1)
HOURLY = 20


@contextlib.asynccontextmanager
async def polled_once(**options: Any) -> AsyncIterator[Pipeline]:
    """A newsroom that was read to its end, and one reader who wants everything."""
    clock = Clock()
    newsroom = Newsroom(now=clock)
    sock = listen(0)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            served((make_server(create_app(newsroom)), sock)),
            pipeline_at(
                Path(folder) / "khabar.db", newsroom, clock, url_of(sock), **options
            ) as pipeline,
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


async def pass_an_hour(pipeline: Pipeline, publications: list[datetime]) -> tuple[int, int]:
    """Poll when it is time, and publish when it is; how many polls there were, how many 304."""
    end = pipeline.clock() + HOUR
    polls = unchanged = 0
    due = pipeline.clock()
    while (now := min([due, *publications[:1]])) < end:
        pipeline.clock.moment = now
        if publications and now == publications[0]:
            publications.pop(0)
            pipeline.newsroom.publish(generate=True, breaking=False)
            continue
        result = await pipeline.ingest.poll(pipeline.feed_url)
        polls += 1
        unchanged += result.not_modified
        due = result.next_check
    pipeline.clock.moment = due
    await pipeline.ingest.poll(pipeline.feed_url)
    return polls, unchanged


async def waits_for_posts(pipeline: Pipeline, since: datetime) -> list[float]:
    """Seconds from each publication to the moment at which its post is due."""
    async with aiosqlite.connect(pipeline.database) as connection:
        rows = await connection.execute_fetchall(
            """
            select outbox.not_before - articles.published
            from outbox
            join articles on articles.id = article_id
            where articles.published >= ?
            """,
            (int(since.timestamp()),),
        )
    return [float(row[0]) for row in rows]


async def default_settings() -> list[Figure]:
    """Twenty articles over an hour, and an hour without any."""
    settings = load_settings(None)
    chance = random.Random(6)
    options = {
        "poll_min": settings.poll_min,
        "poll_max": settings.poll_max,
        "settle": timedelta(minutes=settings.settle_minutes),
        "chance": chance.random,
    }
    async with polled_once(**options) as pipeline:
        began = pipeline.clock()
        moments = sorted(began + chance.random() * HOUR for _ in range(HOURLY))
        await pass_an_hour(pipeline, moments)
        waits = await waits_for_posts(pipeline, began)
        assert len(waits) == HOURLY
        pipeline.requests.clear()
        polls, unchanged = await pass_an_hour(pipeline, [])
        asked = len(pipeline.requests)
    return [
        Figure("publication to post due, median", median(waits), "s", "<= 75", median(waits) <= 75),
        Figure("publication to post due, worst", max(waits), "s", "<= 120", max(waits) <= 120),
        Figure("requests to an idle site", asked, "1/h", "<= 75", asked <= 75),
        Figure(
            "of its polls answered 304", unchanged / polls, "", ">= 0.9", unchanged >= 0.9 * polls
        ),
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
        *await default_settings(),
    ]
