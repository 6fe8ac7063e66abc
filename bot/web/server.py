"""Serves what comes in over HTTP, with bounds on size, time and connections."""

import asyncio
import contextlib
import functools
import logging
import socket
from collections.abc import AsyncIterator, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.routing import BaseRoute

from bot.errors import ConfigError
from bot.supervised_tasks import supervise
from bot.web.connection_guard import (
    MAX_CONNECTIONS,
    MAX_PER_ADDRESS,
    ConnectionGuard,
    guarded,
)

log = logging.getLogger(__name__)

BODY_WITHIN_SECONDS = 10.0
MAX_HEAD_BYTES = 16_384
# Two of the ten seconds after which a service manager kills belong to Telegram's farewell.
ENDS_WITHIN_SECONDS = 1
_KEEP_ALIVE_SECONDS = 5


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def read_body(request: Request, limit: int) -> bytes:
    """Read the request's body, at most `limit` bytes, within ten seconds.

    Raises:
        HTTPException: 413 if it is longer, 408 if it is late, 400 if the connection breaks.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)


@contextlib.asynccontextmanager
async def running_server(
    routes: Sequence[BaseRoute],
    host: str,
    port: int,
    *,
    trusted: frozenset[str] = frozenset(),
    per_address: int = MAX_PER_ADDRESS,
) -> AsyncIterator[tuple[str, int]]:
    """Serve the routes until the block is left, then end within a second.

    Yields the address in use; with `port` 0 the system chooses a free port.

    Args:
        routes: the routes to serve.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.
        trusted: the addresses of proxies, which many clients share.
        per_address: how many connections every other address may hold.

    Raises:
        ConfigError: the address is in use, or not one of this machine's.
    """
    sock = listen_on(host, port)
    server = _Server(
        uvicorn.Config(
            Starlette(routes=routes),
            http=guarded(ConnectionGuard(trusted, per_address)),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=ENDS_WITHIN_SECONDS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        )
    )
    address: tuple[str, int] = sock.getsockname()[:2]
    serving = supervise("listener", functools.partial(server.serve, sockets=[sock]))
    try:
        log.info("web server listens on %s port %d", *address)
        yield address
    finally:
        server.should_exit = True
        await asyncio.wait([serving], timeout=2 * ENDS_WITHIN_SECONDS)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        sock.close()


def listen_on(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an IP address.

    Raises:
        ConfigError: the address is in use, or not one of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigError(f"WEB_LISTEN: {host} is no IP address: {error}") from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(MAX_CONNECTIONS)
    except OSError as error:
        sock.close()
        raise ConfigError(f"WEB_LISTEN: can't listen on {host}:{port}: {error.strerror}") from None
    return sock
