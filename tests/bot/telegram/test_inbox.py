"""The inbox: what is stored is handled, once, by this process or the next one."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.attempt import current
from bot.telegram.inbox import CAPACITY, InboxWorker
from bot.telegram.update_queue import UpdateQueue
from storage.engine.database import Database
from storage.inbox import MOST_ATTEMPTS, Inbox
from storage.models import Claims, WaitingUpdate
from tests.bot.telegram.running_inbox import now, press, unanswered, update, working
from tests.waiting import until


async def test_each_update_is_handled_once_and_nothing_of_it_is_kept(database: Database) -> None:
    handled: list[int] = []

    async def handle(payload: str) -> None:
        handled.append(json.loads(payload))

    async with working(database, handle) as worker:
        await worker.add([update(number, sender=number) for number in range(50)])
        await worker.add([update(number, sender=number) for number in range(25, 75)])
        await until(lambda: not len(worker))
    assert sorted(handled) == list(range(75))
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select distinct state, payload from inbox")
    assert [tuple(row) for row in rows] == [("handled", "")]


async def test_one_persons_updates_in_a_chat_are_handled_in_their_order(
    database: Database,
) -> None:
    handled: list[int] = []

    async def handle(payload: str) -> None:
        await asyncio.sleep(0.001 if json.loads(payload) % 2 else 0.01)
        handled.append(json.loads(payload))

    async with working(database, handle) as worker:
        await worker.add([update(number) for number in range(20)])
        await until(lambda: not len(worker))
    assert handled == list(range(20))


async def test_what_a_stop_cuts_off_is_handled_by_the_next_process(database: Database) -> None:
    begun: list[str] = []

    async def hang(payload: str) -> None:
        begun.append(payload)
        await asyncio.Event().wait()

    async with working(database, hang, stop_within=timedelta(0)) as worker:
        await worker.add([update(number, sender=number % 3) for number in range(9)])
        await until(lambda: bool(begun))
    handled: list[int] = []

    async def handle(payload: str) -> None:
        handled.append(json.loads(payload))
        attempt = current()
        assert attempt is not None
        assert attempt.number == 1

    async with working(database, handle) as worker:
        await until(lambda: not len(worker))
    assert sorted(handled) == list(range(9))


class SlowInbox(Inbox):
    """Takes its time to write that an update is tried again."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.written = False

    async def retry(self, update_id: int, not_before: datetime, steps: str = "") -> None:
        await asyncio.sleep(0.2)
        await super().retry(update_id, not_before, steps)
        self.written = True


async def test_a_stop_waits_until_a_failed_update_is_put_off(database: Database) -> None:
    """Its handler has ended, but what became of it is not written yet."""
    failed = asyncio.Event()

    async def fail(_: str) -> None:
        failed.set()
        raise ValueError

    inbox = SlowInbox(database)
    worker = InboxWorker(inbox, fail, PressAcknowledger(unanswered), now)
    await worker.start()
    await worker.add([update(1)])
    await failed.wait()
    await worker.stop(timedelta(seconds=40))
    assert inbox.written


async def test_an_update_that_kills_the_process_three_times_is_set_aside(
    database: Database,
) -> None:
    store = Inbox(database)
    await store.add([update(1), update(2)], now())
    for _ in range(MOST_ATTEMPTS):
        await store.claim([1])
    handled: list[int] = []

    async def handle(payload: str) -> None:
        handled.append(json.loads(payload))

    async with working(database, handle) as worker:
        await until(lambda: not len(worker))
    assert handled == [2]


async def test_a_handler_that_fails_is_tried_again_and_then_set_aside(
    database: Database,
) -> None:
    attempts: list[tuple[int, bool]] = []

    async def fail(_: str) -> None:
        attempt = current()
        assert attempt is not None
        attempt.failed = True
        attempts.append((attempt.number, attempt.last))

    async with working(database, fail, pauses=[timedelta(seconds=0.01)]) as worker:
        await worker.add([update(1)])
        await until(lambda: not len(worker))
    assert attempts == [(1, False), (2, False), (3, True)]


async def test_a_full_inbox_takes_nothing_in_until_half_of_it_is_handled(
    database: Database,
) -> None:
    gate = asyncio.Event()

    async def handle(_: str) -> None:
        await gate.wait()

    async with working(database, handle) as worker:
        await worker.add([update(number, sender=number, chat=number) for number in range(CAPACITY)])
        assert worker.full
        gate.set()
        async with asyncio.timeout(60):
            await worker.wait_for_room()
        assert len(worker) <= CAPACITY // 2


async def test_a_moment_that_a_wrong_clock_wrote_holds_no_update_for_long() -> None:
    ready = asyncio.Event()
    queue = UpdateQueue(now, ready.set, longest=timedelta(seconds=0.01))
    in_ten_years = now() + timedelta(days=3650)
    queue.add(WaitingUpdate(update_id=1, sender=1, chat=1, not_before=in_ten_years))
    assert queue.next() == []
    ready.clear()
    async with asyncio.timeout(40):
        await ready.wait()
    assert queue.next() == [1]


@dataclass
class Failing:
    """A handler that fails at the first attempt at some updates, and keeps what ends well."""

    failing: frozenset[int]
    handled: list[int] = field(default_factory=list)

    async def __call__(self, payload: str) -> None:
        attempt, number = current(), int(json.loads(payload))
        assert attempt is not None
        if number in self.failing and attempt.number == 1:
            attempt.failed = True
        else:
            self.handled.append(number)


async def test_the_last_word_is_the_last_that_counts(database: Database) -> None:
    """A /stop whose answer fails on its way is settled before the /start that is sent after it."""
    handle = Failing(frozenset({1, 2, 3}))
    async with working(database, handle, pauses=[timedelta(seconds=0.3)]) as worker:
        await worker.add([update(1), update(2), update(3)])
        await worker.add([update(4)])
        await until(lambda: not len(worker))
    assert handle.handled == [1, 2, 3, 4]


async def test_what_is_tried_again_holds_up_nobody_else(database: Database) -> None:
    """Neither others in the group, though two of it wait already, nor the persons' other chats."""
    handle, pause = Failing(frozenset({1, 2})), timedelta(hours=1)
    async with working(database, handle, pauses=[pause]) as worker:
        await worker.add([update(1, sender=1, chat=-5), update(2, sender=2, chat=-5)])
        await worker.add([update(3, sender=3, chat=-5), update(4, sender=1, chat=1)])
        await until(lambda: len(handle.handled) == 2)
    assert sorted(handle.handled) == [3, 4]
    async with working(database, handle, clock=lambda: now() + pause) as worker:
        await until(lambda: not len(worker))
    assert sorted(handle.handled[2:]) == [1, 2]


async def test_what_an_earlier_process_has_put_off_comes_first_all_the_same(
    database: Database,
) -> None:
    store, handle = Inbox(database), Failing(frozenset())
    await store.add([update(1), update(2)], now())
    await store.retry(1, now() + timedelta(seconds=0.3))
    async with working(database, handle) as worker:
        await worker.add([update(3)])
        await until(lambda: not len(worker))
    assert handle.handled == [1, 2, 3]


async def test_what_was_handled_is_forgotten_after_some_days(database: Database) -> None:
    store = Inbox(database)
    await store.add([update(1), update(2)], now() - timedelta(days=10))
    await store.finish([1])
    await store.prune(now())
    assert [one.update_id for one in await store.waiting(10)] == [2]
    assert await store.add([update(1)], now())


async def test_a_press_is_answered_before_its_turn_comes(database: Database) -> None:
    answered: list[str] = []
    seen: list[bool] = []
    gate = asyncio.Event()

    async def handle(_: str) -> None:
        await gate.wait()
        attempt = current()
        assert attempt is not None
        seen.append(attempt.press.answered)

    async def answer(query_id: str) -> None:
        answered.append(query_id)

    async with working(database, handle, answer) as worker:
        await worker.add([press(number) for number in range(5)])
        await until(lambda: len(answered) == 5)
        assert len(worker) == 5
        gate.set()
        await until(lambda: not len(worker))
    assert sorted(answered) == [f"query {number}" for number in range(5)]
    assert seen == [True] * 5


async def test_a_press_that_an_earlier_process_left_is_answered_in_its_turn(
    database: Database,
) -> None:
    await Inbox(database).add([press(1)], now())
    answered: list[str] = []

    async def handle(_: str) -> None:
        await until(lambda: bool(answered))

    async def answer(query_id: str) -> None:
        answered.append(query_id)

    async with working(database, handle, answer) as worker:
        await until(lambda: not len(worker))
    assert answered == ["query 1"]


async def test_a_stored_press_is_not_answered_twice(database: Database) -> None:
    answered: list[str] = []

    async def handle(_: str) -> None:
        await until(lambda: bool(answered))
        # A second answer would come at about the same time.
        await asyncio.sleep(0.3)

    async def answer(query_id: str) -> None:
        answered.append(query_id)

    async with working(database, handle, answer) as worker:
        await worker.add([press(1)])
        await worker.add([press(1)])
        await until(lambda: not len(worker))
    assert answered == ["query 1"]


async def test_an_update_whose_handling_raises_is_set_aside_and_not_counted_as_waiting(
    database: Database,
) -> None:
    attempts: list[int] = []

    async def handle(payload: str) -> None:
        attempts.append(json.loads(payload))
        raise TypeError("a reader's words")

    async with working(database, handle, pauses=[timedelta(0)]) as worker:
        await worker.add([update(1)])
        await until(lambda: not len(worker))
    assert attempts == [1] * MOST_ATTEMPTS


class StumblingInbox(Inbox):
    """An inbox that fails once as nobody expects it to."""

    stumbled = False

    async def claim(self, update_ids: Sequence[int]) -> Claims:
        if not self.stumbled:
            self.stumbled = True
            raise ZeroDivisionError("ما كتبه قارئ")
        return await super().claim(update_ids)


async def test_an_error_that_nobody_expected_ends_no_handling(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the worker's task nobody would be answered any more."""
    handled: list[int] = []

    async def handle(payload: str) -> None:
        handled.append(json.loads(payload))

    inbox = StumblingInbox(database)
    worker = InboxWorker(inbox, handle, PressAcknowledger(unanswered), now)
    await worker.start()
    await worker.add([update(1)])
    await until(lambda: handled == [1])
    await worker.stop(timedelta(seconds=1))
    assert inbox.stumbled
    assert "ZeroDivisionError" in caplog.text
    assert "قارئ" not in caplog.text
