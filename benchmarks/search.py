"""How well and how fast search answers, over invented articles.

`KHABAR_BENCH_ARTICLES` changes the size of the large archive. It is built once for each analysis
and kept, with the rate at which it was indexed, in `KHABAR_BENCH_FOLDER` or a folder for
temporary files.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks import Figure
from benchmarks.indexed_archive import (
    ArchivedText,
    found_ids,
    index,
    reciprocal_rank,
    store_rows,
)
from benchmarks.invented import (
    Story,
    altered,
    careless,
    plain,
    singular_for_broken,
    stories,
)
from bot.ingest.archive.reindex import analysis_version
from storage.engine.address import DatabaseAddress
from storage.engine.database import Connection, Database
from storage.engine.opening import open_database
from storage.search import Search, WidespreadWords

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RANKED_ARTICLES = 10_000
LARGE_ARCHIVE = int(os.environ.get("KHABAR_BENCH_ARTICLES", "200000"))
FOLDER = Path(os.environ.get("KHABAR_BENCH_FOLDER", Path(tempfile.gettempdir(), "khabar-bench")))
WORDS = 200
QUERIES = 500
BATCH = 500
MAKERS: dict[str, tuple[Callable[[Story, random.Random], str | None], float]] = {
    "altered": (altered, 0.92),
    "careless": (careless, 0.95),
    "plain": (plain, 0.97),
    "broken plural": (singular_for_broken, 0.80),
}
ODD_QUERIES = (
    "في من على",
    "قال إن",
    "😀😀",
    '"في من"',
    "NEAR(a b) AND * ^",
    "' or 1=1 --",
    "ا",
    "حكومة " * 500,
    "-وزير مدينة",
    "وزير from:2024-01 to:2024-03",
    "وزير مدينة سعر خبر شارع مشروع طفل مدرسة طريق مصنع قرار شركة",
    '"وزير مدينة"',
    '"مدينة" سعر',
    'سعر -"وزير مدينة"',
    "سعر -وزير -مدينة",
    "#حلب وزير",
    "زقفجخ شغفصق",
    "مدينه from:2016-01 to:2016-02",
    "للوزراء والمدن فالأسعار كالأخبار بالشوارع ومشاريعها",
    "وزير",
    "وزير مدينة سعر",
    "-وزير -مدينة",
    "from:2016-01 to:2025-12",
    "from:2020",
    "وزير إلى:2016-03",
    '"في" "من" "على" "إن"',
    '"قال في"',
    "-في وزير",
    " ".join(f"زق{one}فج{two}" for one in "بتجحخدرسشص" for two in "ضطعغفقكلمن"),
    "وزيرر مدينهه سعرر خبرر شارعع",
)


def archived(told: Iterable[Story], count: int) -> Iterator[ArchivedText]:
    """Stories as articles of an archive of so many, over ten years."""
    spacing = timedelta(days=365 * 10) / count
    for one in told:
        # Dates run against the numbers: an archive is read from its newest end.
        yield ArchivedText(one.id, NOW - spacing * one.id, one.title, one.body)


async def filled(address: DatabaseAddress, count: int) -> tuple[Database, list[Story], float]:
    """A database with invented articles, and how many were indexed in a second."""
    database = await open_database(address)
    await database.migrate()
    kept: list[Story] = []
    spent = 0.0
    batch: list[Story] = []
    for story in stories(count, words=WORDS, seed=7):
        batch.append(story)
        if len(kept) < RANKED_ARTICLES:
            kept.append(story)
        if len(batch) == BATCH or story.id == count:
            async with database.transaction() as connection:
                await store_rows(connection, [one.id for one in batch])
                started = time.perf_counter()
                await index(connection, archived(batch, count))
                spent += time.perf_counter() - started
            batch = []
    return database, kept, count / spent


async def large(folder: Path) -> tuple[Database, list[Story], float]:
    """The large archive, and the rate at which it was indexed, now or by an earlier run.

    The parts of its index are merged, as those of a bot are every few hours.
    """
    name = f"search-{LARGE_ARCHIVE}-{analysis_version()}"
    path, rate = folder / f"{name}.db", folder / f"{name}.rate"
    if rate.exists():
        database = await open_database(path)
        await Search(database).merge_parts()
        kept = list(islice(stories(LARGE_ARCHIVE, words=WORDS, seed=7), RANKED_ARTICLES))
        return database, kept, float(rate.read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    # What another analysis or an interrupted run left would fill the disk bit by bit.
    for old in folder.glob("search-*"):
        old.unlink()
    built = await filled(path, LARGE_ARCHIVE)
    rate.write_text(str(built[2]), "utf-8")
    await Search(built[0]).merge_parts()
    return built


async def mean_reciprocal_rank(
    connection: Connection,
    kept: list[Story],
    make: Callable[[Story, random.Random], str | None],
) -> float:
    chance = random.Random(11)
    ranks: list[float] = []
    for story in chance.sample(kept, len(kept)):
        text = make(story, chance)
        if text is None:
            continue
        ranks.append(reciprocal_rank(story.id, await found_ids(connection, text, now=NOW)))
        if len(ranks) == QUERIES:
            break
    return statistics.fmean(ranks)


def timed_queries(kept: list[Story]) -> list[str]:
    """What readers may ask, and what makes work."""
    chance = random.Random(13)
    texts = [
        text
        for story in chance.sample(kept, 100)
        for make, _ in MAKERS.values()
        if (text := make(story, chance)) is not None
    ]
    texts += [text.split()[0] for text in texts[:60]]
    return [*texts, *ODD_QUERIES]


async def milliseconds(connection: Connection, kept: list[Story]) -> list[float]:
    spent = []
    common = WidespreadWords()
    for text in timed_queries(kept):
        started = time.perf_counter()
        await found_ids(connection, text, now=NOW, common=common)
        spent.append(1_000 * (time.perf_counter() - started))
    return sorted(spent)


async def measure() -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        database, kept, _ = await filled(Path(folder) / "ranked.db", RANKED_ARTICLES)
        async with database.reading() as connection:
            for name, (make, goal) in MAKERS.items():
                value = await mean_reciprocal_rank(connection, kept, make)
                figures.append(
                    Figure(f"search: MRR@10, {name}", value, "", f">= {goal}", value >= goal)
                )
        await database.close()
    database, kept, rate = await large(FOLDER)
    figures.append(Figure("search: indexing", rate, "articles/s", ">= 2000", rate >= 2000))
    figures += await timed(database, kept, middle=10, late=50)
    await database.close()
    return figures


async def timed(database: Database, kept: list[Story], *, middle: int, late: int) -> list[Figure]:
    """How long a search takes; the goals are in milliseconds."""
    async with database.reading() as connection:
        spent = await milliseconds(connection, kept)
    p50, p99 = statistics.median(spent), spent[int(len(spent) * 0.99)]
    size = f"{LARGE_ARCHIVE:,} articles"
    return [
        Figure(f"search: p50 of {size}", p50, "ms", f"< {middle}", p50 < middle),
        Figure(f"search: p99 of {size}", p99, "ms", f"< {late}", p99 < late),
    ]
