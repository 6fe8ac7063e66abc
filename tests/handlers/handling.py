"""A stage whose updates go through the bot's inbox, with all their attempts."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import handlers
from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.handle_update import UpdateHandling, received
from bot.telegram.inbox import InboxWorker
from tests.handlers.stage import LAYLA, Seen, Stage
from tests.waiting import until


@dataclass
class Handling:
    """A stage whose updates go through its inbox."""

    stage: Stage
    worker: InboxWorker

    async def settled(self) -> None:
        """Let the bot handle what waits for it, with all attempts."""
        await self.taken_in()
        await until(lambda: not len(self.worker))

    async def taken_in(self) -> None:
        """Store what waits for the bot."""
        bot, newest = self.stage.application.bot, self.stage.sandbox.telegram.updates
        while newest.newest_id >= self.stage._offset:
            for update in await bot.get_updates(
                offset=self.stage._offset, timeout=0, allowed_updates=handlers.ALLOWED_UPDATES
            ):
                self.stage._offset = update.update_id + 1
                kept = received(json.loads(update.to_json()), bot)
                assert kept is not None
                await self.worker.add([kept])

    async def write(self, text: str, person: int = LAYLA) -> list[Seen]:
        """Somebody writes; the bot's messages that follow."""
        stage = self.stage
        before = stage.newest(person)
        await stage.control(f"chats/{person}/messages", {"from": person, "text": text})
        await self.settled()
        return [
            seen for seen in await stage.transcript(person) if seen.id > before and seen.outgoing
        ]

    async def press(self, seen: Seen, data: str, person: int = LAYLA) -> None:
        """Somebody presses; the answer is not waited for."""
        body = {"from": person, "message_id": seen.id, "data": data, "wait_seconds": 0}
        await self.stage.control(f"chats/{person}/press", body)
        await self.settled()

    async def answered(
        self, seen: Seen, data: str, person: int = LAYLA, *, chat: int | None = None
    ) -> str:
        """Somebody presses and waits for the answer; what it says above the chat."""
        body = {"from": person, "message_id": seen.id, "data": data, "wait_seconds": 30}
        pressing = asyncio.ensure_future(
            self.stage.control(f"chats/{person if chat is None else chat}/press", body)
        )
        while not pressing.done():
            await self.settled()
            await asyncio.wait([pressing], timeout=0.02)
        await self.settled()
        return str(pressing.result()["text"] or "")

    async def fault(self, kind: str, method: str = "sendMessage", **more: Any) -> None:
        """Have the next call of the method fail."""
        await self.stage.control("faults", {"kind": kind, "method": method, "next": 1, **more})


def worker_of(stage: Stage, pause: timedelta = timedelta(0)) -> InboxWorker:
    async def answer(query_id: str) -> None:
        await stage.application.bot.answer_callback_query(query_id)

    return InboxWorker(
        stage.store.inbox,
        UpdateHandling(stage.application),
        PressAcknowledger(answer),
        lambda: stage.clock[0],
        pauses=[pause],
    )


@asynccontextmanager
async def handling(stage: Stage, pause: timedelta = timedelta(0)) -> AsyncIterator[Handling]:
    """`pause` lies between the attempts at an update."""
    worker = worker_of(stage, pause)
    await worker.start()
    try:
        yield Handling(stage, worker)
    finally:
        await worker.stop(timedelta(seconds=1))
