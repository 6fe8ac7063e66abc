"""Attempts to handle an update: what one has changed and told is kept for the next."""

import asyncio
import json
from datetime import timedelta

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.attempt import current, once, told_once
from bot.telegram.inbox import InboxWorker
from storage.engine.database import Database
from storage.inbox import Inbox
from tests.bot.telegram.running_inbox import now, unanswered, update, working
from tests.waiting import until


class Changing:
    """A handler that changes something, tells of it, and does not come to its end at first."""

    def __init__(self) -> None:
        self.changes, self.told = 0, 0
        self.answers: list[int] = []

    async def change(self) -> int:
        self.changes += 1
        return self.changes

    async def tell(self) -> None:
        self.told += 1

    async def __call__(self, _: str) -> None:
        change = await once("change", self.change)
        await told_once("tell", self.tell)
        attempt = current()
        assert attempt is not None
        if not self.answers and attempt.number == 1:
            attempt.failed = True
        self.answers.append(change)


async def test_a_change_is_made_and_told_once_in_all_attempts(database: Database) -> None:
    handle = Changing()
    async with working(database, handle, pauses=[timedelta(0)]) as worker:
        await worker.add([update(1)])
        await until(lambda: not len(worker))
    assert handle.answers == [1, 1]
    assert (handle.changes, handle.told) == (1, 1)
    assert await steps_of(database, 1) == ""


async def test_a_change_is_not_made_again_by_the_next_process(database: Database) -> None:
    """The first one has failed, and was ended before its second attempt."""
    handle = Changing()
    async with working(database, handle, pauses=[timedelta(seconds=0.5)]) as worker:
        await worker.add([update(1)])
        await until(lambda: bool(handle.answers))
    async with working(database, handle) as worker:
        await until(lambda: not len(worker))
    assert handle.answers == [1, 1]
    assert (handle.changes, handle.told) == (1, 1)


async def steps_of(database: Database, number: int) -> str:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select steps from inbox where update_id = ?", (number,)
        )
    return str(next(iter(rows))["steps"])


async def test_what_a_stop_cuts_off_goes_on_where_it_was(database: Database) -> None:
    """What it has changed and told is not changed and told again by the next process."""
    handle, hanging = Changing(), asyncio.Event()

    async def hang(payload: str) -> None:
        handle.answers.append(0)
        await handle(payload)
        hanging.set()
        await asyncio.sleep(60)

    worker = InboxWorker(Inbox(database), hang, PressAcknowledger(unanswered), now)
    await worker.start()
    await worker.add([update(1)])
    await hanging.wait()
    await worker.stop(timedelta(0))
    async with working(database, handle) as following:
        await until(lambda: not len(following))
    assert handle.answers == [0, 1, 1]
    assert (handle.changes, handle.told) == (1, 1)


async def test_a_change_stands_though_the_process_is_killed_after_it(database: Database) -> None:
    """Nothing is written at the end of an attempt that never ends."""
    store, handle = Inbox(database), Changing()
    changed = asyncio.Event()

    async def die(_: str) -> None:
        await once("change", handle.change)
        changed.set()
        await asyncio.sleep(60)

    worker = InboxWorker(store, die, PressAcknowledger(unanswered), now)
    await worker.start()
    await worker.add([update(1)])
    await changed.wait()
    (waiting,) = await store.waiting(10)
    (claimed,) = (await store.claim([waiting.update_id])).claimed
    assert json.loads(claimed.steps) == {"change": 1}
    await worker.stop(timedelta(0))


async def test_of_what_is_forgotten_no_step_is_kept(database: Database) -> None:
    store = Inbox(database)
    await store.add([update(1, sender=7)], now())
    await store.keep_steps(1, "{}")
    await store.forget(7)
    await store.keep_steps(1, "{}")
    await store.retry(1, now(), "{}")
    await store.put_back({1: "{}"})
    assert await steps_of(database, 1) == ""


async def test_an_attempt_waits_as_long_as_telegram_asks_for(database: Database) -> None:
    store = Inbox(database)
    failed = asyncio.Event()

    async def fail(_: str) -> None:
        attempt = current()
        assert attempt is not None
        attempt.failed, attempt.wait = True, timedelta(seconds=90)
        failed.set()

    async with working(database, fail) as worker:
        await worker.add([update(1)])
        await failed.wait()
    (waiting,) = await store.waiting(10)
    assert timedelta(seconds=80) < waiting.not_before - now() <= timedelta(seconds=90)
