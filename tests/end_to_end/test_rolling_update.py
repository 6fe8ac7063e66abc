"""Two instances on one PostgreSQL database, and then a newer version with one more migration."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.claim_window import WINDOW
from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from tests.databases import prepared
from tests.end_to_end.conftest import PATIENCE_SECONDS, People
from tests.end_to_end.instance_pair import Pair, pair_on, repeats
from tests.end_to_end.running_instances import Instance, received
from tests.end_to_end.test_process import khabar
from tests.packages.newer_version import newer_version

pytestmark = pytest.mark.postgresql

OLDER = "a bot of an older version is running on"
ENDS = "a newer version of Khabar waits to bring the database up to date"
TOO_NEW = "this version of Khabar knows"


@pytest.fixture
async def pair(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Pair]:
    address = prepared(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    async with pair_on(address, sandbox, tmp_path) as made:
        yield made


@pytest.fixture
def newer(tmp_path: Path) -> dict[str, str]:
    """The environment in which the newer version runs."""
    folder = tmp_path / "newer"
    folder.mkdir()
    return {"PYTHONPATH": newer_version(folder)}


async def ends_of_its_own(one: Instance, words: str) -> None:
    """With these words, and so that whoever supervises it starts it anew."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await one.process.wait() == 1
    await one.until_it_says(words)


async def test_an_instance_of_a_newer_version_takes_over_from_all_others(
    pair: Pair, people: People, newer: dict[str, str]
) -> None:
    """In a broadcast: nothing is in doubt, and the older version is kept out from then on."""
    first, second = await pair.broadcast_begins(), pair.publish()
    new = await pair.start(**newer)
    for one in pair.instances[:2]:
        await ends_of_its_own(one, ENDS)
    await new.until_it_says("this instance leads")
    # As its supervisor does.
    started_anew = await pair.start()
    await ends_of_its_own(started_anew, TOO_NEW)
    await people.start()
    await people.until(bool)
    got = await pair.all_got(first) + await pair.all_got(second)
    assert sum(got.values()) - 2 * len(pair.chats) <= pair.losses() * WINDOW
    assert await pair.out_of_order(first, second) == []


async def test_an_instance_that_was_frozen_during_the_update_ends_when_it_wakes(
    pair: Pair, newer: dict[str, str]
) -> None:
    """It is not waited for once its lease is over, and sends nothing of what it had begun."""
    headline = await pair.broadcast_begins()
    frozen = await pair.leader()
    frozen.send(signal.SIGSTOP)
    new = await pair.start(**newer)
    await ends_of_its_own(pair.other(frozen), ENDS)
    await new.until_it_says("this instance leads")
    await pair.all_got(headline)
    frozen.send(signal.SIGCONT)
    await ends_of_its_own(frozen, TOO_NEW)
    await pair.control.quiet()
    got = received(await pair.control.journal(), headline)
    assert repeats(got) <= (1 + pair.losses()) * WINDOW


async def test_a_command_of_a_newer_version_changes_nothing_under_them(
    pair: Pair, newer: dict[str, str]
) -> None:
    """It says what to do first; the instances go on."""
    for words in (("search", "حديقة"), ("outbox",), ("reindex",)):
        settings = pair.settings | newer
        async with (
            khabar(pair.folder, *words, **settings) as process,
            asyncio.timeout(PATIENCE_SECONDS),
        ):
            said, _ = await process.communicate()
        assert process.returncode == 1
        assert OLDER in said.decode()
    headline = await pair.broadcast_begins()
    await pair.all_got(headline)
    assert [one.process.returncode for one in pair.instances] == [None, None]
