"""Sends HTTP requests to the Bot API at the rate of paid broadcasts.

With a hundred calls at once the connection pool of the library's own class costs several
milliseconds a call, which is more than a paid broadcast may take; aiohttp costs a quarter of one.
"""

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.delivery.refusals.network_errors import NeverSent
from bot.telegram.responses import read_answer, status_to_read
from bot.telegram.transport import (
    CONNECT_TIMEOUT_SECONDS,
    KEEP_ALIVE_SECONDS,
    MAX_ANSWER_BYTES,
    READ_TIMEOUT_SECONDS,
    UNPACKED_ONLY,
    WHOLE_UPLOAD_SECONDS,
    UnderWay,
)
from bot.trusted_certificates import trusted


class PaidBroadcastRequest(BaseRequest):
    """Makes calls at the rate of paid broadcasts; only for calls with a JSON answer.

    Args:
        connections: how many calls may be under way at once.
        read_timeout: seconds to wait for an answer.
        proxy: `http://` or `https://` address of a proxy, or None.
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
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._under_way = UnderWay()

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Allow requests; connections are opened on demand."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=KEEP_ALIVE_SECONDS,
                ssl=trusted(),
            )
            self._session = aiohttp.ClientSession(
                connector=connector, trust_env=False, headers=UNPACKED_ONLY, auto_decompress=False
            )

    async def shutdown(self) -> None:
        """Close every connection; calls in progress fail with `NetworkError`."""
        session, self._session = self._session, None
        await self._under_way.end()
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See `read_answer`."""
        return read_answer(payload)

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make one request as `TelegramRequest.do_request` does, with this object's time-outs."""
        if self._session is None:
            raise RuntimeError("this request object is not initialized")
        form = _form(request_data)
        timeout = aiohttp.ClientTimeout(
            connect=CONNECT_TIMEOUT_SECONDS,
            sock_read=self._read_timeout,
            total=self._read_timeout
            + CONNECT_TIMEOUT_SECONDS
            + (WHOLE_UPLOAD_SECONDS if isinstance(form, aiohttp.FormData) else 0),
        )
        try:
            async with (
                self._under_way.request(),
                self._session.request(
                    method,
                    url,
                    data=form,
                    timeout=timeout,
                    proxy=self._proxy,
                    allow_redirects=False,
                ) as response,
            ):
                status, body = response.status, await _whole(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NeverSent(type(error).__name__) from error
        except aiohttp.ClientHttpProxyError as error:
            raise NeverSent(f"the proxy answered {error.status}") from None
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # Not the error itself: it may hold the address, and so the token.
            raise NetworkError(type(error).__name__) from None
        return status_to_read(status, body), body


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """Return the body of an answer.

    Raises:
        aiohttp.ClientPayloadError: it is longer than `MAX_ANSWER_BYTES`.
    """
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise aiohttp.ClientPayloadError("the answer has no end")
    return bytes(body)


def _form(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    files = request_data.multipart_data
    if not files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, content_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form
