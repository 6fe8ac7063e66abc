"""A newer version is started on the database that a move has left, or has not filled yet."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Engine
from storage.engine.migrations import newest_schema
from storage.engine.move_mark import MoveMark, Side, set_mark
from storage.engine.opening import open_database
from storage.engine.upgrade import open_migrated
from storage.errors import DatabaseMoved
from tests.databases import as_if, look, prepared

DONE = MoveMark("12", Side.SOURCE, "new.example/khabar", done=True)
TARGET = replace(DONE, side=Side.TARGET, done=False)


@pytest.mark.parametrize("lock_held", [True, False], ids=["by the bot", "by a command"])
@pytest.mark.parametrize(
    ("mark", "words"), [(DONE, "was moved to new.example"), (TARGET, "is not complete")]
)
async def test_what_is_elsewhere_is_refused_as_it_is(
    tmp_path: Path, mark: MoveMark, words: str, *, lock_held: bool
) -> None:
    """No copy is made of it, for which there may be no room, and its version can still read it."""
    address = prepared(tmp_path / "khabar.db")
    database = await open_database(address, moving=True)
    async with database.transaction() as connection:
        await set_mark(connection, mark)
    await database.close()
    on_server = isinstance(address, PostgresqlAddress)
    older = newest_schema(Engine.POSTGRESQL if on_server else Engine.SQLITE) - 1
    await as_if(
        address,
        f"update khabar_schema set version = {older}"
        if on_server
        else f"pragma user_version = {older}",
    )
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(DatabaseMoved, match=words):
        await open_migrated(address, lock_held=lock_held)
    asked = "select version from khabar_schema" if on_server else "pragma user_version"
    assert look(address, asked) == [(older,)]
    assert {path.name for path in tmp_path.iterdir() if "schema" in path.name} <= before
