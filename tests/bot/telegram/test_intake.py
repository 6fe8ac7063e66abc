"""Updates that come one by one: each is stored when `add` returns, many by one commit."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.inbox import InboxWorker
from bot.telegram.intake import Intake
from storage.errors import StorageError
from storage.inbox import Inbox
from storage.models import ReceivedUpdate, WaitingUpdate
from tests.databases import migrated

CROWD = 400


class CountingInbox(Inbox):
    """An inbox that counts its transactions, and fails when told to."""

    commits = 0
    failure: Exception | None = None

    async def add(self, updates: Sequence[ReceivedUpdate], now: datetime) -> list[WaitingUpdate]:
        self.commits += 1
        if self.failure is not None:
            raise self.failure
        return await super().add(updates, now)


def update(number: int) -> ReceivedUpdate:
    return ReceivedUpdate(update_id=number, sender=number, chat=number, kind="message", payload="1")


async def nothing(_: str) -> None:
    """Handle or answer nothing."""


def opened(inbox: Inbox) -> Intake:
    worker = InboxWorker(inbox, nothing, PressAcknowledger(nothing), lambda: datetime.now(UTC))
    return Intake(worker)


async def test_a_crowd_shares_commits_and_nobody_waits_for_company(tmp_path: Path) -> None:
    """Each is stored when its `add` has returned, one that comes twice once."""
    database = await migrated(tmp_path / "inbox.db")
    inbox = CountingInbox(database)
    intake = opened(inbox)
    await intake.add(update(0))
    assert inbox.commits == 1
    await asyncio.gather(*(intake.add(update(number % CROWD)) for number in range(2 * CROWD)))
    assert len(await inbox.waiting(2 * CROWD)) == CROWD
    assert inbox.commits < 10
    await database.close()


async def test_a_failed_commit_fails_each_of_its_updates_and_no_later_one(tmp_path: Path) -> None:
    database = await migrated(tmp_path / "inbox.db")
    inbox = CountingInbox(database)
    intake = opened(inbox)
    inbox.failure = StorageError("the disk is full")
    results = await asyncio.gather(
        *(intake.add(update(number)) for number in range(5)), return_exceptions=True
    )
    assert [type(one) for one in results] == [StorageError] * 5
    inbox.failure = None
    await intake.add(update(1))
    assert [one.update_id for one in await inbox.waiting(9)] == [1]
    await database.close()


async def test_who_hangs_up_stops_nobody(tmp_path: Path) -> None:
    """A request that is cut off may have been stored, and Telegram sends it again."""
    database = await migrated(tmp_path / "inbox.db")
    inbox = CountingInbox(database)
    intake = opened(inbox)
    first, second = (asyncio.create_task(intake.add(update(number))) for number in (1, 2))
    await asyncio.sleep(0)
    first.cancel()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first
    await intake.stop()
    assert {one.update_id for one in await inbox.waiting(9)} == {1, 2}
    await database.close()


async def test_an_error_that_nobody_expected_leaves_nobody_waiting(tmp_path: Path) -> None:
    """Telegram sends again what was not taken; what hangs it sends no more."""
    database = await migrated(tmp_path / "inbox.db")
    inbox = CountingInbox(database)
    intake = opened(inbox)
    inbox.failure = ZeroDivisionError("ما كتبه قارئ")
    async with asyncio.timeout(60):
        (result,) = await asyncio.gather(intake.add(update(1)), return_exceptions=True)
    assert isinstance(result, StorageError)
    assert "قارئ" not in str(result)
    inbox.failure = None
    await intake.add(update(1))
    await database.close()
