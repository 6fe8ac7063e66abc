"""What a lost answer of the database hides is found by the next look, and handled once."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.attempt import once
from bot.telegram.inbox import STORED_WITHIN, InboxWorker
from storage.engine.database import Database
from storage.errors import DatabaseUnreachable
from storage.instances.shared_inbox import SharedInbox
from storage.models import ReceivedUpdate, WaitingUpdate
from tests.databases import migrated
from tests.waiting import until

pytestmark = pytest.mark.postgresql

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


class Interrupted(SharedInbox):
    """Does what it is asked, or does not, and loses the answer as often as a test says."""

    lost_adds = 0
    lost_finishes = 0

    async def add(self, updates: Sequence[ReceivedUpdate], now: datetime) -> list[WaitingUpdate]:
        stored = await super().add(updates, now)
        if self.lost_adds:
            self.lost_adds -= 1
            raise DatabaseUnreachable("the connection to the database was lost")
        return stored

    async def finish(self, update_ids: Sequence[int]) -> None:
        if self.lost_finishes:
            self.lost_finishes -= 1
            raise DatabaseUnreachable("the connection to the database was lost")
        await super().finish(update_ids)


async def not_answered(_: str) -> None:
    raise AssertionError("no press is to be answered here")


class Bench:
    """A worker on a clock of the test's, and what it has handled."""

    def __init__(self, database: Database) -> None:
        self.inbox = Interrupted(database, "one")
        self.moment = NOW
        self.handled: list[int] = []
        self.worker = InboxWorker(
            self.inbox, self.handle, PressAcknowledger(not_answered), lambda: self.moment
        )

    async def handle(self, payload: str) -> None:
        self.handled.append(json.loads(payload))

    async def settled(self) -> None:
        """Wait until everything that it knows is handled, and written down as such."""
        async with asyncio.timeout(40):
            while len(self.worker) or await self.inbox.left_behind(self.moment, 10):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.01)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = await migrated(tmp_path / "inbox.db")
    made = Bench(database)
    await made.worker.start()
    yield made
    await made.worker.stop(timedelta(seconds=1))
    await database.close()


def update(number: int) -> ReceivedUpdate:
    return ReceivedUpdate(
        update_id=number, sender=1, chat=1, kind="message", payload=json.dumps(number)
    )


async def test_stored_without_an_answer_it_is_handled_all_the_same(bench: Bench) -> None:
    """In its order among those that the worker knows; not before its answer must have come."""
    bench.inbox.lost_adds = 1
    with pytest.raises(DatabaseUnreachable):
        await bench.worker.add([update(1), update(2)])
    await bench.worker.take_over()
    assert not len(bench.worker)
    bench.moment += STORED_WITHIN + timedelta(seconds=1)
    await bench.worker.take_over()
    await bench.settled()
    assert bench.handled == [1, 2]


async def test_what_telegram_sends_again_meanwhile_is_not_handled_twice(bench: Bench) -> None:
    """It is known by its number, and comes to its turn by the look alone."""
    bench.inbox.lost_adds = 1
    with pytest.raises(DatabaseUnreachable):
        await bench.worker.add([update(1)])
    await bench.worker.add([update(1)])
    bench.moment += STORED_WITHIN + timedelta(seconds=1)
    await asyncio.gather(*(bench.worker.take_over() for _ in range(5)))
    await bench.settled()
    assert bench.handled == [1]


async def test_handled_and_not_yet_written_down_it_is_not_found(bench: Bench) -> None:
    """While the database is away, the row still waits there."""
    bench.inbox.lost_finishes = 2
    await bench.worker.add([update(1)])
    async with asyncio.timeout(40):
        while not bench.handled:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    bench.moment += STORED_WITHIN + timedelta(seconds=1)
    for _ in range(20):
        await bench.worker.take_over()
    await bench.settled()
    assert bench.handled == [1]


async def test_an_attempt_at_an_update_that_was_taken_over_makes_no_more_changes(
    tmp_path: Path,
) -> None:
    """It froze for longer than its lease, and another instance handles the update meanwhile."""
    database = await migrated(tmp_path / "inbox.db")
    inbox, other = SharedInbox(database, "one"), SharedInbox(database, "two")
    made: list[str] = []

    async def first() -> None:
        made.append("first")
        assert len(await other.take_over(10)) == 1

    async def second() -> None:
        made.append("second")

    async def handle(_: str) -> None:
        await once("first", first)
        await once("second", second)

    worker = InboxWorker(
        inbox, handle, PressAcknowledger(not_answered), lambda: NOW, pauses=[timedelta(0)]
    )
    await worker.start()
    await worker.add([update(1)])
    await until(lambda: not len(worker))
    assert made == ["first"]
    assert [one.update_id for one in (await other.claim([1])).claimed] == [1]
    await worker.stop(timedelta(seconds=1))
    await database.close()
