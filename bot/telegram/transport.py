"""Sends HTTP requests to the Bot API by the library's own request class."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram.error import NetworkError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.delivery.network_errors import NeverSent
from bot.telegram.responses import status_to_read

# An answer that never comes is a post in doubt: wait for longer than Telegram ever needs.
READ_TIMEOUT_SECONDS = 30.0
CONNECT_TIMEOUT_SECONDS = 10.0
WRITE_TIMEOUT_SECONDS = 20.0
UPLOAD_TIMEOUT_SECONDS = 60.0
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
    """
    if chosen:
        return chosen
    parts = urlsplit(api_base_url)
    if parts.scheme != "https" or proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get("https")


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


class TelegramRequest(HTTPXRequest):
    """The library's request class, which also distinguishes Telegram's answers from others.

    Args:
        connections: how many calls may be under way at once.
        read_timeout: seconds to wait for an answer.
        proxy: `http://`, `https://` or `socks5://` address of a proxy, or None.
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
                "verify": ssl.create_default_context(),
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
        try:
            async with self._under_way.request():
                status, body = await super().do_request(
                    url,
                    method,
                    request_data,
                    read_timeout,
                    write_timeout,
                    connect_timeout,
                    pool_timeout,
                )
        except NetworkError as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                raise NeverSent(error.message) from error.__cause__
            raise
        if method == _ANSWERS_IN_JSON:
            status = status_to_read(status, body)
        return status, body
