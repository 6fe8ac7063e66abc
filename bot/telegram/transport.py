"""Sends HTTP requests to the Bot API by the library's own request class, within bounds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.config.addresses import address_fault
from bot.delivery.refusals.network_errors import NeverSent
from bot.errors import ConfigError
from bot.telegram.responses import read_answer, status_to_read
from bot.trusted_certificates import trusted

# An answer that never comes is a post in doubt: wait for longer than Telegram ever needs.
READ_TIMEOUT_SECONDS = 30.0
CONNECT_TIMEOUT_SECONDS = 10.0
WRITE_TIMEOUT_SECONDS = 20.0
UPLOAD_TIMEOUT_SECONDS = 60.0
# For all parts of a file together: 50 MB at two megabits a second.
WHOLE_UPLOAD_SECONDS = 200.0
# A hundred updates of the longest kind take less; what has no end is no answer of the Bot API.
MAX_ANSWER_BYTES = 20_000_000
# A packed answer unfolds to a thousand times its size, and none is too large as it is.
UNPACKED_ONLY = {"Accept-Encoding": "identity"}
# Shorter than the 60 to 75 seconds after which servers hang up: a request on a connection that
# is being closed is a post in doubt, too.
KEEP_ALIVE_SECONDS = 30.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_ANSWERS_IN_JSON = "POST"


def proxy_for(api_base_url: str, chosen: str = "") -> str | None:
    """Return the proxy for calls to the Bot API, or None.

    Args:
        api_base_url: where the Bot API answers.
        chosen: the owner's own choice; without one `HTTPS_PROXY` and `NO_PROXY` count, as far as
            the address is an https one.

    Raises:
        ConfigError: the environment names what is no HTTP proxy; the error does not repeat it.
    """
    if chosen:
        return chosen
    parts = urlsplit(api_base_url)
    if parts.scheme != "https" or proxy_bypass(parts.hostname or ""):
        return None
    found = getproxies().get("https", "").strip()
    if not found:
        return None
    # Without a scheme it is an HTTP proxy (https://curl.se/docs/manpage.html#-x).
    proxy = found if "://" in found else f"http://{found}"
    if address_fault(proxy):
        raise ConfigError(
            "HTTPS_PROXY: names no HTTP proxy; write http://host:3128 into it or TELEGRAM_PROXY, "
            f"or {parts.hostname} into NO_PROXY where Telegram needs none"
        )
    return proxy


class UnderWay:
    """Tracks the requests in progress, so that closing their connections fails them at once."""

    def __init__(self) -> None:
        self._scopes: set[asyncio.Timeout] = set()
        self._one_ended = asyncio.Event()

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Make a request within this block.

        Raises:
            NetworkError: the connections were closed before the answer arrived.
        """
        scope = asyncio.timeout(None)
        try:
            async with scope:
                self._scopes.add(scope)
                yield
        except TimeoutError:
            if not scope.expired():
                raise
            raise NetworkError("the connections were closed before the answer came") from None
        finally:
            self._scopes.discard(scope)
            self._one_ended.set()

    async def end(self) -> None:
        """Fail every request in progress, and wait until each has ended."""
        for scope in self._scopes:
            if scope.when() is None:
                scope.reschedule(0.0)
        while self._scopes:
            self._one_ended.clear()
            await self._one_ended.wait()


class _Bounded(httpx.AsyncByteStream):
    """The body of an answer, up to `MAX_ANSWER_BYTES`."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._inner:
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise httpx.ReadError("the answer has no end")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _bound(response: httpx.Response) -> None:
    """Bound a body before it is read.

    Raises:
        httpx.DecodingError: it is packed, though that was not asked for.
    """
    if response.headers.get("content-encoding", "identity") != "identity":
        raise httpx.DecodingError("the answer is packed", request=response.request)
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class TelegramRequest(HTTPXRequest):
    """The library's request class, which also distinguishes Telegram's answers from others.

    The library's time-outs count from the last byte. A call as a whole ends within the sum of
    those that it was given, so that a proxy which sends a byte now and then holds nothing up.

    Args:
        connections: how many calls may be under way at once.
        read_timeout: seconds to wait for an answer.
        proxy: `http://` or `https://` address of a proxy, or None.
    """

    def __init__(
        self,
        connections: int = 64,
        *,
        read_timeout: float = READ_TIMEOUT_SECONDS,
        proxy: str | None = None,
    ) -> None:
        super().__init__(
            connection_pool_size=connections,
            read_timeout=read_timeout,
            write_timeout=WRITE_TIMEOUT_SECONDS,
            media_write_timeout=UPLOAD_TIMEOUT_SECONDS,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            pool_timeout=read_timeout,
            proxy=proxy,
            httpx_kwargs={
                "trust_env": False,
                "headers": UNPACKED_ONLY,
                "event_hooks": {"response": [_bound]},
                "verify": trusted(),
                "limits": httpx.Limits(
                    max_connections=connections,
                    max_keepalive_connections=connections,
                    keepalive_expiry=KEEP_ALIVE_SECONDS,
                ),
            },
        )

        self._under_way = UnderWay()

    async def shutdown(self) -> None:
        """Close every connection; requests in progress fail with `NetworkError`."""
        await self._under_way.end()
        await super().shutdown()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; return the answer's body, and the status by which to read it.

        Raises:
            NeverSent: the connection could not be opened.
            NotTelegram: the answer is not one of the Bot API.
            ServerFault: Telegram's servers failed.
            TimedOut: no answer arrived in time.
            NetworkError: the connection failed, before or after Telegram received the request.
        """
        whole = self._whole(
            request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        try:
            async with self._under_way.request(), asyncio.timeout(whole):
                status, body = await super().do_request(
                    url,
                    method,
                    request_data,
                    read_timeout,
                    write_timeout,
                    connect_timeout,
                    pool_timeout,
                )
        except TimeoutError as error:
            raise TimedOut(f"no whole answer within {whole:g} s") from error
        except NetworkError as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                raise NeverSent(error.message) from error.__cause__
            raise
        if method == _ANSWERS_IN_JSON:
            status = status_to_read(status, body)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See `read_answer`."""
        return read_answer(payload)

    def _whole(self, request_data: RequestData | None, *given: Any) -> float:
        """Return the seconds after which a call is given up, whatever has come until then.

        Args:
            request_data: tells whether files are uploaded.
            given: the time-outs for reading, writing, connecting and the pool; where one is not a
                number, the bound is the one that was set for all calls.
        """
        uploads = request_data is not None and bool(request_data.multipart_data)
        bounds = (
            self.read_timeout or READ_TIMEOUT_SECONDS,
            WHOLE_UPLOAD_SECONDS if uploads else WRITE_TIMEOUT_SECONDS,
            CONNECT_TIMEOUT_SECONDS,
            self.read_timeout or READ_TIMEOUT_SECONDS,
        )
        return sum(
            one if isinstance(one, int | float) else bound
            for one, bound in zip(given, bounds, strict=True)
        )
