"""Asks Telegram in the background whether it answers, by a call that posts nothing."""

import asyncio
from collections.abc import Awaitable, Callable

# No answer is an answer, too.
LONGEST_SECONDS = 40.0


class Probe:
    """One question at a time, in a task owned here.

    Args:
        ask: whether Telegram answers.
        stirred: called when it is known.
    """

    def __init__(self, ask: Callable[[], Awaitable[bool]], stirred: Callable[[], None]) -> None:
        self._ask = ask
        self._stirred = stirred
        self._task: asyncio.Task[bool] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        """Ask, unless it is being asked."""
        if self._task is None:
            self._task = asyncio.create_task(self._answer(), name="probe")
            self._task.add_done_callback(lambda _: self._stirred())

    def take(self) -> bool | None:
        """Whether Telegram answered; None while that is not known.

        Raises:
            Exception: whatever `ask` raised.
        """
        if self._task is None or not self._task.done():
            return None
        task, self._task = self._task, None
        return task.result()

    async def end(self) -> None:
        """Ask no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _answer(self) -> bool:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await self._ask()
        except TimeoutError:
            return False
