"""One bot at a time works on a file."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from storage.engine.running import BACKFILL, REINDEX, running_on
from storage.engine.sqlite.running_lock import is_locked, running_lock
from storage.errors import AlreadyRunning, StorageError

pytestmark = pytest.mark.sqlite


def test_a_file_is_locked_by_whatever_name_it_is_called(tmp_path: Path) -> None:
    """A link names the same database."""
    file, link = tmp_path / "real" / "khabar.db", tmp_path / "khabar.db"
    file.parent.mkdir()
    link.symlink_to(file)
    for held, other in ((link, file), (file, link)):
        with running_lock(held):
            assert is_locked(other)
            with pytest.raises(AlreadyRunning), running_lock(other):
                pass
        assert not is_locked(other)


async def test_a_command_is_kept_from_a_second_one_by_whatever_name(tmp_path: Path) -> None:
    """Each purpose has a lock of its own, beside the file itself."""
    file, link = tmp_path / "real" / "khabar.db", tmp_path / "khabar.db"
    file.parent.mkdir()
    link.symlink_to(file)
    async with running_on(link, purpose=REINDEX), running_on(file, purpose=BACKFILL):
        with pytest.raises(AlreadyRunning):
            async with running_on(file, purpose=REINDEX):
                pass
    assert {one.parent for one in tmp_path.rglob("*.lock")} == {file.parent}


def test_a_disk_without_locks_is_no_other_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would find the one that is to be stopped."""

    def flock(_file: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StorageError, match="cannot lock"), running_lock(tmp_path / "khabar.db"):
        pass
