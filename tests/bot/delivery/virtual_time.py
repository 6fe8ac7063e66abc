"""A clock that jumps to the next waking instead of waiting for it."""

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualTime:
    """`clock` and `sleep` for what is tested; `run` drives it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, woken))
        await woken

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the work go on until it is done, waking the earliest sleeper when all wait."""
        task = asyncio.create_task(work)
        while not task.done():
            for _ in range(30):
                await asyncio.sleep(0)
            if task.done() or not self._sleepers:
                continue
            self.now, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        return task.result()
