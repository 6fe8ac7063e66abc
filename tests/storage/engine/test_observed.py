"""A watched database is the same database, and tells how long it was lent."""

from pathlib import Path

import pytest

from storage.engine.observed import ObservedDatabase
from storage.errors import StorageError
from tests.databases import migrated


async def test_each_loan_is_told_once_however_it_ends(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    now = iter(range(100))
    database = ObservedDatabase(
        await migrated(tmp_path / "khabar.db"),
        lambda access, seconds: told.append((access, seconds)),
        lambda: float(next(now)),
    )
    async with database.transaction() as connection:
        await connection.execute("insert into key_value (name, value) values ('a', 'b')")
    async with database.reading() as connection:
        assert await connection.execute_fetchall("select 1")
    with pytest.raises(StorageError):
        async with database.reading() as connection:
            await connection.execute_fetchall("select nothing from nowhere")
    assert told == [("write", 1.0), ("read", 1.0), ("read", 1.0)]
    with pytest.raises(RuntimeError, match="inside"):
        async with database.transaction(), database.transaction():
            pass
    await database.close()
