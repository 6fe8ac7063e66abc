"""Whatever is sent to the listener's port is closed in time, and others are served meanwhile."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.web import connection_guard, server
from bot.web.connection_guard import MAX_PER_ADDRESS
from bot.web.server import read_body, running_server
from tests.loopback import loopback_client

PATIENCE_SECONDS = 40.0
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
Address = tuple[str, int]
BOUNDS = (
    (connection_guard, "HEAD_WITHIN_SECONDS"),
    (connection_guard, "EXCHANGE_WITHIN_SECONDS"),
    (server, "BODY_WITHIN_SECONDS"),
)


async def hello(request: Request) -> PlainTextResponse:
    """Reads what is posted, and of what is got nothing."""
    if request.method == "POST":
        await read_body(request, 1000)
    return PlainTextResponse("hello" * 200)


async def large(_request: Request) -> PlainTextResponse:
    """More than a connection keeps on its way."""
    return PlainTextResponse("hello" * 400_000)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_guard, "HEAD_WITHIN_SECONDS", 0.5)
    monkeypatch.setattr(connection_guard, "EXCHANGE_WITHIN_SECONDS", 2.0)
    monkeypatch.setattr(server, "BODY_WITHIN_SECONDS", 0.5)
    monkeypatch.setattr(server, "_KEEP_ALIVE_SECONDS", 1)
    # As `bot.logs.set_up` does.
    monkeypatch.setattr(logging.getLogger("uvicorn"), "level", logging.ERROR)


@contextlib.asynccontextmanager
async def listener() -> AsyncIterator[Address]:
    routes = [Route("/", hello, methods=["GET", "POST"]), Route("/large", large)]
    async with running_server(routes, "127.0.0.1", 0) as one:
        yield one


async def is_served(address: Address) -> bool:
    """Whether somebody else is answered, sooner or later."""
    async with loopback_client() as client:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.get(f"http://{address[0]}:{address[1]}/")
                    return answer.text.startswith("hello")
                await asyncio.sleep(0.1)


async def said(address: Address, first: bytes, again: bytes = b"", pause: float = 0.05) -> bytes:
    """Send this, and that until the connection is closed; return what was answered."""
    reader, writer = await asyncio.open_connection(*address)
    answered = b""

    async def send() -> None:
        writer.write(first)
        while again:
            await writer.drain()
            await asyncio.sleep(pause)
            writer.write(again)

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            with contextlib.suppress(ConnectionError):
                while data := await reader.read(65_536):
                    answered += data
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.close()
    return answered


NONSENSE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2,
    "half of a TLS record": b"\x16\x03\x01",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
    "an upgrade to HTTP/2": GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    "an upgrade to a WebSocket": GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "10,000 headers": GET + b"X-A: b\r\n" * 10_000 + b"\r\n",
    "5,000 headers of a letter": GET + b"a:\r\n" * 5_000 + b"\r\n",
    "a header of 1 MB": GET + b"X-A: " + b"b" * 2**20 + b"\r\n\r\n",
    "an address of 1 MB": b"GET /" + b"a" * 2**20 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL": b"\0" * 5_000,
    "empty lines": b"\r\n" * 20_000,
    "no version": b"GET /\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": GET + b"Host: y\r\n\r\n",
    "a folded header": GET + b"X-A: b\r\n c\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length and chunks": POST
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length of 1000 digits": POST + b"Content-Length: " + b"9" * 1000 + b"\r\n\r\n",
    "a chunk of negative length": CHUNKED + b"-1\r\n\r\n",
    "a chunk of absurd length": CHUNKED + b"f" * 2000 + b"\r\n",
    "an extension of 1 MB": CHUNKED + b"1;" + b"a" * 2**20 + b"\r\n",
    "nonsense after an answer": GET + b"\r\n\x16\x03\x01",
    "a wrong chunk that nobody reads": GET + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a half request behind a whole one": GET + b"\r\n" + GET,
    "1,000 requests at once": (GET + b"\r\n") * 1_000,
    "a body that is announced and expects a word": POST
    + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    "a word expected where nothing is read": GET
    + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    "trailers without end": CHUNKED + b"0\r\n" + b"X-A: b\r\n" * 10_000,
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "another server": b"GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path upwards": b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path beyond ASCII": b"GET /%ff%fe%00%e2%80%ae HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_nonsense_is_closed_and_says_nothing_in_the_log(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A line for each would let anybody fill the disk; no answer tells anything of the bot."""
    with caplog.at_level(logging.WARNING):
        async with listener() as address:
            answered = await said(address, NONSENSE[name])
            assert await is_served(address)
    assert not [record.getMessage() for record in caplog.records]
    assert b"passwd" not in answered
    assert b"Traceback" not in answered


DRIPS = {
    "nothing": (b"", b""),
    "a head, letter by letter": (b"", b"G"),
    "headers without end": (GET, b"X-A: b\r\n"),
    "a header without end": (GET + b"X-A: ", b"b"),
    "TLS, byte by byte": (b"\x16\x03\x01\x40\x00", b"\x01"),
    "a body, byte by byte": (POST + b"Content-Length: 900\r\n\r\n", b"a"),
    "chunks without end": (CHUNKED, b"1\r\na\r\n"),
    "large chunks without end": (CHUNKED, b"ffff\r\n" + b"a" * 65_535 + b"\r\n"),
    "a chunk's size, digit by digit": (CHUNKED, b"0"),
    "an extension without end": (CHUNKED + b"1;", b"a"),
    "a body that nobody reads": (GET + b"Content-Length: 1000000000\r\n\r\n", b"a" * 100),
    "chunks that nobody reads": (GET + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "an expected word, and then letters": (
        POST + b"Content-Length: 900\r\nExpect: 100-continue\r\n\r\n", b"a",
    ),
    "the next head, letter by letter": (GET + b"\r\n", b"G"),
}  # fmt: skip


@pytest.mark.parametrize("name", DRIPS)
async def test_what_trickles_is_closed(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with listener() as address:
            first, again = DRIPS[name]
            begun = asyncio.get_running_loop().time()
            await said(address, first, again)
            assert asyncio.get_running_loop().time() - begun < PATIENCE_SECONDS
            assert await is_served(address)
    assert not [record.getMessage() for record in caplog.records]


async def test_answers_that_nobody_takes_hold_no_place() -> None:
    """As many connections as an address may have, each with more answers than the network keeps."""
    async with listener() as address:
        held = []
        try:
            for _ in range(MAX_PER_ADDRESS):
                sock = socket.socket()
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
                sock.setblocking(False)
                held.append(sock)
                await asyncio.get_running_loop().sock_connect(sock, address)
                sock.send((GET.replace(b" / ", b" /large ") + b"\r\n") * 10)
            assert await is_served(address)
        finally:
            for sock in held:
                sock.close()


async def test_an_honest_conversation_goes_on_past_every_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy keeps its connection for hours: the bounds are for each request."""
    monkeypatch.setattr(server, "_KEEP_ALIVE_SECONDS", 60)
    # All of it takes longer; a request on a busy machine does not.
    for module, name in BOUNDS:
        monkeypatch.setattr(module, name, 2.0)
    async with (
        listener() as (host, port),
        loopback_client() as client,
    ):
        network = set()
        for _ in range(8):
            answer = await client.post(f"http://{host}:{port}/", content=b"a" * 900)
            assert answer.text.startswith("hello")
            network.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
            await asyncio.sleep(0.4)
    assert len(network) == 1
