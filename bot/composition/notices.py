"""Tells the other instances on a database that there is something to do, and hears what they tell.

What comes from here is quick and may be lost; whoever depends on it looks by himself, too.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping

from bot.supervised_tasks import supervise
from storage.errors import StorageError
from storage.notices import Notice

log = logging.getLogger(__name__)

# Before it is tried anew to listen.
PAUSE_SECONDS = 2.0

Act = Callable[[], Awaitable[object]]


class Notices:
    """Listens by a connection of its own, and makes a new one when that is lost.

    Args:
        hear: yields what is told, None when it begins to be heard.
        send: tells all instances.
        pause_seconds: after a connection was lost, or could not be made.
    """

    def __init__(
        self,
        hear: Callable[[], AsyncGenerator[Notice | None, None]],
        send: Callable[[Notice], Awaitable[None]],
        *,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._hear = hear
        self._send = send
        self._pause = pause_seconds
        self._untold: set[Notice] = set()
        self._to_tell = asyncio.Event()
        self._deaf = False

    def tell(self, notice: Notice) -> None:
        """Have all instances told soon; several of a kind that wait are one."""
        self._untold.add(notice)
        self._to_tell.set()

    @contextlib.asynccontextmanager
    async def acted_on(self, acts: Mapping[Notice, Act]) -> AsyncIterator[None]:
        """Tell, and do what belongs to each notice that is heard, until the block is left."""
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

    async def _listen(self, acts: Mapping[Notice, Act]) -> None:
        while True:
            try:
                async with contextlib.aclosing(self._hear()) as heard:
                    async for notice in heard:
                        if notice is None:
                            self._set_deaf("")
                        elif notice in acts:
                            await _do(notice, acts[notice])
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
                notice = self._untold.pop()
                try:
                    await self._send(notice)
                except StorageError as error:
                    log.warning("other instances were not told of %s: %s", notice, error)


async def _do(notice: Notice, act: Act) -> None:
    try:
        await act()
    except StorageError as error:
        log.warning("nothing was done about %s of another instance: %s", notice, error)
    except Exception:
        # Without this task nothing would be heard any more.
        log.exception("%s of another instance could not be acted on", notice)
