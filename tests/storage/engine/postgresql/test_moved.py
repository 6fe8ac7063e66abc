"""An instance that was cut off while its database was moved, and comes back to the old one."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.move_mark import MoveMark, Side, set_mark
from storage.engine.opening import open_database
from storage.engine.running import kept_from_others
from storage.errors import AlreadyRunning, DatabaseMoved, StorageError
from storage.key_value import KeyValue
from tests.storage.sessions import without_sessions

pytestmark = pytest.mark.postgresql

NAME = "machine:1:abc"
BEGUN = MoveMark("12", Side.SOURCE, "postgresql://new.example/khabar")
DONE = replace(BEGUN, done=True)
TARGET = replace(BEGUN, side=Side.TARGET)


@contextlib.asynccontextmanager
async def opened(address: PostgresqlAddress, *, moving: bool = False) -> AsyncIterator[Database]:
    database = await open_database(address, instance=NAME, moving=moving)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def instance(address: PostgresqlAddress) -> AsyncIterator[Database]:
    """It has worked on the database, by readers and writers."""
    async with opened(address) as database:
        store = KeyValue(database)
        await store.put("a", "before")
        assert await store.get("a") == "before"
        yield database


async def marked(database: Database, mark: MoveMark | None) -> None:
    async with database.transaction() as connection:
        await set_mark(connection, mark)


async def is_refused(database: Database, error: type[StorageError], words: str) -> None:
    """Whatever it does, and however often."""
    for _ in range(2):
        with pytest.raises(error, match=words):
            await KeyValue(database).put("a", "afterwards")
        with pytest.raises(error, match=words):
            await KeyValue(database).get("a")
        with pytest.raises(error, match=words):
            async with database.transaction(alone=False):
                pass


@pytest.mark.parametrize(
    ("mark", "words"), [(DONE, "was moved to postgresql://new.example"), (TARGET, "not complete")]
)
async def test_who_comes_back_after_the_move_is_refused(
    address: PostgresqlAddress,
    database: Database,
    instance: Database,
    mark: MoveMark,
    words: str,
) -> None:
    """Nobody lives there any more: it would lead, and everybody would get everything twice."""
    await without_sessions(address, NAME)
    await marked(database, mark)
    await is_refused(instance, DatabaseMoved, words)
    await marked(database, None)
    assert await KeyValue(instance).get("a") == "before"


async def test_who_comes_back_during_the_move_waits_for_its_end(
    address: PostgresqlAddress, database: Database, instance: Database
) -> None:
    """What it wrote could be left behind; the move may yet be given up."""
    await marked(database, BEGUN)
    await without_sessions(address, NAME)
    async with kept_from_others(address):
        await is_refused(instance, AlreadyRunning, "is being moved by `khabar move-database`")
    await KeyValue(instance).put("a", "afterwards")
    assert await KeyValue(instance).get("a") == "afterwards"


async def test_the_move_itself_goes_on_when_its_sessions_end(
    address: PostgresqlAddress, database: Database
) -> None:
    await marked(database, DONE)
    async with opened(address, moving=True) as mover, kept_from_others(address):
        assert await KeyValue(mover).get("a") == ""
        await without_sessions(address, NAME)
        await KeyValue(mover).put("a", "moved")
        assert await KeyValue(mover).get("a") == "moved"
