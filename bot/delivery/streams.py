"""Sockets for httpcore on plain asyncio streams: one system call a request, no cancel scopes.

httpcore's own backend (anyio) writes the head and the body of a request one by one and opens a
cancel scope around each step, which is half of the time that a small request takes.
"""

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

Timeout = float | None


class Stream(httpcore.AsyncNetworkStream):
    """A connection; what is written goes out together, when an answer is waited for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unsent: list[bytes] = []

    async def read(self, max_bytes: int, timeout: Timeout = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """See httpcore; an empty answer is the end of the connection."""
        try:
            async with asyncio.timeout(timeout):
                await self._send()
                return await self._reader.read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error
        except OSError as error:
            raise httpcore.ReadError(type(error).__name__) from error

    async def write(self, buffer: bytes, timeout: Timeout = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """See httpcore; more than a packet or two is sent at once."""
        self._unsent.append(bytes(buffer))
        if len(buffer) < 65536:  # noqa: PLR2004 - httpcore hands over 64 kB of a body at a time
            return
        try:
            async with asyncio.timeout(timeout):
                await self._send()
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error
        except OSError as error:
            raise httpcore.WriteError(type(error).__name__) from error

    async def _send(self) -> None:
        if self._unsent:
            unsent, self._unsent = self._unsent, []
            self._writer.write(b"".join(unsent))
            await self._writer.drain()

    async def aclose(self) -> None:
        """Close at once: what was not sent is not sent."""
        self._writer.transport.abort()
        await asyncio.sleep(0)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: Timeout = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """See httpcore."""
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """See httpcore: a connection is "readable" while idle only when it was closed."""
        if info == "is_readable":
            return self._reader.at_eof() or self._writer.transport.is_closing()
        if info == "ssl_object":
            return self._writer.get_extra_info("ssl_object")
        return None


class AsyncioBackend(httpcore.AsyncNetworkBackend):
    """Opens connections; name look-up is asyncio's, in a thread."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Timeout = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """See httpcore; IPv6 and IPv4 are tried in turn, a quarter of a second apart."""
        del local_address, socket_options
        try:
            async with asyncio.timeout(timeout):
                reader, writer = await asyncio.open_connection(
                    host, port, happy_eyeballs_delay=0.25
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from error
        return Stream(reader, writer)
