"""A database's file that is removed or replaced under the bot is noticed, and its content saved."""

import logging
import shutil
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.owner_alerts.database_file import DatabaseFile
from storage.engine.database import Database
from storage.engine.sqlite.backup import value_of
from storage.store import Store
from tests.articles import NOON
from tests.databases import migrated

pytestmark = pytest.mark.sqlite


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Database]:
    (tmp_path / "data").mkdir()
    database = await migrated(tmp_path / "data" / "khabar.db")
    yield database
    await database.close()


class Watched:
    """A database's file that is looked for, and how often it was told to be lost."""

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self.told: list[bool] = []
        self.file = DatabaseFile(path, save=store.save, on_lost=self.tell, now=lambda: NOON)

    def tell(self, saved: bool) -> None:
        self.told.append(saved)

    @property
    def saved(self) -> list[Path]:
        return sorted(self.path.parent.glob("khabar.db.saved-*"))


def remove(path: Path) -> None:
    for one in path.parent.glob("khabar.db*"):
        one.unlink()


def replace(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copyfile(path, other)
    other.replace(path)


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


@pytest.mark.parametrize("accident", [remove, replace, move])
async def test_what_the_bot_holds_is_saved_at_once_and_told_each_time(
    opened: Database, tmp_path: Path, accident: Callable[[Path], None]
) -> None:
    store = Store(opened)
    watched = Watched(tmp_path / "data" / "khabar.db", store)
    await watched.file.check()
    assert (watched.told, watched.saved) == ([], [])
    accident(watched.path)
    await store.key_value.put("written", "after it")
    await watched.file.check()
    await watched.file.check()
    assert watched.told == [True, True]
    [copy] = watched.saved
    assert value_of(copy, "written") == "after it"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_a_copy_that_could_not_be_saved_is_tried_again(
    opened: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full, or a folder that is gone, may be put right before the bot ends."""
    store = Store(opened)
    await store.key_value.put("written", "before")
    watched = Watched(tmp_path / "data" / "khabar.db", store)
    shutil.rmtree(tmp_path / "data")
    with caplog.at_level(logging.CRITICAL):
        await watched.file.check()
    assert "no copy can be saved" in caplog.text
    (tmp_path / "data").mkdir()
    await watched.file.check()
    await watched.file.check()
    assert watched.told == [False, True, True]
    [copy] = watched.saved
    assert value_of(copy, "written") == "before"
