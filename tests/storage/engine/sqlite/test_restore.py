"""What stands in the way of a copy that is put back, and what is left when it can't be."""

import contextlib
import os
import shutil
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.engine.sqlite.backup import copy_database, restore_database, value_of
from storage.engine.sqlite.backup_files import open_part, part_of
from storage.engine.upgrade import KEPT_FOR, remove_old_copies
from storage.errors import CopyStopped, StorageError
from storage.key_value import KeyValue
from tests.databases import migrated

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
ASIDE = "khabar.db.before-20260314-123000"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A copy, and the database after that as a killed process leaves it, with its log."""
    path = tmp_path / "at-work" / "khabar.db"
    path.parent.mkdir()
    database = await migrated(path)
    await KeyValue(database).put("state", "old")
    copy_database(path, tmp_path / "copy.db")
    await database.fold_log()
    await KeyValue(database).put("state", "new")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", tmp_path / f"khabar.db{suffix}")
    await database.close()
    shutil.rmtree(path.parent)
    return tmp_path


def state_of(path: Path) -> str:
    """As the next program that opens the file finds it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute("select value from key_value where name = 'state'").fetchone()
    return str(value)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_the_log_of_a_file_that_was_removed_is_no_part_of_the_copy(folder: Path) -> None:
    """Whoever has removed a damaged database by hand leaves its log, which SQLite would read."""
    path = folder / "khabar.db"
    path.unlink()
    aside = restore_database(folder / "copy.db", path, NOW)
    assert state_of(path) == "old"
    assert aside == folder / f"{ASIDE}-wal"


def test_a_database_that_can_t_be_moved_keeps_its_log(folder: Path) -> None:
    """As a file that is mounted by itself into a container: its log could be moved."""
    (folder / ASIDE).mkdir()
    before = names(folder)
    with pytest.raises(StorageError, match="cannot restore"):
        restore_database(folder / "copy.db", folder / "khabar.db", NOW)
    assert names(folder) == before
    assert state_of(folder / "khabar.db") == "new"


def test_a_database_behind_a_link_is_exchanged_where_it_lies(folder: Path) -> None:
    """On a larger disk, with its log; what is deleted as the one before must not be a link."""
    large = folder / "large"
    large.mkdir()
    for suffix in ("", "-wal"):
        (folder / f"khabar.db{suffix}").rename(large / f"khabar.db{suffix}")
    (folder / "khabar.db").symlink_to(large / "khabar.db")
    assert restore_database(folder / "copy.db", folder / "khabar.db", NOW) == large / ASIDE
    assert names(large) == {"khabar.db", ASIDE, f"{ASIDE}-wal"}
    assert (folder / "khabar.db").is_symlink()
    assert (state_of(folder / "khabar.db"), state_of(large / ASIDE)) == ("old", "new")


def test_a_copy_takes_nothing_of_the_log_of_what_it_replaces(folder: Path) -> None:
    """Somebody has looked into the older copy by a program that was killed."""
    copy_database(folder / "copy.db", folder / "khabar.db")
    assert state_of(folder / "khabar.db") == "old"


@pytest.mark.parametrize("replaced", [True, False])
def test_what_is_wanted_no_more_is_not_put_in_place(folder: Path, *, replaced: bool) -> None:
    stopped = threading.Event()
    stopped.set()
    before = names(folder)
    with pytest.raises(CopyStopped):
        if replaced:
            restore_database(folder / "copy.db", folder / "khabar.db", NOW, stopped=stopped)
        else:
            copy_database(folder / "copy.db", folder / "new.db", stopped=stopped)
    assert names(folder) == before
    assert state_of(folder / "khabar.db") == "new"


def test_two_copies_under_one_name_leave_each_other_alone(folder: Path) -> None:
    """A slow disk and a timer that is due again: the second one ends, the first goes on."""
    target = folder / "new.db"
    descriptor = open_part(part_of(target))
    with pytest.raises(StorageError, match="another copy is being written"):
        copy_database(folder / "copy.db", target)
    assert part_of(target).exists()
    os.close(descriptor)
    copy_database(folder / "copy.db", target)
    assert value_of(target, "state") == "old"


def test_a_copy_that_was_not_put_back_is_deleted_by_the_next_bot(folder: Path) -> None:
    """Its process was killed before the exchange, and it holds readers' words."""
    (folder / "khabar.db.incoming").touch()
    assert remove_old_copies(folder / "khabar.db", NOW) == [folder / "khabar.db.incoming"]
    assert remove_old_copies(folder / "khabar.db", NOW + timedelta(days=1)) == []


def test_what_is_left_beside_a_link_and_beside_its_file_is_deleted(tmp_path: Path) -> None:
    """What is put back waits beside the file, what was before a migration beside the link."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "real[1].db").touch()
    link = tmp_path / "khabar.db"
    link.symlink_to(disk / "real[1].db")
    left = [disk / f"real[1].db{one}" for one in (".incoming", ".incoming.part", ".saved-1")]
    left += [tmp_path / f"khabar.db{one}" for one in (".schema-1.part", ".schema-1")]
    others = [disk / "khabar.db.incoming", disk / "real1.db.incoming"]
    for one in (*left, *others):
        one.touch()
        os.utime(one, times=((NOW - KEPT_FOR).timestamp() - 1,) * 2)
    assert set(remove_old_copies(link, NOW)) == set(left)
    assert names(tmp_path) == {"disk", "khabar.db"}
    assert names(disk) == {"real[1].db", *(one.name for one in others)}
