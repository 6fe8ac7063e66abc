"""Sends signals to the other instances on a database, and acts on those that they send.

A signal is quick and may be lost; whoever depends on it looks by himself, too.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping

from bot.supervised_tasks import supervise
from storage.errors import StorageError
from storage.instances.peer_signals import PeerSignal

log = logging.getLogger(__name__)

# Before it is tried anew to listen.
PAUSE_SECONDS = 2.0

Act = Callable[[], Awaitable[object]]


class PeerChannel:
    """Listens by a connection of its own, and makes a new one when that is lost.

    Args:
        hear: yields the signals, None when they begin to be heard.
        send: sends one to all instances.
        pause_seconds: after a connection was lost, or could not be made.
    """

    def __init__(
        self,
        hear: Callable[[], AsyncGenerator[PeerSignal | None, None]],
        send: Callable[[PeerSignal], Awaitable[None]],
        *,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._hear = hear
        self._send = send
        self._pause = pause_seconds
        self._untold: set[PeerSignal] = set()
        self._to_tell = asyncio.Event()
        self._deaf = False

    def send(self, signal: PeerSignal) -> None:
        """Send a signal to all instances soon; several of a kind that wait are one."""
        self._untold.add(signal)
        self._to_tell.set()

    @contextlib.asynccontextmanager
    async def handling(self, acts: Mapping[PeerSignal, Act]) -> AsyncIterator[None]:
        """Send, and do what belongs to each signal that is heard, until the block is left."""
        tasks = [
            supervise("hear other instances", functools.partial(self._listen, acts)),
            supervise("tell other instances", self._tell_all),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, acts: Mapping[PeerSignal, Act]) -> None:
        while True:
            try:
                async with contextlib.aclosing(self._hear()) as heard:
                    async for signal in heard:
                        if signal is None:
                            self._set_deaf("")
                        elif signal in acts:
                            await _do(signal, acts[signal])
            except StorageError as error:
                self._set_deaf(str(error))
            await asyncio.sleep(self._pause)

    def _set_deaf(self, why: str) -> None:
        if bool(why) == self._deaf:
            return
        self._deaf = bool(why)
        if why:
            log.warning("other instances are not heard, work of theirs is looked for: %s", why)
        else:
            log.info("other instances are heard again")

    async def _tell_all(self) -> None:
        while True:
            await self._to_tell.wait()
            self._to_tell.clear()
            while self._untold:
                signal = self._untold.pop()
                try:
                    await self._send(signal)
                except StorageError as error:
                    log.warning("other instances were not told of %s: %s", signal, error)


async def _do(signal: PeerSignal, act: Act) -> None:
    try:
        await act()
    except StorageError as error:
        log.warning("nothing was done about %s of another instance: %s", signal, error)
    except Exception:
        # Without this task nothing would be heard any more.
        log.exception("%s of another instance could not be acted on", signal)
