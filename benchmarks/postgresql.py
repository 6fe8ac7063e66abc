"""The same on PostgreSQL: addressing, a paid broadcast, search, and what a second instance adds.

On a server of this machine's package with the settings it comes with. Nothing is measured where
there is none. `KHABAR_BENCH_ARTICLES` is the size of the archive, as in `benchmarks.search`.
"""

import asyncio
import contextlib
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import Figure
from benchmarks.delivery import fan_out, paid
from benchmarks.indexed_archive import found_ids, rebuilt, store_rows
from benchmarks.invented import Story, stories
from benchmarks.search import (
    BATCH,
    LARGE_ARCHIVE,
    NOW,
    RANKED_ARTICLES,
    WORDS,
    archived,
    timed,
    timed_queries,
)
from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.search import WidespreadWords
from tests.postgresql import Server, create_database, programs, running_server

# What Debian's package comes with, in the place of what makes tests quick.
AS_IT_COMES = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "autovacuum": "on",
}
SEARCHING_SECONDS = 20
# Of each instance: as many as it has readers.
SEARCHING_AT_ONCE = 4


@contextlib.asynccontextmanager
async def empty_database(server: Server, name: str) -> AsyncIterator[Database]:
    create_database(str(server.folder), name)
    database = await open_database(PostgresqlAddress(server.address(name)))
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()


def server_seconds(server: Server) -> float:
    """The processor time that the server's processes have taken so far."""
    pid = int((server.folder / "data" / "postmaster.pid").read_text("ascii").split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return _seconds(pid, ended=True) + sum(_seconds(int(child)) for child in children)


def _seconds(pid: int, *, ended: bool = False) -> float:
    """Processor time of a process, also of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if ended else 13])) / os.sysconf("SC_CLK_TCK")


async def search(address: str, texts: Path) -> None:
    """Search again and again, as an instance that many ask; say how often, and what it took."""
    asked = itertools.cycle(json.loads(texts.read_text("utf-8")))
    database = await open_database(PostgresqlAddress(address), readers=SEARCHING_AT_ONCE)
    common = WidespreadWords()
    done = 0
    until = time.perf_counter() + SEARCHING_SECONDS

    async def ask() -> None:
        nonlocal done
        while time.perf_counter() < until:
            async with database.reading() as connection:
                await found_ids(connection, next(asked), now=NOW, common=common)
            done += 1

    began = time.process_time()
    await asyncio.gather(*(ask() for _ in range(SEARCHING_AT_ONCE)))
    await database.close()
    sys.stdout.write(json.dumps([done, time.process_time() - began]) + "\n")


async def searching(server: Server, address: str, texts: Path, instances: int) -> list[float]:
    """Searches a second of so many instances, and processor milliseconds of one in both places."""
    before = server_seconds(server)
    asking = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.postgresql", address, str(texts)),
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(instances)
    ]
    told = [json.loads((await one.communicate())[0]) for one in asking]
    done, seconds = (sum(each) for each in zip(*told, strict=True))
    return [
        done / SEARCHING_SECONDS,
        1000 * seconds / done,
        1000 * (server_seconds(server) - before) / done,
    ]


async def archive(address: str) -> tuple[Database, list[Story], float]:
    """The large archive, as `khabar reindex` indexes it, and how many articles a second it took."""
    database = await open_database(PostgresqlAddress(address))
    await database.migrate()
    for first in range(1, LARGE_ARCHIVE + 1, BATCH):
        async with database.transaction() as connection:
            await store_rows(connection, range(first, min(first + BATCH, LARGE_ARCHIVE + 1)))
    kept: list[Story] = []

    def told() -> Iterator[Story]:
        for story in stories(LARGE_ARCHIVE, words=WORDS, seed=7):
            if len(kept) < RANKED_ARTICLES:
                kept.append(story)
            yield story

    started = time.perf_counter()
    await rebuilt(database, archived(told(), LARGE_ARCHIVE), BATCH)
    return database, kept, LARGE_ARCHIVE / (time.perf_counter() - started)


async def searches(server: Server) -> list[Figure]:
    create_database(str(server.folder), "archive")
    address = server.address("archive")
    database, kept, rate = await archive(address)
    async with database.transaction() as connection:
        await connection.execute("analyze")
    figures = [Figure("search: indexing", rate, "articles/s", "-", ok=True)]
    figures += await timed(database, kept, middle=15, late=75)
    await database.close()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder, "texts.json")
        texts.write_text(json.dumps(timed_queries(kept)), "utf-8")
        rates, busy = [], 0.0
        for instances in (1, 2):
            rate, own, servers = await searching(server, address, texts, instances)
            rates.append(rate)
            busy = rate * (own + servers) / 1000 / (os.cpu_count() or 1)
            what = f"{instances} instances searching" if instances > 1 else "1 instance searching"
            figures += [
                Figure(what, rate, "1/s", "-", ok=True),
                Figure("   processor time of a search in the instance", own, "ms", "-", ok=True),
                Figure("   and at the server", servers, "ms", "-", ok=True),
            ]
    more = rates[1] / rates[0]
    return [
        *figures,
        Figure(
            "   of all processors, used by two instances and the server", busy, "", "-", ok=True
        ),
        Figure(
            "a second instance searches",
            more,
            "times",
            ">= 1.7",
            more >= 1.7,
        ),
    ]


async def measure() -> list[Figure]:
    binaries = programs()
    if binaries is None:
        print("no PostgreSQL is installed: nothing is measured on it", file=sys.stderr)
        return []
    os.environ["PTB_TIMEDELTA"] = "true"
    figures: list[Figure] = []
    steps: list[Callable[[Database], Awaitable[list[Figure]]]] = [
        fan_out,
        partial(fan_out, count=1_000_000),
        paid,
    ]
    with running_server(binaries, **AS_IT_COMES) as server:
        for number, step in enumerate(steps):
            async with empty_database(server, f"measured_{number}") as database:
                figures += await step(database)
        figures += await searches(server)
    return [
        Figure(f"PostgreSQL: {one.name}", one.value, one.unit, one.goal, one.ok) for one in figures
    ]


if __name__ == "__main__":
    asyncio.run(search(sys.argv[1], Path(sys.argv[2])))
