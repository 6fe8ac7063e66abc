"""Answers without an end: each call is given up after a bound of its own, whatever trickles in."""

import asyncio
import functools
import gzip
import threading
from collections.abc import Callable

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.refusals.network_errors import NeverSent
from bot.telegram import paid_broadcast_request, transport
from bot.telegram.transport import MAX_ANSWER_BYTES
from tests.bot.telegram.scripted_server import SECRET, Kind, always_ok, data, serving
from tests.trickling import trickling
from tests.waiting import until

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = b"100000\r\n" + b" " * 2**20 + b"\r\n"
GZIP = b"Content-Encoding: gzip\r\n"
# A loop that nobody else uses: a machine that is busy takes a little longer.
LATE_SECONDS = 60.0


@functools.cache
def packed() -> bytes:
    """A small body that unfolds to more than any answer may have."""
    return gzip.compress(b" " * 2**27, 1)


@pytest.fixture
def short_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a call brings no bounds of its own along."""
    monkeypatch.setattr(paid_broadcast_request, "CONNECT_TIMEOUT_SECONDS", 0.5)


async def call(request: BaseRequest, url: str) -> object:
    """A call whose bounds together are a second or so."""
    return await request.post(
        url, data(a="b"), read_timeout=0.3, write_timeout=0.3, connect_timeout=0.3, pool_timeout=0.3
    )


@pytest.mark.parametrize(
    ("first", "again", "pause"),
    [
        (b"", b"", 0.0),
        (b"", b"H", 0.1),
        (OK + b"X-A: ", b"b", 0.1),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.1),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.0),
        (OK + b"Content-Length: 99\r\n\r\n", b" ", 0.1),
        (CHUNKED, b"1\r\n \r\n", 0.1),
        (CHUNKED + b"5;", b"a=b;", 0.1),
        (OK + b"\r\n", b" ", 0.1),
    ],
    ids=str,
)
@pytest.mark.usefixtures("short_bounds")
async def test_a_call_ends_within_its_bounds(
    kind: Kind, first: bytes, again: bytes, pause: float
) -> None:
    """Each byte comes before the time-out that counts from the last one."""
    asked = threading.Event()
    async with (
        asyncio.timeout(LATE_SECONDS),
        trickling(first, again, pause, asked=asked) as host,
        kind(1, read_timeout=0.3) as request,
    ):
        with pytest.raises(NetworkError) as failure:
            await call(request, f"http://{host}/bot{SECRET}/getMe")
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"
    # Telegram may have taken it, unless the machine was too busy to connect in time.
    assert not (asked.is_set() and isinstance(failure.value, NeverSent))


@pytest.mark.parametrize(
    "made",
    [
        lambda: (CHUNKED, MEGABYTE),
        lambda: (OK + b"\r\n", b" " * 2**20),
        lambda: (OK + GZIP + f"Content-Length: {len(packed())}\r\n\r\n".encode() + packed(), b""),
        lambda: (OK + GZIP + b"\r\n", packed()),
    ],
    ids=["chunks without end", "a body without end", "a packed body", "packed bodies without end"],
)
async def test_an_endless_answer_takes_no_endless_memory(
    kind: Kind, made: Callable[[], tuple[bytes, bytes]]
) -> None:
    async with (
        trickling(*made()) as host,
        kind(1, read_timeout=LATE_SECONDS) as request,
    ):
        with pytest.raises(NetworkError) as failure:
            async with asyncio.timeout(LATE_SECONDS):
                await request.post(f"http://{host}/bot{SECRET}/getMe", data(a="b"))
    assert not isinstance(failure.value, TimedOut)


async def test_the_longest_answer_is_read(kind: Kind) -> None:
    """A hundred updates at once are a large answer, and an honest one."""
    text = b"x" * (MAX_ANSWER_BYTES - 100)

    async def large(_number: int) -> bytes | None:
        body = b'{"ok":true,"result":"' + text + b'"}'
        return OK + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    async with serving(large) as server, kind(1) as request:
        answered: object = await request.post(server.url, data(a="b"))
    assert answered == text.decode()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"", b"H"),
        (b"\x16\x03\x03\x10\x00", b"\x02"),
        (OK + b"\r\n", b"\x16"),
        (OK + b"X-A: ", b"b"),
    ],
    ids=str,
)
@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.usefixtures("short_bounds")
async def test_a_handshake_that_trickles_ends(
    kind: Kind, first: bytes, again: bytes, proxied: bool
) -> None:
    """Of TLS with Telegram itself, or of a proxy that is asked to connect."""
    async with asyncio.timeout(LATE_SECONDS), trickling(first, again, 0.1) as host:
        proxy = f"http://{host}" if proxied else None
        there = "api.example" if proxied else host
        async with kind(1, read_timeout=0.3, proxy=proxy) as request:
            with pytest.raises(NetworkError):
                await call(request, f"https://{there}/bot{SECRET}/getMe")


@pytest.mark.usefixtures("short_bounds")
async def test_an_upload_that_nobody_takes_ends(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side takes a little of it now and then, which is progress to every time-out."""
    monkeypatch.setattr(transport, "WHOLE_UPLOAD_SECONDS", 0.5)
    monkeypatch.setattr(paid_broadcast_request, "WHOLE_UPLOAD_SECONDS", 0.5)

    async def sip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                if not await reader.read(1_000):
                    break
                await asyncio.sleep(0.05)
        except OSError:
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(sip, "127.0.0.1", 0, limit=1_000)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot{SECRET}/sendPhoto"
    photo = InputFile(b"\xff\xd8" + b"p" * 20_000_000, filename="photo.jpg")
    fields = RequestData([RequestParameter("photo", None, [photo])])
    async with asyncio.timeout(LATE_SECONDS), kind(1, read_timeout=0.3) as request:
        with pytest.raises(NetworkError):
            await request.post(url, fields, connect_timeout=0.3, pool_timeout=0.3)
    listening.close()


async def test_others_are_answered_meanwhile(kind: Kind) -> None:
    """One connection that trickles holds up none of the others."""
    asked = threading.Event()
    async with (
        trickling(CHUNKED, b"1\r\n \r\n", 0.05, asked=asked) as host,
        serving(always_ok) as server,
        kind(2) as request,
    ):
        url = f"http://{host}/bot{SECRET}/getMe"
        held = asyncio.create_task(request.post(url, data(a="b")))
        await until(asked.is_set)
        for _ in range(20):
            assert await request.post(server.url, data(a="b")) is True
        assert not held.done()
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
