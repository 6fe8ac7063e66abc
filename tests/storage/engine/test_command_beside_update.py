"""A command of an older version is at work when a newer one migrates the database."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.upgrade import open_migrated
from storage.errors import DatabaseFromFuture
from storage.key_value import KeyValue
from storage.search import Rebuild
from tests.databases import as_if, look, prepared, schema_at
from tests.storage.sessions import without_sessions

COMMAND = "machine:1:command"


@contextlib.asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = await open_migrated(prepared(path), instance=COMMAND)
    try:
        yield database
    finally:
        await database.close()


async def migrated_to_the_next_schema(path: Path) -> None:
    """As a newer version does, which ends the sessions that a server has of older ones."""
    address = prepared(path)
    newest = schema_at(address) + 1
    if isinstance(address, PostgresqlAddress):
        await as_if(address, f"update khabar_schema set version = {newest}")
        await without_sessions(address, COMMAND)
    else:
        await as_if(address, f"pragma user_version = {newest}")


async def test_it_writes_nothing_more_and_says_which_version_to_run(tmp_path: Path) -> None:
    """An index that it had begun would take the place of one in the newer layout."""
    path = tmp_path / "khabar.db"
    async with opened(path) as database:
        notes, rebuild = KeyValue(database), Rebuild(database)
        await rebuild.begin("analysis")
        await notes.put("a", "before")
        await migrated_to_the_next_schema(path)
        for _ in range(2):
            with pytest.raises(DatabaseFromFuture, match="run the newer version"):
                await notes.put("a", "afterwards")
        with pytest.raises(DatabaseFromFuture):
            await rebuild.finish(lambda _: [])
    assert look(prepared(path), "select value from key_value where name = 'a'") == [("before",)]
