"""A newer version is started on the database that a move has left, or has not filled yet."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.engine.move_mark import MoveMark, Side, set_mark
from storage.engine.opening import open_database
from storage.engine.upgrade import open_migrated
from storage.errors import DatabaseMoved
from tests.databases import as_if_older, prepared, schema_at

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
    older = await as_if_older(address)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(DatabaseMoved, match=words):
        await open_migrated(address, lock_held=lock_held)
    assert schema_at(address) == older
    assert {path.name for path in tmp_path.iterdir() if "schema" in path.name} <= before
