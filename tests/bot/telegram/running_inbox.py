"""An inbox on a file, and a worker that handles what is put into it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.inbox import InboxWorker
from bot.telegram.run_attempts import RETRY_AFTER
from storage.engine.database import Database
from storage.inbox import Inbox
from storage.models import ReceivedUpdate
from tests.waiting import PATIENCE_SECONDS


def now() -> datetime:
    return datetime.now(UTC)


def update(number: int, sender: int = 1, chat: int = 1) -> ReceivedUpdate:
    return ReceivedUpdate(
        update_id=number, sender=sender, chat=chat, kind="message", payload=json.dumps(number)
    )


def press(number: int, sender: int = 1, chat: int = -1) -> ReceivedUpdate:
    payload = json.dumps({"update_id": number, "callback_query": {"id": f"query {number}"}})
    return ReceivedUpdate(
        update_id=number, sender=sender, chat=chat, kind="callback_query", payload=payload
    )


async def unanswered(_: str) -> None:
    raise AssertionError("no press is to be answered here")


@asynccontextmanager
async def working(
    database: Database,
    handle: Callable[[str], Awaitable[None]],
    answer: Callable[[str], Awaitable[None]] = unanswered,
    *,
    pauses: Sequence[timedelta] = RETRY_AFTER,
    clock: Callable[[], datetime] = now,
    stop_within: timedelta = timedelta(seconds=PATIENCE_SECONDS),
) -> AsyncIterator[InboxWorker]:
    presses = PressAcknowledger(answer)
    worker = InboxWorker(Inbox(database), handle, presses, clock, pauses=pauses)
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop(stop_within)
