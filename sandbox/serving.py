"""Serves an ASGI application on loopback inside a running event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 1
_STEP_SECONDS = 0.005


class LoopbackServer(uvicorn.Server):
    """A server that leaves signals to whoever runs the loop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait for the end; uvicorn's own loop looks for it ten times a second."""
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection within a second; uvicorn's own end looks ten times a second."""
        for taken in (*self.servers, *(sockets or ())):
            taken.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110  (uvicorn tells nobody)
                    await asyncio.sleep(_STEP_SECONDS)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()

    def end(self) -> None:
        self.should_exit = True
        self._ended.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def drop(self, scope: Any) -> None:
        """End the connection of a request without an answer."""
        for connection in self.server_state.connections:
            client = getattr(connection, "client", None)
            transport = getattr(connection, "transport", None)
            if transport is not None and client == scope["client"]:
                transport.abort()


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one.

    Raises:
        OSError: the port is taken; its text names the port.
    """
    # asyncio turns Nagle's delay off only where the protocol is named: 180 calls a second, or 5000
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
    except OSError as error:
        sock.close()
        raise OSError(error.errno, f"port {port} of 127.0.0.1: {error.strerror}") from None
    return sock


def url_of(sock: socket.socket) -> str:
    host, port = sock.getsockname()
    return f"http://{host}:{port}"


def make_server(app: Any) -> LoopbackServer:
    return LoopbackServer(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
    )


@asynccontextmanager
async def served(*sites: tuple[LoopbackServer, socket.socket]) -> AsyncIterator[None]:
    """Serve each on its socket until the block is left; then finish within about a second."""
    tasks = [asyncio.create_task(server.serve(sockets=[sock])) for server, sock in sites]
    try:
        for (server, _), task in zip(sites, tasks, strict=True):
            while not server.started and not task.done():  # noqa: ASYNC110  (uvicorn tells nobody)
                await asyncio.sleep(_STEP_SECONDS)
            if task.done():
                await task
        yield
    finally:
        for server, _ in sites:
            server.end()
        await asyncio.gather(*tasks)
