"""What lies ahead of every clock is mended, and nothing that is the present of others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.composition.stored_times import repair_stored_times
from storage.engine.database import Database
from storage.outbox import Sent
from storage.store import Store
from tests.databases import migrated
from tests.storage.outbox.sample_rows import add_article, add_chat, states

LEASE = timedelta(minutes=10)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await migrated(tmp_path / "khabar.db")
    yield opened
    await opened.close()


@pytest.mark.postgresql
async def test_a_second_machine_whose_clock_is_behind_has_nothing_sent_twice(
    database: Database,
) -> None:
    """The leases of the leader lie ahead of it: cut short, they would be over for the leader."""
    now, store = datetime.now(UTC), Store(database)
    for number in (1, 2, 3):
        await add_chat(database, number)
    await add_article(database, 1)
    claimed = await store.outbox.claim(10, now, LEASE)
    assert await repair_stored_times(store, now - timedelta(minutes=30)) == 0
    assert await store.outbox.claim(1, now, LEASE) == []
    await store.outbox.record([Sent(one.id, 1, has_photo=False) for one in claimed], now)
    assert {state for *_, state in await states(database)} == {"sent"}


@pytest.mark.postgresql
async def test_what_lies_ahead_of_every_clock_is_mended_by_one_that_is_behind(
    database: Database,
) -> None:
    """The server's may be the one that is fast: what waits for years would wait on."""
    now, store = datetime.now(UTC), Store(database)
    await add_chat(database, 1)
    await add_article(database, 1, not_before=now + timedelta(days=400))
    assert await repair_stored_times(store, now - timedelta(minutes=30)) == 1
    assert len(await store.outbox.claim(10, now + timedelta(seconds=5), LEASE)) == 1


async def test_a_clock_that_is_right_mends_what_lies_ahead(database: Database) -> None:
    """On either engine: a file knows no other clock."""
    now, store = datetime.now(UTC), Store(database)
    await add_chat(database, 1)
    await add_article(database, 1, not_before=now + timedelta(days=400))
    assert await repair_stored_times(store, now) == 1
    assert len(await store.outbox.claim(10, datetime.now(UTC), LEASE)) == 1
