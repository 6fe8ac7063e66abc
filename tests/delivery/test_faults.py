"""What may happen to a machine: nothing is lost, nothing is out of order."""

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from storage.database import Database
from storage.errors import DatabaseFull
from storage.outbox import Delivery, Outbox, Result
from tests.databases import migrated
from tests.delivery.control import Control
from tests.delivery.delivering import FAST, InventedPosts, delivering, utc_now
from tests.delivery.killing import Account, account, kill_at_random, start, terminate
from tests.delivery.newsroom import add_article, add_chats
from tests.delivery.test_worker import delivered

WINDOW = 40
ARTICLES = 2


async def all_sent(database: Database, seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while await Outbox(database).pending_count():  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.1)


async def test_killed_at_random_instants(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control
) -> None:
    """With kill -9: all arrives, in order, and repeats stay below what was marked."""
    chats = await control.bulk(300)
    await add_chats(database, chats)
    for blocked in chats[::20]:
        await control.post(f"/chats/{blocked}/block")
    for number in range(1, ARTICLES + 1):
        await add_article(database, number, utc_now())
    path = tmp_path / "khabar.db"
    options = ("--window", str(WINDOW), "--per-second", "120")
    chance = random.Random(3)
    kills = 0
    for _ in range(3):
        kills += await kill_at_random(path, sandbox.api_url, chance, 1.0, *options)
    last = await start(path, sandbox.api_url, *options)
    await all_sent(database)
    told = await terminate(last)
    assert told["stop_seconds"] < 10
    reachable = [chat for chat in chats if chat not in chats[::20]]
    result = account(await control.journal(), reachable, ARTICLES)
    assert (result.lost, result.out_of_order) == (0, 0)
    in_doubt = (await Outbox(database).statistics()).totals.get("in_doubt", 0)
    assert kills > 0
    assert result.repeats <= in_doubt
    assert 0 < in_doubt <= kills * WINDOW


async def test_a_torn_last_commit(tmp_path: Path, sandbox: Sandbox, control: Control) -> None:
    """A power cut leaves half of a transaction in the log: it counts as not written."""
    path = tmp_path / "torn.db"
    database = await migrated(path)
    chats = await control.bulk(100)
    await add_chats(database, chats)
    await add_article(database, 1, utc_now())
    process = await start(path, sandbox.api_url, "--window", "20", "--per-second", "100")
    async with asyncio.timeout(20):
        while (await control.get("/telegram/counters"))["accepted"] < 30:  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.02)
    process.kill()
    await process.communicate()
    log = path.with_name("torn.db-wal")
    torn = log.read_bytes()[:-700]
    image = path.read_bytes()
    await database.close()
    path.write_bytes(image)
    log.write_bytes(torn)
    database = await Database.open(path)
    try:
        async with delivering(database, sandbox.api_url, per_second=FAST) as running:
            await delivered(running)
        assert account(await control.journal(), chats, 1).lost == 0
        # Two windows: the rows in doubt, and those of the commit that was torn.
        assert account(await control.journal(), chats, 1).repeats <= 40
    finally:
        await database.close()


async def test_locked_by_another_process(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control
) -> None:
    """A backup holds the file for five seconds in mid-broadcast."""
    chats = await control.bulk(200)
    await add_chats(database, chats)
    await add_article(database, 1, utc_now())
    program = (
        "import sqlite3, sys, time\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)\n"
        "c.execute('begin immediate'); time.sleep(5); c.execute('rollback')\n"
    )
    async with delivering(database, sandbox.api_url, per_second=400) as running:
        running.worker.wake()
        holder = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(tmp_path / "khabar.db")
        )
        assert await holder.wait() == 0
        await delivered(running)
    assert account(await control.journal(), chats, 1) == Account(0, 0, 0)


class FullDisk(Outbox):
    """Every write fails for a while."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.full_until = 0.0
        self.refused = 0

    def _check(self) -> None:
        if time.monotonic() < self.full_until:
            self.refused += 1
            raise DatabaseFull("the disk is full")

    async def claim(self, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
        self._check()
        return await super().claim(limit, now, lease)

    async def record(self, results: Sequence[Result], now: datetime) -> list[int]:
        self._check()
        return await super().record(results, now)


async def test_a_full_disk_under_the_worker(
    database: Database, sandbox: Sandbox, control: Control
) -> None:
    """Results wait in memory, nothing new is begun, and nothing is sent twice for it."""
    chats = await control.bulk(200)
    await add_chats(database, chats)
    await add_article(database, 1, utc_now())
    outbox = FullDisk(database)
    async with delivering(database, sandbox.api_url, per_second=200, outbox=outbox) as running:
        running.worker.wake()
        await asyncio.sleep(0.3)
        outbox.full_until = time.monotonic() + 1.5
        await asyncio.sleep(0.5)
        assert running.worker.in_flight <= 60
        await delivered(running)
    assert outbox.refused
    assert account(await control.journal(), chats, 1) == Account(0, 0, 0)


async def test_a_full_disk_while_addressing(database: Database) -> None:
    """The transaction is as if it had never been; with room it works."""
    await add_chats(database, range(1, 5001))
    async with database.transaction() as connection:
        [row] = await connection.execute_fetchall("pragma page_count")
        await connection.execute_fetchall(f"pragma max_page_count = {row[0] + 5}")
    with pytest.raises(DatabaseFull):
        await add_article(database, 1, utc_now())
    assert await Outbox(database).pending_count() == 0
    async with database.transaction() as connection:
        await connection.execute_fetchall("pragma max_page_count = 1000000")
    assert await add_article(database, 1, utc_now()) == 5000


async def test_the_clock_is_set_back_an_hour(
    database: Database, sandbox: Sandbox, control: Control
) -> None:
    """What was to settle for two seconds settles for two seconds, not for an hour more."""
    chats = await control.bulk(5)
    await add_chats(database, chats)
    offset = timedelta(0)

    def now() -> datetime:
        return utc_now() + offset

    async with delivering(database, sandbox.api_url, per_second=FAST, now=now) as running:
        await add_article(database, 1, now(), not_before=now() + timedelta(seconds=2))
        running.worker.wake()
        await asyncio.sleep(0.3)
        offset = -timedelta(hours=1)
        await delivered(running, 6)
    assert account(await control.journal(), chats, 1) == Account(0, 0, 0)


async def test_everything_at_once(database: Database, sandbox: Sandbox, control: Control) -> None:
    """5xx, refusals, slow answers, blocked readers and connections cut before they are taken."""
    chats = await control.bulk(80)
    await add_chats(database, chats)
    for blocked in chats[::20]:
        await control.post(f"/chats/{blocked}/block")
    for number in range(1, 4):
        await add_article(database, number, utc_now())
    await control.fault("server_error", code=500, share=0.15, for_seconds=1.5)
    await control.fault("too_many_requests", retry_after=1, share=0.1, for_seconds=1.5)
    await control.fault("delay", seconds=0.3, share=0.2, for_seconds=1.5)
    await control.fault("drop_before", share=0.1, for_seconds=1.5)
    async with delivering(
        database, sandbox.api_url, per_second=FAST, posts=InventedPosts()
    ) as running:
        await delivered(running, 40)
    reachable = [chat for chat in chats if chat not in chats[::20]]
    assert account(await control.journal(), reachable, 3) == Account(0, 0, 0)
    assert await Outbox(database).failed(10) == []
