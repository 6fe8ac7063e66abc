"""A server between two others, which passes everything on until it raves."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.streams import pass_on

HEAD_BYTES = 65_536


@dataclass(slots=True)
class Relay:
    """An HTTP proxy for plain addresses; with `nonsense` it answers that to whatever is asked."""

    port: int = 0
    nonsense: bytes | None = None
    asked: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rave(self, answer: bytes) -> None:
        """Answer so from now on, also on connections that are open."""
        self.nonsense = answer
        for writer in self._open:
            writer.close()

    def calm(self) -> None:
        """Pass on again."""
        self.nonsense = None
        for writer in self._open:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first question on to the server that it names."""
        self.asked += 1
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._answer(reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if self.nonsense is not None:
            writer.write(self.nonsense)
            await writer.drain()
            return
        method, address, rest = head.decode("latin-1").split(" ", 2)
        named = urlsplit(address)
        there, onward = await asyncio.open_connection(named.hostname, named.port)
        # One question for each connection: only its address is put as a server knows it.
        version, _, fields = rest.partition("\r\n")
        path = f"{named.path}?{named.query}" if named.query else named.path
        asked = f"{method} {path} {version}\r\nConnection: close\r\n{_without_connection(fields)}"
        onward.write(asked.encode("latin-1"))
        await asyncio.gather(pass_on(reader, onward), pass_on(there, writer))


def _without_connection(fields: str) -> str:
    kept = (line for line in fields.split("\r\n") if not line.lower().startswith("connection:"))
    return "\r\n".join(kept)


@contextlib.asynccontextmanager
async def relay() -> AsyncIterator[Relay]:
    """A relay on a free port of loopback."""
    between = Relay()
    server = await asyncio.start_server(between.serve, "127.0.0.1", 0, limit=HEAD_BYTES)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
