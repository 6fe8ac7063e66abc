"""Speed of backfill and of rebuilding the search index."""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from benchmarks.invented import stories
from bot.arabic.terms import index_terms
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.ingest.archive.backfill import Backfill
from bot.ingest.archive.backfill_progress import BackfillScope
from bot.ingest.archive.reindex import reindex
from sandbox.newsroom import Newsroom, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.archive import Archive
from storage.engine.opening import open_database
from storage.models import Article, Publication
from storage.search import Rebuild

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# An article has about 340 words, as a news site's have.
WORDS = 250
PARAGRAPH = 60
REINDEXED = int(os.environ.get("KHABAR_BENCH_REINDEXED", "20000"))
BACKFILLED = 2_000
WHOLE_ARCHIVE = 200_000
BATCH = 200


def articles(count: int) -> Iterator[Article]:
    """Invented articles of the usual length, the newest first."""
    for story in stories(count, words=WORDS, seed=23):
        words = story.body.split()
        published = NOW - timedelta(minutes=25 * story.id)
        yield Article(
            site_id=str(story.id),
            url=f"https://news.example/{story.id}/",
            title=story.title,
            paragraphs=tuple(
                " ".join(words[start : start + PARAGRAPH]) + "."
                for start in range(0, len(words), PARAGRAPH)
            ),
            published=published,
            modified=published,
        )


def processor_seconds() -> float:
    """Of this process and its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


async def reindexing(folder: Path) -> list[Figure]:
    database = await open_database(folder / "archive.db")
    await database.migrate()
    archive = Archive(database)
    page: list[Publication] = []
    spent = 0.0
    for article in articles(REINDEXED):
        terms = index_terms(article.title, "\n".join(article.paragraphs), ())
        page.append(Publication(article=article, summary=(), terms=terms, content_hash=""))
        if len(page) == BATCH or article.site_id == str(REINDEXED):
            began = time.perf_counter()
            await archive.add(page, note=("bench", ""), now=NOW)
            spent += time.perf_counter() - began
            page = []
    await database.close()
    size = (folder / "archive.db").stat().st_size
    database = await open_database(folder / "archive.db")
    used, began = processor_seconds(), time.perf_counter()
    async for _ in reindex(Rebuild(database)):
        pass
    wall, used = time.perf_counter() - began, processor_seconds() - used
    await database.close()
    kilobytes = size / REINDEXED / 1000
    gigabytes = kilobytes * WHOLE_ARCHIVE / 1e6
    return [
        _rate("reindexing", REINDEXED / wall, 2_000),
        _rate("reindexing, per second of one processor", REINDEXED / used, 1_000),
        _rate("storing pages of the past", REINDEXED / spent, 500),
        Figure("archive: an article in the file", kilobytes, "kB", "< 30", kilobytes < 30),
        Figure("archive: 200,000 articles", gigabytes, "GB", "< 6", gigabytes < 6),
    ]


async def backfilling(folder: Path) -> list[Figure]:
    newsroom = Newsroom(now=lambda: NOW, backlog=0, max_articles=BACKFILLED)
    for number in range(BACKFILLED):
        newsroom.publish(generate=True, at=NOW - timedelta(minutes=47 * number + 60))
    database = await open_database(folder / "backfilled.db")
    await database.migrate()
    policy = FetchPolicy(frozenset({"127.0.0.1"}), allow_private=True)
    sock = listen(0)
    async with (
        served((make_server(create_app(newsroom)), sock)),
        build_client("Khabar benchmarks", policy) as client,
    ):
        past = Backfill(
            fetcher=Fetcher(client, policy, limits=FetchLimits(page_bytes=10_000_000)),
            patience=RetryingFetcher(timedelta(0), paused=lambda *_: None),
            archive=Archive(database),
            hosts={"127.0.0.1"},
            now=lambda: NOW,
        )
        began = time.perf_counter()
        async for _ in past.run(
            f"{url_of(sock)}/feed/", BackfillScope(since=None, until=NOW), name="bench"
        ):
            pass
        rate = BACKFILLED / (time.perf_counter() - began)
    await database.close()
    # Two thousand requests a second apart are most of it.
    hours = (WHOLE_ARCHIVE / rate + WHOLE_ARCHIVE / 100) / 3600
    return [
        _rate("backfill, the newsroom in the same process", rate, 50),
        Figure("backfill of 200,000 at the default pace", hours, "h", "< 8", hours < 8),
    ]


def _rate(name: str, value: float, goal: int) -> Figure:
    return Figure(name, value, "articles/s", f">= {goal}", value >= goal)


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return [*await reindexing(Path(folder)), *await backfilling(Path(folder))]


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
