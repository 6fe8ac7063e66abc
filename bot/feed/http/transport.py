"""HTTP transport that connects only to the IP address that was checked."""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore
import httpx

from bot.errors import FetchRefused
from bot.feed.http.connection_race import connect_first, in_order
from bot.feed.http.fetch_policy import FetchPolicy

SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)
READ_AT_MOST = 16_384
MAX_HEAD_BYTES = 65_536
_INFORMATIONAL = re.compile(rb"HTTP/1\.[01] 1\d\d[ \r]")

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve_host(host: str, port: int) -> list[str]:
    """Return the host's IP addresses from the system's resolver.

    Raises:
        OSError: the name does not exist, or no resolver answers.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when a deadline ends its TLS handshake.

    httpcore closes it after an error, but a cancellation is none: the socket would stay open
    until the garbage collector finds it.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._head: bytearray | None = bytearray()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        # Data that are already here are returned without a pause; others must get their turn.
        await asyncio.sleep(0)
        data = await self._inner.read(min(max_bytes, READ_AT_MOST), timeout)
        if self._head is not None:
            self._watch_head(data)
        return data

    def _watch_head(self, data: bytes) -> None:
        """Bound what comes before the final head: the parser takes informational ones for ever.

        Raises:
            httpcore.RemoteProtocolError: more than `MAX_HEAD_BYTES` came without a final head.
        """
        head = self._head = (self._head or bytearray()) + data
        if len(head) > MAX_HEAD_BYTES:
            raise httpcore.RemoteProtocolError("the head of the response is too long")
        # The last one whose end is known; all before it were informational.
        for part in head.split(b"\r\n\r\n")[:-1]:
            if not _INFORMATIONAL.match(part):
                self._head = None
                return

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        self._head = bytearray()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        try:
            inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self._inner.aclose()
            raise
        return _Stream(inner)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves host names, checks the addresses by the policy, and connects to a checked one.

    Checking the name first and letting the library resolve it again would leave a gap in which
    the name can change its address (DNS rebinding). TLS still verifies the name.
    """

    def __init__(self, policy: FetchPolicy, resolver: Resolve = resolve_host) -> None:
        self._policy = policy
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._policy.check_host(host)
        self._policy.check_port(port)
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} was not resolved in time") from error
        except OSError as error:
            raise httpcore.ConnectError(f"{host} can't be resolved: {error}") from error

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            return await self._inner.connect_tcp(
                address, port, timeout, local_address, socket_options
            )

        return _Stream(await connect_first(connect, self._allowed(host, addresses)))

    def _allowed(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Return the addresses that may be connected to, in the order of the attempts.

        Raises:
            FetchRefused: there is none.
        """
        refusal = FetchRefused(f"{host} has no address")
        allowed = []
        for address in addresses:
            try:
                self._policy.check_address(address)
            except FetchRefused as error:
                refusal = error
            else:
                allowed.append(address)
        if not allowed:
            raise refusal
        return in_order(allowed)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature
        socket_options: Iterable[SocketOption] | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.AsyncNetworkStream:
        raise FetchRefused(f"local socket {path} is not fetched")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with connections made by `CheckedBackend`.

    With a proxy it is the proxy that resolves names: only the names are checked then.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        verify: ssl.SSLContext,
        limits: httpx.Limits,
        resolver: Resolve,
        proxy: str | None = None,
    ) -> None:
        super().__init__(verify=verify, trust_env=False, limits=limits, proxy=proxy)
        self._policy = policy
        if proxy is not None:
            return
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=CheckedBackend(policy, resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Make a request to one of the allowed hosts.

        Raises:
            FetchRefused: the host is not allowed, or resolves to a private address.
        """
        self._policy.check_host(request.url.host)
        return await super().handle_async_request(request)
