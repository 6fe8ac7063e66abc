"""The database file: transactions, readers, the lock, and what is said when it can't be used."""

import asyncio
import functools
import sqlite3
import threading
from pathlib import Path

import pytest

from storage.engine.database import Connection, Database
from storage.engine.opening import open_database
from storage.engine.running_lock import running_lock
from storage.engine.sqlite import translated
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


async def noted(connection: Connection, name: str) -> list[str]:
    """Several statements that build on each other."""
    await connection.execute("insert into key_value values (?, '1')", (name,))
    await connection.executemany("insert into key_value values (?, '2')", [(name * 2,)])
    rows = await connection.execute_fetchall("select name from key_value order by name")
    return [row["name"] for row in rows]


async def test_work_in_one_go_is_part_of_its_transaction(database: Database) -> None:
    """It sees what it wrote, and all of it is kept or nothing."""
    with pytest.raises(RuntimeError, match="half-way"):
        async with database.transaction() as connection:
            await connection.in_one_go(functools.partial(noted, name="a"))
            raise RuntimeError("half-way")
    async with database.transaction() as connection:

        async def more(inner: Connection) -> list[str]:
            return await inner.in_one_go(functools.partial(noted, name="b"))

        assert await connection.in_one_go(more) == ["b", "bb"]
    assert await titles(database) == ["b", "bb"]


async def test_an_error_of_work_in_one_go_is_one_of_storage(database: Database) -> None:
    """And the reader is given back, as after any other."""

    async def ask_nonsense(connection: Connection) -> None:
        await connection.execute_fetchall("select nothing from nowhere")

    for _ in range(10):
        with pytest.raises(StorageError):
            async with database.reading() as connection:
                await connection.in_one_go(ask_nonsense)
    assert await titles(database) == []


@pytest.mark.sqlite
async def test_work_in_one_go_leaves_the_loop_free(database: Database) -> None:
    """What is computed between two statements holds up nobody who waits for the loop."""
    answered = threading.Event()

    async def wait_for_the_loop(connection: Connection) -> bool:
        await connection.execute_fetchall("select 1")
        return answered.wait(60)

    async with database.reading() as connection:
        working = asyncio.ensure_future(connection.in_one_go(wait_for_the_loop))
        await asyncio.sleep(0)
        answered.set()
        assert await working


@pytest.mark.sqlite
async def test_work_in_one_go_may_wait_for_nothing_else(database: Database) -> None:
    """Its thread has no loop that could wake it."""

    async def wait(connection: Connection) -> None:
        await connection.execute_fetchall("select 1")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="nothing but its connection"):
        async with database.reading() as connection:
            await connection.in_one_go(wait)
    assert await titles(database) == []


async def test_a_caller_who_gives_up_leaves_the_reader_usable(database: Database) -> None:
    """Whoever reads next waits for the rest of the work, and gets his own answer."""

    async def read_twice(connection: Connection) -> None:
        for _ in range(2):
            await connection.execute_fetchall("select name from key_value")

    async def search() -> None:
        async with database.reading() as connection:
            await connection.in_one_go(read_twice)

    for _ in range(10):
        task = asyncio.create_task(search())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await titles(database) == []
