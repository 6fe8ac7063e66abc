"""Migrations: from nothing to now, in order, once, and never backwards."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.migrate import all_migrations, migrate
from storage.errors import DatabaseFromFuture


def test_the_files_are_numbered_without_gaps() -> None:
    """A gap or a double number means that two people added one at once."""
    versions = [migration.version for migration in all_migrations()]
    assert versions == list(range(1, len(versions) + 1))


async def test_a_second_start_applies_nothing(database: Database) -> None:
    """The version is kept in the file."""
    assert await migrate(database) == []


async def test_the_migrated_file_is_sound(database: Database) -> None:
    """No foreign key points at nothing, and SQLite finds no fault."""
    async with database.reading() as connection:
        check = list(await connection.execute_fetchall("pragma integrity_check"))
        keys = list(await connection.execute_fetchall("pragma foreign_key_check"))
    assert check[0][0] == "ok"
    assert keys == []


async def test_a_database_from_the_future_is_left_alone(tmp_path: Path) -> None:
    """An older bot says what to do instead of guessing at a newer schema."""
    database = await Database.open(tmp_path / "khabar.db")
    async with database.transaction() as connection:
        await connection.execute("pragma user_version = 9999")
    with pytest.raises(DatabaseFromFuture, match="9999"):
        await migrate(database)
    await database.close()
