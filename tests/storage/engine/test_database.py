"""The database file: transactions, readers, the lock, and what is said when it can't be used."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.engine.sqlite.database import translated
from storage.engine.sqlite.running_lock import running_lock
from storage.errors import AlreadyRunning, DatabaseBusy, DatabaseDamaged, DatabaseFull, StorageError


async def titles(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select name from key_value order by name")
    return [row["name"] for row in rows]


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    """Half of a publication must never be seen."""
    with pytest.raises(RuntimeError, match="half-way"):
        async with database.transaction() as connection:
            await connection.execute("insert into key_value values ('a', '1')")
            raise RuntimeError("half-way")
    assert await titles(database) == []


async def test_a_cancelled_transaction_leaves_the_writer_free(database: Database) -> None:
    """Shut-down cancels tasks in the middle of their work."""
    begun = asyncio.Event()

    async def write_for_ever() -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into key_value values ('a', '1')")
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write_for_ever())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as connection:
        await connection.execute("insert into key_value values ('b', '2')")
    assert await titles(database) == ["b"]


async def test_writers_take_turns(database: Database) -> None:
    """Two tasks that write at once don't mix their transactions."""

    async def write(name: str) -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into key_value values (?, '')", (name,))
            await asyncio.sleep(0)
            await connection.execute("insert into key_value values (?, '')", (name * 2,))

    await asyncio.gather(*(write(name) for name in "abcdef"))
    assert len(await titles(database)) == 12


async def test_a_reader_cannot_write(database: Database) -> None:
    """Only the writer writes, whatever a query says."""
    with pytest.raises(StorageError, match=r"read-?only"):
        async with database.reading() as connection:
            await connection.execute("delete from key_value")


async def test_readers_are_given_back_after_an_error(database: Database) -> None:
    """A bad query must not use up the few readers."""
    for _ in range(10):
        with pytest.raises(StorageError):
            async with database.reading() as connection:
                await connection.execute("select nothing from nowhere")
    assert await titles(database) == []


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        (None, []),
        ([7], [7]),
        ([3, -1, 0, 3], [3, -1, 0, 3]),
        ([2**63 - 1, -(2**63)], [2**63 - 1, -(2**63)]),
        ([None, 1], [None, 1]),
        (list(range(5_000)), list(range(5_000))),
    ],
)
@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
async def test_a_list_of_numbers_is_read_in_its_order(
    database: Database,
    numbers: list[int | None] | None,
    expected: list[int | None],
    separators: tuple[str, str],
) -> None:
    """Also one without numbers, and none at all."""
    written = None if numbers is None else json.dumps(numbers, separators=separators)
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select value from each_number(?)", (written,))
    assert [row["value"] for row in rows] == expected


async def test_a_file_that_is_no_database_is_named_so(tmp_path: Path) -> None:
    """Somebody pointed the setting at a picture."""
    path = tmp_path / "khabar.db"
    path.write_bytes(b"\x89PNG" + b"x" * 5000)
    with pytest.raises(DatabaseDamaged, match="damaged"):
        await open_database(path)


async def test_a_folder_that_cannot_be_made_is_an_error_of_storage(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError):
        await open_database(tmp_path / "data" / "khabar.db")


def test_two_bots_on_one_database_are_refused(tmp_path: Path) -> None:
    """The second copy says so instead of sending everything twice."""
    path = tmp_path / "khabar.db"
    with running_lock(path), pytest.raises(AlreadyRunning, match="another bot"), running_lock(path):
        pass
    with running_lock(path):
        pass


def test_a_lock_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    """The data folder belongs to somebody else, or is a file."""
    (tmp_path / "data").write_text("")
    with (
        pytest.raises(StorageError, match="cannot write"),
        running_lock(tmp_path / "data" / "k.db"),
    ):
        pass


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY, DatabaseBusy),
        (sqlite3.SQLITE_LOCKED, DatabaseBusy),
        (sqlite3.SQLITE_FULL, DatabaseFull),
        (sqlite3.SQLITE_CORRUPT, DatabaseDamaged),
        (sqlite3.SQLITE_NOTADB, DatabaseDamaged),
        (sqlite3.SQLITE_ERROR, StorageError),
    ],
)
def test_each_foreign_error_has_its_own_name(code: int, expected: type[StorageError]) -> None:
    """Callers decide by type whether to try again."""
    error = sqlite3.OperationalError("what SQLite said")
    error.sqlite_errorcode = code
    assert type(translated(error)) is expected
