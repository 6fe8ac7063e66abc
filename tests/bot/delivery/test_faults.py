"""What may happen to a machine and to Telegram: nothing is lost, nothing is out of order."""

import asyncio
import functools
import random
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.errors import DatabaseFull
from storage.outbox import Outbox
from tests.bot.delivery.conftest import Deliver, Promised
from tests.bot.delivery.delivery_process import FAST, delivering, utc_now
from tests.bot.delivery.kill_runs import (
    Account,
    Audience,
    account,
    all_sent,
    kill_at_random,
    start,
    started,
    terminate,
)
from tests.bot.delivery.sample_rows import add_article, add_articles, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.bot.delivery.test_recheck_before_send import Held
from tests.databases import migrated
from tests.outbox_counts import pending_count
from tests.waiting import until

WINDOW = 40
# Of a process of which none other is asked for.
USUAL_WINDOW = 60
ARTICLES = 2


async def test_killed_at_random_instants(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control
) -> None:
    """With kill -9, while readers block the bot and groups migrate: all arrives, in order."""
    audience = await Audience.made(control, readers=60, groups=20)
    await add_chats(database, audience.readers)
    await add_chats(database, audience.groups, "group")
    await add_articles(database, ARTICLES)
    options = ("--window", str(WINDOW), "--per-second", "120")
    run = functools.partial(start, tmp_path / "khabar.db", sandbox.api_url, *options)

    async def begun() -> asyncio.subprocess.Process:
        """A process that has sent something, where something is left to be sent."""
        sent = (await control.get("/telegram/counters"))["accepted"]
        process = await run()
        async with asyncio.timeout(60):
            while (await control.get("/telegram/counters"))["accepted"] == sent:
                if not await pending_count(database):
                    break
                await asyncio.sleep(0.02)
        return process

    kills = await kill_at_random(
        database, begun, audience, kills=2, longest=1.0, chance=random.Random(3)
    )
    left = await pending_count(database)
    last = await run()
    await all_sent(database)
    await terminate(last)
    result = await audience.account(ARTICLES)
    assert (result.lost, result.out_of_order) == (0, 0)
    assert kills.number > 0
    assert result.repeats <= kills.in_doubt <= kills.number * WINDOW
    assert kills.in_doubt or not left
    assert len(audience.moved) == 5


@pytest.mark.sqlite
async def test_a_torn_last_commit(tmp_path: Path, sandbox: Sandbox, control: Control) -> None:
    """A power cut leaves half of a transaction in the log: it counts as not written."""
    path = tmp_path / "torn.db"
    database = await migrated(path)
    chats = await control.bulk(100)
    await add_chats(database, chats)
    await add_articles(database, ARTICLES)
    options = ("--window", "20", "--per-second", "150")
    async with started(path, sandbox.api_url, *options) as process:
        # The second article is on its way to some of them.
        await control.taken(130)
        process.kill()
        await process.communicate()
    log = path.with_name("torn.db-wal")
    torn = log.read_bytes()[:-700]
    image = path.read_bytes()
    await database.close()
    path.write_bytes(image)
    log.write_bytes(torn)
    database = await open_database(path)
    try:
        async with delivering(database, sandbox.api_url, per_second=FAST) as running:
            await running.emptied()
        result = account(await control.journal(), chats, ARTICLES)
        assert (result.lost, result.out_of_order) == (0, 0)
        # Two windows: the rows in doubt, and those of the commit that was torn.
        assert result.repeats <= 40
    finally:
        await database.close()


async def test_locked_by_another_process(
    tmp_path: Path, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """Somebody else writes for a second in mid-broadcast."""
    chats = await promised(100, articles=ARTICLES)
    # To the engine each connection is as another process would be.
    other = await migrated(tmp_path / "khabar.db")
    async with deliver(per_second=250) as running:
        running.worker.wake()
        await control.taken(20)
        async with other.transaction():
            sent = (await control.get("/telegram/counters"))["accepted"]
            await asyncio.sleep(1)
            # What was claimed before was sent, and nothing else.
            assert (await control.get("/telegram/counters"))["accepted"] - sent <= USUAL_WINDOW
        await running.emptied()
    await other.close()
    assert account(await control.journal(), chats, ARTICLES) == Account(0, 0, 0)


async def fill_the_disk(database: Database) -> None:
    """From now on the file can't grow: SQLite says what it says when the disk is full."""
    async with database.transaction() as connection:
        [row] = await connection.execute_fetchall("pragma page_count")
        await connection.execute_fetchall(f"pragma max_page_count = {row[0]}")
    # What is free within the file is used up as well.
    with suppress(DatabaseFull):
        while True:
            async with database.transaction() as connection:
                await connection.execute(
                    "insert into key_value values (hex(randomblob(8)), zeroblob(1500))"
                )


async def empty_the_disk(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute_fetchall("pragma max_page_count = 1000000")


@pytest.mark.sqlite
async def test_a_full_disk_under_the_worker(
    database: Database,
    control: Control,
    deliver: Deliver,
    caplog: pytest.LogCaptureFixture,
    promised: Promised,
) -> None:
    """Results wait in memory, nothing new is begun, and nothing is sent twice for it."""
    # Posts of channels are noted for their statistics, so each result needs room.
    chats = await promised(150, kind="channel")
    held = Held(database, after=1)
    async with deliver(per_second=200, outbox=held) as running:
        running.worker.wake()
        await held.reached()
        await fill_the_disk(database)
        held.gate.set()
        await until(lambda: "disk is full" in caplog.text)
        assert running.worker.in_flight <= USUAL_WINDOW
        sent = (await control.get("/telegram/counters"))["accepted"]
        await empty_the_disk(database)
        await running.emptied()
    assert sent < len(chats)
    assert account(await control.journal(), chats, 1) == Account(0, 0, 0)


@pytest.mark.sqlite
async def test_a_full_disk_while_addressing(database: Database) -> None:
    """The transaction is as if it had never been; with room it works."""
    await add_chats(database, range(1, 5001))
    await fill_the_disk(database)
    with pytest.raises(DatabaseFull):
        await add_article(database, 1, utc_now())
    assert await pending_count(database) == 0
    await empty_the_disk(database)
    assert await add_article(database, 1, utc_now()) == 5000


async def test_the_clock_is_set_back_an_hour(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """What was to settle for a second settles for a second, not for an hour more."""
    chats = await control.bulk(5)
    await add_chats(database, chats)
    offset = timedelta(0)

    def now() -> datetime:
        return utc_now() + offset

    async with deliver(now=now) as running:
        for number in (1, 2):
            await add_article(database, number, now(), not_before=now() + timedelta(seconds=1))
        running.worker.wake()
        await asyncio.sleep(0.2)
        offset = -timedelta(hours=1)
        await add_article(database, 3, now())
        await running.emptied()
    assert account(await control.journal(), chats, 3) == Account(0, 0, 0)


@pytest.mark.parametrize(
    ("fault", "options", "taken_twice"),
    [
        ("server_error", {"code": 502, "share": 0.33, "for_seconds": 1}, False),
        ("too_many_requests", {"retry_after": 1, "share": 0.3, "for_seconds": 0.7}, False),
        ("drop_before", {"next": 12}, False),
        ("drop_after", {"next": 12}, True),
        ("delay", {"seconds": 0.7, "share": 1.0, "for_seconds": 1}, False),
        ("down", {"for_seconds": 2}, False),
    ],
)
async def test_trouble_of_telegrams(
    *,
    database: Database,
    control: Control,
    deliver: Deliver,
    fault: str,
    options: dict[str, float],
    taken_twice: bool,
    promised: Promised,
) -> None:
    """For a while; then everything arrives, old before new, and twice only what was taken."""
    chats = await promised(40, articles=ARTICLES)
    await control.fault(fault, **options)
    async with deliver() as running:
        await running.emptied()
    result = account(await control.journal(), chats, ARTICLES)
    assert (result.lost, result.out_of_order) == (0, 0)
    assert bool(result.repeats) is taken_twice
    assert await Outbox(database).failed(1) == []


async def test_everything_at_once(database: Database, control: Control, deliver: Deliver) -> None:
    """5xx, refusals, slow answers, blocked readers and connections cut before they are taken."""
    chats = await control.bulk(80)
    await add_chats(database, chats)
    for blocked in chats[::20]:
        await control.post(f"/chats/{blocked}/block")
    await add_articles(database, ARTICLES)
    await control.fault("server_error", code=500, share=0.15, for_seconds=1.5)
    await control.fault("too_many_requests", retry_after=1, share=0.1, for_seconds=1.5)
    await control.fault("delay", seconds=0.3, share=0.2, for_seconds=1.5)
    await control.fault("drop_before", share=0.1, for_seconds=1.5)
    async with deliver() as running:
        await running.emptied()
    result = account(await control.journal(), chats, ARTICLES, gone=chats[::20])
    assert result == Account(0, 0, 0)
    assert await Outbox(database).failed(10) == []
