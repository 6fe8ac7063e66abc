"""Who may work on a database: its owner, and where there is none whoever may make one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine.running import BACKFILL, running_on
from storage.engine.sqlite.ownership import refuse_foreign
from storage.engine.sqlite.running_lock import running_lock
from storage.engine.upgrade import open_migrated
from storage.errors import StorageError
from tests.other_user import NOBODY, ONLY_ROOT, another_user

pytestmark = [ONLY_ROOT, pytest.mark.sqlite]


async def test_whatever_opens_or_locks_a_file_of_another_is_refused(tmp_path: Path) -> None:
    """Also where it would lie in the open, and the lock is of another name."""
    database = tmp_path / "khabar.db"
    database.touch()
    os.chown(database, NOBODY, NOBODY)
    link = tmp_path / "link.db"
    link.symlink_to(database)
    for path in (database, link):
        with pytest.raises(StorageError, match="another user"), running_lock(path):
            pass
        for purpose in ("", BACKFILL):
            with pytest.raises(StorageError, match="another user"):
                async with running_on(path, purpose=purpose):
                    pass
        with pytest.raises(StorageError, match="another user"):
            await open_migrated(path)
    assert {one.name for one in tmp_path.iterdir()} == {"khabar.db", "link.db"}


def test_a_lock_of_another_is_told_as_such(tmp_path: Path) -> None:
    """One that was left by a version that made it as root."""
    tmp_path.chmod(0o777)
    lock = tmp_path / "khabar.db.lock"
    lock.touch(mode=0o600)
    os.chown(lock, NOBODY, NOBODY)
    with (
        pytest.raises(StorageError, match=r"khabar\.db\.lock belongs to another user"),
        running_lock(tmp_path / "khabar.db"),
    ):
        pass


@pytest.fixture
def reached() -> Iterator[Path]:
    """A folder of root that others may enter, unlike those in which pytest lets tests work."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_the_folder_counts_for_root_where_there_is_no_file(reached: Path) -> None:
    """Whichever of those above it is there; for others its rights decide."""
    folder = reached / "of-another"
    folder.mkdir(mode=0o777)
    refuse_foreign(folder / "khabar.db")
    os.chown(folder, NOBODY, NOBODY)
    for path in (folder / "khabar.db", folder / "new" / "khabar.db"):
        with pytest.raises(StorageError, match="of-another belongs to another user"):
            refuse_foreign(path)
    os.chown(folder, 0, 0)
    with another_user():
        refuse_foreign(folder / "khabar.db")


def test_what_to_do_is_never_to_become_root(reached: Path) -> None:
    """Who is not root has his file given back, and root becomes the one who owns it."""
    database = reached / "it's.db"
    database.touch(mode=0o600)
    with another_user(), pytest.raises(StorageError, match="as root, who can give it back") as told:
        refuse_foreign(database)
    assert "chown nobody " in str(told.value)
    assert str(told.value).endswith("s.db'*`")
    for owner, user in (
        (NOBODY, "runuser -u nobody -- khabar"),
        (54321, r"sudo -u \#54321 khabar"),
    ):
        os.chown(database, owner, owner)
        with pytest.raises(StorageError) as told:
            refuse_foreign(database)
        assert user in str(told.value)
