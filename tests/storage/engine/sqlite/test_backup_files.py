"""Which copies in a folder go, which is the newest, and what is left of those cut off."""

import errno
import fcntl
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine.sqlite.backup import copy_database
from storage.engine.sqlite.backup_files import (
    copies_of,
    copy_name,
    newest_copy,
    open_part,
    remove_unfinished,
    surplus,
)
from storage.errors import StorageError
from tests.databases import migrated
from tests.other_user import NOBODY, ONLY_ROOT, another_user

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 3, 14, 3, 30, tzinfo=UTC)
STAMPED = st.from_regex(r"khabar-[0-9]{8}-[0-9]{6}\.db", fullmatch=True)


@given(st.lists(st.one_of(st.text(max_size=12), STAMPED), unique=True), st.integers(1, 5), STAMPED)
def test_the_newest_copy_stays_and_as_many_as_are_to_stay(
    others: list[str], keep: int, newest: str
) -> None:
    """Whatever the clock has named the others; and what is no copy is nobody's to delete."""
    names = list({*others, newest})
    gone = surplus(names, keep, newest=newest)
    copies = [one for one in names if one.startswith("khabar-") and len(one) == 25]
    assert newest not in gone
    assert set(gone) <= set(copies)
    assert len(copies) - len(gone) == min(keep, len(copies))


@given(st.sets(st.integers(1, 400), max_size=9), st.integers(1, 5))
def test_of_copies_from_before_the_oldest_go(days: set[int], keep: int) -> None:
    earlier = [copy_name(NOW - timedelta(days=one)) for one in days]
    gone = surplus([*earlier, copy_name(NOW)], keep, newest=copy_name(NOW))
    assert gone == sorted(earlier)[: len(gone)]


def test_copies_of_a_clock_that_was_ahead_push_none_out() -> None:
    ahead = [copy_name(NOW + timedelta(days=300 + day)) for day in range(3)]
    before = [copy_name(NOW - timedelta(days=day)) for day in (1, 2)]
    made = copy_name(NOW)
    assert surplus([*ahead, *before, made], 3, newest=made) == ahead


def test_the_newest_copy_is_known_by_its_name(tmp_path: Path) -> None:
    """Its file may have been copied here later; one from the future says nothing."""
    assert newest_copy(tmp_path / "gone", NOW) is None
    for moment in (NOW - timedelta(days=3), NOW - timedelta(days=1), NOW + timedelta(days=9)):
        (tmp_path / copy_name(moment)).touch()
    (tmp_path / "khabar-20261399-000000.db").touch()
    assert newest_copy(tmp_path, NOW) == NOW - timedelta(days=1)
    assert copies_of(tmp_path / "khabar.db") == tmp_path / "copies"


def test_what_is_left_of_a_killed_copy_is_removed(tmp_path: Path) -> None:
    part = tmp_path / f"{copy_name(NOW)}.part"
    killed = (
        "import os, sys, pathlib, storage.engine.sqlite.backup_files as copies; "
        "copies.open_part(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(part)], check=False)
    assert part.exists()
    Path(f"{part}-journal").touch()
    (tmp_path / "letter.db.part").touch()
    assert remove_unfinished(tmp_path) == [part]
    assert [one.name for one in tmp_path.iterdir()] == ["letter.db.part"]


def test_a_copy_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / f"{copy_name(NOW)}.part"
    descriptor = open_part(part)
    assert remove_unfinished(tmp_path) == []
    os.close(descriptor)
    assert remove_unfinished(tmp_path) == [part]


def test_a_killed_copy_on_nfs_is_in_no_later_ones_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There an exclusive lock needs a file that is open for writing."""
    lock = fcntl.flock

    def flock(file: int, operation: int) -> None:
        mode = fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE
        if operation & fcntl.LOCK_EX and mode == os.O_RDONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        lock(file, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    part = tmp_path / f"{copy_name(NOW)}.part"
    part.touch(mode=0o600)
    descriptor = open_part(part)
    assert remove_unfinished(tmp_path) == []
    with pytest.raises(OSError, match="another copy is being written"):
        open_part(part)
    os.close(descriptor)
    assert remove_unfinished(tmp_path) == [part]


@ONLY_ROOT
def test_what_another_user_has_left_of_a_copy_is_in_nobodys_way() -> None:
    """Somebody ran the first one as root; the folder is of whoever runs the next."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        part = Path(folder) / "khabar.db.part"
        part.touch(mode=0o600)
        os.chown(folder, NOBODY, NOBODY)
        with another_user():
            os.close(open_part(part))
        assert part.stat().st_uid == NOBODY


async def test_a_copy_that_leaves_too_little_room_is_not_begun(tmp_path: Path) -> None:
    """It would fill the disk on which the bot writes."""
    database = await migrated(tmp_path / "khabar.db")
    await database.close()
    target = tmp_path / "copies"
    target.mkdir()
    with pytest.raises(StorageError, match="must stay free"):
        copy_database(tmp_path / "khabar.db", target / "copy.db", room_left=1 << 60)
    assert list(target.iterdir()) == []
