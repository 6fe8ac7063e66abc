"""Jobs: polls that come back whatever happens, and end when they are told to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from telegram.ext import ApplicationBuilder

from bot import jobs as jobs_module
from bot.ingest.polling.poll import PollResult
from bot.jobs import Jobs, PeriodicJob, Queue
from storage.errors import DatabaseBusy
from tests.bot.telegram.silent_bot import silent_bot
from tests.waiting import until

FEED = "https://news.example/feed/"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class FakePoller:
    """Answers as told, then with quiet polls, once the gate is open; counts its calls."""

    outcomes: list[PollResult | Exception] = field(default_factory=list)
    calls: int = 0
    notified: list[bool] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None

    async def poll(self, url: str, *, notified: bool = False) -> PollResult:
        assert url == FEED
        self.calls += 1
        self.notified.append(notified)
        self.called.set()
        await (asyncio.sleep(0) if self.gate is None else self.gate.wait())
        outcome = self.outcomes.pop(0) if self.outcomes else PollResult(next_check=now())
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def reach(self, calls: int) -> None:
        async with asyncio.timeout(40):
            while self.calls < calls:
                self.called.clear()
                await self.called.wait()


@pytest.fixture
async def queue() -> AsyncIterator[Queue]:
    # The queue holds it weakly.
    application = ApplicationBuilder().bot(silent_bot()).updater(None).build()
    made = application.job_queue
    assert made is not None
    await made.start()
    yield made
    await made.stop()


async def test_a_poll_sets_its_own_next_time(queue: Queue) -> None:
    """The site and the hour decide how often, not a fixed timer."""
    poller = FakePoller()
    jobs = Jobs(queue, poller, wake_delivery=lambda: None, now=now)
    jobs.start([FEED])
    await poller.reach(3)
    await jobs.stop()


@pytest.mark.parametrize("trouble", [DatabaseBusy("busy"), ZeroDivisionError("a fault of ours")])
async def test_trouble_does_not_end_the_polling(
    queue: Queue, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk or a fault of ours costs one poll, not the rest of the night."""
    monkeypatch.setattr(jobs_module, "TROUBLE_PAUSE", timedelta(seconds=0.05))
    poller = FakePoller([trouble])
    jobs = Jobs(queue, poller, wake_delivery=lambda: None, now=now)
    jobs.start([FEED])
    await poller.reach(2)
    await jobs.stop()


async def test_a_database_that_fails_poll_after_poll_is_told(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that fails two of them is not worth a word."""
    monkeypatch.setattr(jobs_module, "TROUBLE_PAUSE", timedelta(seconds=0.02))
    told: list[int] = []
    busy = DatabaseBusy("busy")
    poller = FakePoller([busy, busy, PollResult(next_check=now()), busy, busy, busy])
    jobs = Jobs(
        queue,
        poller,
        wake_delivery=lambda: None,
        now=now,
        on_storage_failure=lambda: told.append(poller.calls),
    )
    jobs.start([FEED])
    await poller.reach(7)
    await jobs.stop()
    assert told == [6]


async def test_delivery_is_woken_only_when_something_was_addressed(
    queue: Queue,
) -> None:
    """An empty poll is no reason to look into the outbox."""
    woken: list[int] = []
    poller = FakePoller([PollResult(next_check=now()), PollResult(next_check=now(), pushed=5)])
    jobs = Jobs(queue, poller, wake_delivery=lambda: woken.append(poller.calls), now=now)
    jobs.start([FEED])
    await poller.reach(3)
    await jobs.stop()
    assert woken == [2]


def planned(queue: Queue) -> int:
    return len(queue.get_jobs_by_name(f"poll {FEED}"))


async def test_a_ping_brings_the_next_poll_forward(queue: Queue) -> None:
    """The newsroom's publish hook should not wait for the timer."""
    poller = FakePoller([PollResult(next_check=now() + timedelta(hours=1))] * 9)
    jobs = Jobs(queue, poller, wake_delivery=lambda: None, now=now)
    jobs.start([FEED])
    await poller.reach(1)
    await until(lambda: planned(queue) == 1)
    jobs.poll_now(FEED)
    jobs.poll_now(FEED)
    await poller.reach(2)
    await asyncio.sleep(0.1)
    await until(lambda: planned(queue) == 1)
    assert poller.calls == 2
    await jobs.stop()


async def test_a_ping_during_a_poll_is_not_lost(queue: Queue) -> None:
    """The poll that runs may have read the feed before the article was in it."""
    gate = asyncio.Event()
    poller = FakePoller([PollResult(next_check=now() + timedelta(hours=1))] * 9, gate=gate)
    jobs = Jobs(queue, poller, wake_delivery=lambda: None, now=now)
    jobs.start([FEED])
    await poller.reach(1)
    jobs.poll_now(FEED)
    gate.set()
    await poller.reach(2)
    await asyncio.sleep(0.1)
    await until(lambda: planned(queue) == 1)
    assert poller.calls == 2
    await jobs.stop()


async def test_a_ping_is_told_to_the_poll_and_to_the_one_after_trouble_of_our_own(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it told of is still to be looked for; a poll by the clock was told of nothing."""
    monkeypatch.setattr(jobs_module, "TROUBLE_PAUSE", timedelta(seconds=0.02))
    quiet = PollResult(next_check=now() + timedelta(hours=1))
    poller = FakePoller([quiet, DatabaseBusy("busy"), PollResult(next_check=now()), quiet])
    told: list[int] = []
    jobs = Jobs(
        queue,
        poller,
        wake_delivery=lambda: None,
        now=now,
        on_notified=lambda: told.append(poller.calls),
    )
    jobs.start([FEED])
    await poller.reach(1)
    await until(lambda: planned(queue) == 1)
    jobs.poll_now(FEED)
    await poller.reach(4)
    await jobs.stop()
    assert poller.notified == [False, True, True, False]
    assert told == [1]


async def test_stopping_ends_a_poll_that_hangs(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    """A slow site must not hold up the shut-down, and that is no failure to be logged."""
    poller = FakePoller(gate=asyncio.Event())
    jobs = Jobs(queue, poller, wake_delivery=lambda: None, now=now)
    jobs.start([FEED])
    await poller.reach(1)
    async with asyncio.timeout(60):
        await jobs.stop()
    await asyncio.sleep(0.01)
    assert planned(queue) == 0
    assert caplog.records == []


async def test_a_job_that_fails_comes_round_again(queue: Queue) -> None:
    """Pruning that met a locked database is tried at its next turn."""
    done: list[int] = []
    again = asyncio.Event()

    async def prune() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise DatabaseBusy("busy")
        if len(done) == 2:
            raise ZeroDivisionError
        again.set()

    jobs = Jobs(queue, FakePoller(), wake_delivery=lambda: None, now=now)
    jobs.start([], [PeriodicJob("prune", timedelta(seconds=0.05), prune)])
    await until(again.is_set)
    await jobs.stop()
