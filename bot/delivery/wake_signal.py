"""Wakes the delivery loop while it waits, and tells it to stop."""

import asyncio
import contextlib


class WakeSignal:
    """Lets the loop wait until it is woken, told to stop, or a time has passed."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """End the wait in progress, or the next one."""
        self._woken.set()

    def stop(self) -> None:
        """End this wait and all later ones."""
        self._stopping.set()
        self._woken.set()

    def clear(self) -> None:
        """Forget earlier calls of `wake`, because the loop is about to look at everything."""
        self._woken.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until woken or told to stop, at most that long."""
        await _wait_for(self._woken, seconds)

    async def pause(self, seconds: float) -> None:
        """Wait that long, whoever calls `wake`; only `stop` ends it early."""
        await _wait_for(self._stopping, seconds)


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
