"""Migrations: from nothing to now, in order, once, and never backwards."""

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from storage.engine.database import Database, Engine
from storage.engine.migrations import all_migrations
from storage.engine.opening import open_database
from storage.errors import DatabaseForeign, DatabaseFromFuture
from storage.search.rebuilding import Rebuild

pytestmark = pytest.mark.sqlite

FILES = Path(storage.__file__).parent / "migrations" / "sqlite"


def test_the_files_are_numbered_without_gaps() -> None:
    """A gap or a double number means that two people added one at once."""
    versions = [migration.version for migration in all_migrations(Engine.SQLITE)]
    assert versions == list(range(1, len(versions) + 1))


async def test_a_second_start_applies_nothing(database: Database) -> None:
    """The version is kept in the file."""
    assert await database.migrate() == []


async def test_the_migrated_file_is_sound(database: Database) -> None:
    """No foreign key points at nothing, and SQLite finds no fault."""
    async with database.reading() as connection:
        check = list(await connection.execute_fetchall("pragma integrity_check"))
        keys = list(await connection.execute_fetchall("pragma foreign_key_check"))
    assert check[0][0] == "ok"
    assert keys == []


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Database]:
    """A file without tables."""
    database = await open_database(tmp_path / "fresh.db")
    yield database
    await database.close()


async def run(database: Database, *statements: str) -> None:
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(statement)


async def schema(database: Database) -> set[tuple[str, ...]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select type, name, sql from sqlite_master")
    # Comments inside a statement are kept by SQLite and left out by `migrate`.
    return {
        (row["type"], row["name"], re.sub(r"\s*--.*", "", row["sql"] or "").strip()) for row in rows
    }


async def test_the_schema_is_what_the_files_say(fresh: Database, tmp_path: Path) -> None:
    """Each statement is applied whole: SQLite's own reading of the files is the measure."""
    await fresh.migrate()
    by_sqlite = sqlite3.connect(tmp_path / "by_sqlite.db")
    for file in sorted(FILES.iterdir()):
        by_sqlite.executescript(file.read_text("utf-8"))
    by_sqlite.close()
    other = await open_database(tmp_path / "by_sqlite.db")
    try:
        assert await schema(fresh) == await schema(other)
    finally:
        await other.close()


async def test_a_rebuilt_search_index_leaves_the_schema_as_it_was(fresh: Database) -> None:
    """Nothing but a migration changes it; the rebuilding makes and renames tables of its own."""
    await fresh.migrate()
    before = {(kind, name) for kind, name, _ in await schema(fresh)}
    rebuild = Rebuild(fresh)
    await rebuild.begin("an analysis")
    await rebuild.finish(lambda _: [])
    assert {(kind, name) for kind, name, _ in await schema(fresh)} == before


async def test_a_database_from_the_future_is_left_alone(fresh: Database) -> None:
    """An older bot says what to do instead of guessing at a newer schema."""
    await fresh.migrate()
    await run(fresh, "pragma user_version = 9999")
    with pytest.raises(DatabaseFromFuture, match="9999"):
        await fresh.migrate()


@pytest.mark.parametrize(
    "statements",
    [
        ("create table articles (id integer primary key)", "pragma user_version = 18"),
        ("create table bookmarks (id integer primary key)",),
        ("pragma application_id = 42",),
        ("create table articles (id integer primary key)", "pragma application_id = 42"),
    ],
)
async def test_a_database_that_no_release_has_made_is_refused(
    fresh: Database, statements: tuple[str, ...]
) -> None:
    """Another program's file, or one of a version before the first release, is left as it is."""
    await run(fresh, *statements)
    before = await schema(fresh)
    with pytest.raises(DatabaseForeign, match="move the file away"):
        await fresh.migrate()
    assert await schema(fresh) == before
