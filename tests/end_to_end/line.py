"""A line between a program and a server on loopback that can be cut as networks are."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta

_Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Line:
    """Passes bytes on, until it is told how not to.

    A line that was cut keeps what is under way, as a network does: it comes when the line is
    mended. `spoken` is the monotonic second at which the program last said something with the words
    `noting` in it.
    """

    dial: Callable[[], Awaitable[_Ends]]
    _loop: asyncio.AbstractEventLoop
    noting: bytes = b""
    port: int = 0
    spoken: float = 0.0
    _takes: timedelta = timedelta(0)
    _refusing: bool = False
    _server: asyncio.Server | None = None
    _whole: asyncio.Event = field(default_factory=asyncio.Event)
    _connections: set[asyncio.Task[None]] = field(default_factory=set)

    def cut(self) -> None:
        """Let nothing through, and tell neither side."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def close(self) -> None:
        """End what is connected, and whatever connects."""
        self._refusing = True
        self._loop.call_soon_threadsafe(self._end_connections)

    def slow_down(self, takes: timedelta) -> None:
        """Let each piece take so long on its way."""
        self._takes = takes

    def mend(self) -> None:
        """Pass on as in the beginning."""
        self._takes = timedelta(0)
        self._refusing = False
        self._loop.call_soon_threadsafe(self._whole.set)

    async def listen(self) -> None:
        """Take connections on a free port of loopback."""
        self._server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def end(self) -> None:
        """Take no connections any more, and end those that there are."""
        if self._server is not None:
            self._server.close()
        self._end_connections()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _end_connections(self) -> None:
        for one in self._connections:
            one.cancel()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                if not self._refusing:
                    await self._whole.wait()
                    there, onward = await self.dial()
                    try:
                        await self._both_ways((reader, onward), (there, writer))
                    finally:
                        onward.close()
        finally:
            self._connections.discard(task)
            writer.close()

    async def _both_ways(self, up: _Ends, down: _Ends) -> None:
        """Pass on until one side has ended."""
        ways = [
            asyncio.create_task(self._pass(*up, noted=True)),
            asyncio.create_task(self._pass(*down, noted=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, noted: bool
    ) -> None:
        while data := await reader.read(65_536):
            if noted and self.noting in data:
                self.spoken = time.monotonic()
            await asyncio.sleep(self._takes.total_seconds())
            await self._whole.wait()
            writer.write(data)
            await writer.drain()


@contextlib.asynccontextmanager
async def line_to(dial: Callable[[], Awaitable[_Ends]], noting: bytes = b"") -> AsyncIterator[Line]:
    """A line from a free port of loopback to whatever `dial` connects to.

    It passes on in a thread of its own, as a network does whatever its ends are at: a test that
    looks into the database waits for a migration, which would wait for the test's loop.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    line = Line(dial, loop, noting)
    line.mend()

    async def there(work: Coroutine[None, None, None]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    try:
        await there(line.listen())
        yield line
    finally:
        await there(line.end())
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join)
        loop.close()
