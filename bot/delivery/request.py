"""HTTP for python-telegram-bot, fast enough that Telegram's limit is the only one.

httpx.AsyncClient costs 1 ms a request alone and 3 ms with a hundred at once, because its pool
looks at every connection for every request. Here each connection stands alone on a stack of
free ones, and httpcore, the engine below httpx, drives it: 0.2 ms. Uploads are still encoded by
httpx, and a proxy is served by httpcore's own proxy pool of one connection.
"""

import asyncio
import ssl
from collections import deque
from typing import Any

import httpcore
import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.delivery.streams import AsyncioBackend

# An answer that never comes is a post in doubt: wait for longer than Telegram ever needs.
READ_TIMEOUT_SECONDS = 30.0
CONNECT_TIMEOUT_SECONDS = 10.0
WRITE_TIMEOUT_SECONDS = 20.0
UPLOAD_TIMEOUT_SECONDS = 60.0
# Shorter than the 60 to 75 seconds after which servers hang up: a request on a connection that
# is being closed is a post in doubt, too.
KEEP_ALIVE_SECONDS = 30.0

_Line = httpcore.AsyncHTTPConnection | httpcore.AsyncHTTPProxy


class PooledRequest(BaseRequest):
    """A stack of single connections to the Bot API.

    Args:
        connections: how many requests may be under way at once.
        read_timeout: seconds to wait for an answer.
        proxy: `http://` or `https://` address of a proxy, or nothing.
    """

    def __init__(
        self,
        connections: int = 256,
        *,
        read_timeout: float = READ_TIMEOUT_SECONDS,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = httpcore.Proxy(proxy) if proxy else None
        self._ssl: ssl.SSLContext | None = None
        self._room = asyncio.Semaphore(connections)
        self._free: dict[str, deque[_Line]] = {}
        self._under_way: set[asyncio.Timeout] = set()
        self._ended = asyncio.Event()
        self._open = False

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller says nothing."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Allow requests; connections are opened when they are needed."""
        self._open = True

    async def shutdown(self) -> None:
        """Close every connection; requests under way fail with `NetworkError`."""
        self._open = False
        for scope in self._under_way:
            if scope.when() is None:
                scope.reschedule(0.0)
        while self._under_way:
            self._ended.clear()
            await self._ended.wait()
        free, self._free = self._free, {}
        for lines in free.values():
            for line in lines:
                await line.aclose()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; the answer's status and body.

        Raises:
            TimedOut: no answer in time, or (with "Pool timeout") no free connection.
            NetworkError: the connection broke, before or after the request was taken.
        """
        if not self._open:
            raise RuntimeError("this request object is not initialized")
        files = bool(request_data and request_data.contains_files)
        timeouts = {
            "read": _given(read_timeout, self._read_timeout),
            "write": _given(
                write_timeout, UPLOAD_TIMEOUT_SECONDS if files else WRITE_TIMEOUT_SECONDS
            ),
            "connect": _given(connect_timeout, CONNECT_TIMEOUT_SECONDS),
        }
        request = _encoded(url, method, request_data, timeouts)
        try:
            async with asyncio.timeout(_given(pool_timeout, self._read_timeout)):
                await self._room.acquire()
        except TimeoutError as error:
            raise TimedOut("Pool timeout: the request was not sent") from error
        try:
            return await self._unless_shut_down(request)
        except httpcore.TimeoutException as error:
            raise TimedOut from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
            # Never the request itself: its address holds the token.
            raise NetworkError(f"{type(error).__name__}: {error}") from None
        finally:
            self._room.release()

    async def _unless_shut_down(self, request: httpcore.Request) -> tuple[int, bytes]:
        if not self._open:
            raise NetworkError("the connections were closed while the request waited for one")
        scope = asyncio.timeout(None)
        try:
            async with scope:
                self._under_way.add(scope)
                return await self._answered(request)
        except TimeoutError:
            raise NetworkError("the connections were closed before the answer came") from None
        finally:
            self._under_way.discard(scope)
            self._ended.set()

    async def _answered(self, request: httpcore.Request) -> tuple[int, bytes]:
        origin = request.url.origin
        while True:
            line = await self._line(origin)
            keep = False
            try:
                response = await line.handle_async_request(request)
                try:
                    body = await response.aread()
                finally:
                    await response.aclose()
                keep = True
            except httpcore.ConnectionNotAvailable:
                # It was closed while it lay idle; nothing was sent on it.
                continue
            finally:
                if keep and self._open and _reusable(line):
                    self._free.setdefault(str(origin), deque()).append(line)
                else:
                    await line.aclose()
            return response.status, body

    async def _line(self, origin: httpcore.Origin) -> _Line:
        """The connection that was used last, if the other side has not closed it meanwhile."""
        free = self._free.get(str(origin))
        while free:
            line = free.pop()
            if isinstance(line, httpcore.AsyncHTTPProxy) or not line.has_expired():
                return line
            await line.aclose()
        return self._connected(origin)

    def _connected(self, origin: httpcore.Origin) -> _Line:
        context = self._context() if origin.scheme == b"https" else None
        if self._proxy is not None:
            return httpcore.AsyncHTTPProxy(
                self._proxy.url,
                proxy_auth=self._proxy.auth,
                ssl_context=context,
                max_connections=1,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
            )
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=context,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=AsyncioBackend(),
        )

    def _context(self) -> ssl.SSLContext:
        """Reading the authorities' certificates takes 20 ms: once, not for each connection."""
        if self._ssl is None:
            self._ssl = httpx.create_ssl_context()
        return self._ssl


def _given(value: ODVInput[float], default: float) -> float | None:
    """A time-out as the caller gave it; None means for ever, as in the library."""
    if isinstance(value, DefaultValue):
        return default
    return value


def _reusable(line: _Line) -> bool:
    if isinstance(line, httpcore.AsyncHTTPProxy):
        return True
    return line.is_available()


def _encoded(
    url: str, method: str, data: RequestData | None, timeouts: dict[str, float | None]
) -> httpcore.Request:
    """JSON where there are no files: a third of the form's size in Arabic, a tenth of its time."""
    extensions: dict[str, Any] = {"timeout": timeouts}
    if data is not None and data.contains_files:
        form = httpx.Request(method, url, data=data.json_parameters, files=data.multipart_data)
        form.read()
        return httpcore.Request(
            method, url, headers=form.headers.raw, content=form.content, extensions=extensions
        )
    body = data.json_payload if data is not None else b""
    headers = [
        (b"Host", httpcore.URL(url).host),
        (b"User-Agent", BaseRequest.USER_AGENT.encode()),
    ]
    if body:
        headers.append((b"Content-Type", b"application/json"))
    headers.append((b"Content-Length", b"%d" % len(body)))
    return httpcore.Request(method, url, headers=headers, content=body, extensions=extensions)
