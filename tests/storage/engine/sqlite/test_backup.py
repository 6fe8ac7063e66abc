"""Copies of a database in use, and their way back."""

import contextlib
import multiprocessing
import sqlite3
import stat
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from storage.engine.sqlite.backup import copy_database, restore_database, value_of
from storage.engine.sqlite.database import BUSY_TIMEOUT
from storage.errors import DatabaseForeign, StorageError
from storage.key_value import KeyValue
from tests.databases import migrated
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def write_pairs(path: Path, stop: Event) -> None:
    """Write two rows in each transaction, as fast as it goes, until told to stop."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    number = 0
    while not stop.is_set():
        number += 1
        connection.execute("begin immediate")
        for half in ("left", "right"):
            connection.execute(
                "insert or replace into key_value (name, value) values (?, ?)",
                (f"{half}", str(number)),
            )
        connection.execute("commit")
    connection.close()


async def test_a_copy_holds_what_stands_in_the_log_alone(tmp_path: Path) -> None:
    """A plain copy of the file would lack what was committed last."""
    database = await migrated(tmp_path / "khabar.db")
    await KeyValue(database).put("last", "words")
    assert (tmp_path / "khabar.db-wal").stat().st_size > 0
    copy_database(tmp_path / "khabar.db", tmp_path / "copy.db")
    await database.close()
    assert value_of(tmp_path / "copy.db", "last") == "words"


async def test_a_copy_is_one_private_file_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    """It holds readers' words."""
    database = await migrated(tmp_path / "khabar.db")
    (tmp_path / "copies").mkdir()
    copy_database(tmp_path / "khabar.db", tmp_path / "copies" / "one.db")
    await database.close()
    assert names(tmp_path / "copies") == {"one.db"}
    assert stat.S_IMODE((tmp_path / "copies" / "one.db").stat().st_mode) == 0o600


async def test_a_copy_is_whole_while_another_process_writes(tmp_path: Path) -> None:
    """Each is the state of one instant: never half of a transaction; and the writer goes on."""
    database = await migrated(tmp_path / "khabar.db")
    await database.close()
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=write_pairs, args=(tmp_path / "khabar.db", stop))
    writer.start()
    try:
        seen: set[str] = set()
        until = time.monotonic() + PATIENCE_SECONDS
        while len(seen) < 5 and time.monotonic() < until:
            copy_database(tmp_path / "khabar.db", tmp_path / "copy.db")
            left, right = (value_of(tmp_path / "copy.db", half) for half in ("left", "right"))
            assert left == right
            seen.add(left)
    finally:
        stop.set()
        writer.join(PATIENCE_SECONDS)
    assert len(seen) == 5


@pytest.mark.parametrize("content", [b"no database at all, though long enough for a header" * 9])
def test_what_is_no_database_is_not_copied(tmp_path: Path, content: bytes) -> None:
    """And the copy of yesterday stays."""
    (tmp_path / "khabar.db").write_bytes(content)
    (tmp_path / "copy.db").write_bytes(b"yesterday")
    with pytest.raises(StorageError):
        copy_database(tmp_path / "khabar.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"yesterday"
    assert names(tmp_path) == {"khabar.db", "copy.db"}


async def test_a_damaged_database_gives_no_copy(tmp_path: Path) -> None:
    """A copy that can't be restored is worse than none: it takes the place of a sound one."""
    path = tmp_path / "khabar.db"
    database = await migrated(path)
    await database.close()
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(StorageError):
        copy_database(path, tmp_path / "copy.db")
    assert not [name for name in names(tmp_path) if name.startswith("copy.db")]


async def test_a_restored_copy_takes_the_place_of_the_database(tmp_path: Path) -> None:
    """What was there stays aside with its log, and can be opened."""
    path = tmp_path / "khabar.db"
    database = await migrated(path)
    await KeyValue(database).put("state", "old")
    copy_database(path, tmp_path / "copy.db")
    await KeyValue(database).put("state", "new")
    # As a killed process leaves it: the last words stand in the log.
    with contextlib.closing(sqlite3.connect(path)) as another:
        another.execute("select 1").fetchone()
        aside = restore_database(tmp_path / "copy.db", path, NOW)
    await database.close()
    assert value_of(path, "state") == "old"
    assert aside == tmp_path / "khabar.db.before-20260314-123000"
    with contextlib.closing(sqlite3.connect(aside)) as before:
        (value,) = before.execute("select value from key_value where name = 'state'").fetchone()
    assert value == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (tmp_path / "khabar.db.incoming").exists()


def test_a_file_of_another_program_is_not_restored(tmp_path: Path) -> None:
    """The database stays where it is."""
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("create table things (name text)")
    (tmp_path / "khabar.db").write_bytes(b"precious")
    with pytest.raises(DatabaseForeign):
        restore_database(tmp_path / "other.db", tmp_path / "khabar.db", NOW)
    assert (tmp_path / "khabar.db").read_bytes() == b"precious"


REPLACED = (
    "drop trigger channel_posts_from_outbox; create trigger channel_posts_from_outbox "
    "after update of state on outbox begin delete from chats; end"
)


@pytest.mark.parametrize(
    "code",
    [
        "create trigger mine after insert on articles begin delete from chats; end",
        "create trigger mine after update on chats begin delete from articles; end",
        "create view mine as select * from chats",
        REPLACED,
    ],
)
async def test_a_copy_with_foreign_code_is_not_restored(tmp_path: Path, code: str) -> None:
    """Somebody has put something into it that would run whenever the bot writes."""
    path, copy = tmp_path / "khabar.db", tmp_path / "copy.db"
    await (await migrated(path)).close()
    copy_database(path, copy)
    before = path.read_bytes()
    with contextlib.closing(sqlite3.connect(copy)) as theirs:
        theirs.executescript(code)
    with pytest.raises(DatabaseForeign, match="has not written"):
        restore_database(copy, path, NOW)
    assert path.read_bytes() == before
    assert not [name for name in names(tmp_path) if "incoming" in name]


def test_an_empty_database_is_not_copied(tmp_path: Path) -> None:
    """As a full disk leaves it: night by night it would push the copies out that hold something."""
    (tmp_path / "khabar.db").touch()
    with pytest.raises(StorageError, match="is empty"):
        copy_database(tmp_path / "khabar.db", tmp_path / "copy.db")
    assert names(tmp_path) == {"khabar.db"}


async def test_a_reader_from_outside_makes_nobody_wait(tmp_path: Path) -> None:
    """While a backup reads, the log can't be emptied: an erasure and all writers go on."""
    path = tmp_path / "khabar.db"
    database = await migrated(path)
    await KeyValue(database).put("state", "one")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("begin")
        backup.execute("select * from key_value").fetchall()
        await KeyValue(database).put("state", "two")
        began = time.monotonic()
        await database.fold_log()
        assert timedelta(seconds=time.monotonic() - began) < BUSY_TIMEOUT
        backup.execute("commit")
    await database.fold_log()
    assert (tmp_path / "khabar.db-wal").stat().st_size == 0
    await database.close()
