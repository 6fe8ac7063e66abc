"""A version takes the place of another: with a copy of the database, and nothing lost."""

import asyncio
import os
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from storage.engine.database import Engine
from storage.engine.migrations import newest_schema
from storage.engine.sqlite.backup import restore_database
from storage.engine.sqlite.examine import examine_file
from storage.engine.upgrade import KEPT_FOR, remove_old_copies
from tests.databases import migrated
from tests.end_to_end.conftest import PATIENCE_SECONDS, Messages, People, first_poll, recorded
from tests.end_to_end.test_process import Process, in_sandbox, khabar
from tests.packages.newer_version import newer_version
from tests.packages.test_drill import links_of

NOW = datetime(2026, 1, 20, tzinfo=UTC)
# Presses no START, so that nothing but answers reaches him.
ASKER = 103


@pytest.fixture
def newer(tmp_path: Path) -> dict[str, str]:
    """The environment in which the newer version runs."""
    folder = tmp_path / "newer"
    folder.mkdir()
    return {"PYTHONPATH": newer_version(folder)}


async def refused(folder: Path, *command: str, **settings: str) -> str:
    """What a command says that ends with an error."""
    async with khabar(folder, *command, **settings) as process, asyncio.timeout(PATIENCE_SECONDS):
        said, _ = await process.communicate()
    assert process.returncode == 1, said.decode()
    return said.decode()


async def ended(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await process.wait() == 0


@pytest.mark.slow
async def test_an_update_under_way_loses_and_doubles_nothing(
    sandbox: Sandbox, people: People, tmp_path: Path, newer: dict[str, str]
) -> None:
    """News and questions come before, between and after; then the older version refuses."""
    database, settings = tmp_path / "khabar.db", in_sandbox(sandbox, tmp_path)
    published: list[int] = []
    asked = 0

    async def publish_and_ask() -> None:
        nonlocal asked
        published.append(sandbox.newsroom.publish().number)
        for _ in range(3):
            asked += 1
            await people.write("/about", ASKER)

    async with khabar(tmp_path, "run", **settings) as older:
        await first_poll(database)
        await people.greeted()
        await publish_and_ask()
        await people.until(lambda said: len(times_told(said, published)) == 1)
        await publish_and_ask()
        # In the midst of what that began.
        await ended(older)
    await publish_and_ask()
    async with khabar(tmp_path, "run", **settings, **newer):
        await publish_and_ask()
        said = await people.until(lambda said: len(times_told(said, published)) == 4)
        answers = await people.until(lambda said: len(said) >= asked, ASKER)
        await recorded(database)
    assert set(times_told(said, published).values()) == {1}
    assert len(answers) == asked

    copy = Path(f"{database}.schema-{newest_schema(Engine.SQLITE)}")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert examine_file(copy, thorough=True, at_rest=True).schema == newest_schema(Engine.SQLITE)
    assert "run the newer version" in await refused(tmp_path, "run", **settings)
    restore_database(copy, database, datetime.now(UTC))
    async with khabar(tmp_path, "run", **settings):
        again = sandbox.newsroom.publish().number
        await people.until(lambda said: bool(times_told(said, [again])))


def times_told(said: Messages, published: list[int]) -> Counter[int]:
    """How often each article was told."""
    return Counter(
        number for number in published for message in said if f"/{number}/" in links_of(message)
    )


async def test_a_newer_command_leaves_the_database_of_a_running_bot(
    sandbox: Sandbox, tmp_path: Path, newer: dict[str, str]
) -> None:
    """A migration under a bot of an older version would take its tables from under it."""
    settings = in_sandbox(sandbox, tmp_path)
    async with khabar(tmp_path, "run", **settings):
        await first_poll(tmp_path / "khabar.db")
        said = await refused(tmp_path, "search", "المدينة", **settings, **newer)
    assert "restart it first" in said
    assert examine_file(tmp_path / "khabar.db").schema == newest_schema(Engine.SQLITE)


async def test_without_a_copy_there_is_no_migration(tmp_path: Path, newer: dict[str, str]) -> None:
    """Where none can be written, the database stays as the older version left it."""
    database = tmp_path / "khabar.db"
    await (await migrated(database)).close()
    Path(f"{database}.schema-{newest_schema(Engine.SQLITE)}").mkdir()
    said = await refused(tmp_path, "search", "المدينة", DATABASE=str(database), **newer)
    assert "no copy could be kept" in said
    assert examine_file(database).schema == newest_schema(Engine.SQLITE)


def test_copies_from_before_a_migration_go_after_two_weeks(tmp_path: Path) -> None:
    """They hold readers' words; what only looks like one stays."""
    database = tmp_path / "khabar.db"
    old = {"khabar.db", "khabar.db.schema-1", "khabar.db.schema-1.mine", "other.db.schema-1"}
    new = {"khabar.db.schema-2"}
    for name in old | new:
        (tmp_path / name).touch()
        age = KEPT_FOR + timedelta(minutes=1) if name in old else KEPT_FOR - timedelta(minutes=1)
        os.utime(tmp_path / name, times=((NOW - age).timestamp(),) * 2)
    assert remove_old_copies(database, NOW) == [tmp_path / "khabar.db.schema-1"]
    assert {path.name for path in tmp_path.iterdir()} == (old | new) - {"khabar.db.schema-1"}
