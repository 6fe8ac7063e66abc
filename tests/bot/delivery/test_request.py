"""The request object over real sockets: reuse, time-outs, broken connections, TLS, proxy."""

import asyncio
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.request import PooledRequest

SECRET = "123:SECRET"
OK = json.dumps({"ok": True, "result": True}).encode()


def answer(body: bytes = OK, status: str = "200 OK", close: bool = False) -> bytes:
    ending = "Connection: close\r\n" if close else ""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{ending}\r\n".encode() + body


class Server:
    """Answers each request with what the script says next; counts connections."""

    def __init__(self, script: Callable[[int], Awaitable[bytes | None]]) -> None:
        self.script = script
        self.connections = 0
        self.requests: list[tuple[str, bytes]] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
                self.requests.append((head, await reader.readexactly(length)))
                data = await self.script(len(self.requests))
                if data is None:
                    break
                writer.write(data)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()


@asynccontextmanager
async def serving(
    script: Callable[[int], Awaitable[bytes | None]], context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    served = Server(script)
    listening = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    served.url = f"{scheme}://{host}:{port}/bot{SECRET}/sendMessage"
    try:
        yield served
    finally:
        served.hang_up()
        listening.close()
        await asyncio.sleep(0.01)


async def always_ok(_number: int) -> bytes | None:
    return answer()


def data(**fields: str) -> RequestData:
    return RequestData([RequestParameter(name, value, None) for name, value in fields.items()])


@asynccontextmanager
async def opened(request: PooledRequest) -> AsyncIterator[PooledRequest]:
    async with request:
        yield request


async def test_json_over_one_connection() -> None:
    """Request after request uses the same connection."""
    async with serving(always_ok) as server, opened(PooledRequest(4)) as request:
        for _ in range(3):
            assert await request.post(server.url, data(text="خبر")) is True
    assert server.connections == 1
    head, body = server.requests[0]
    assert "content-type: application/json" in head.lower()
    assert json.loads(body) == {"text": "خبر"}


async def test_no_more_connections_than_allowed() -> None:
    """The twentieth request waits for one of four connections."""

    async def slowly(_number: int) -> bytes | None:
        await asyncio.sleep(0.01)
        return answer()

    async with serving(slowly) as server, opened(PooledRequest(4)) as request:
        await asyncio.gather(*[request.post(server.url, data(a="b")) for _ in range(20)])
    assert server.connections == 4


async def test_a_connection_closed_while_idle_is_no_failure() -> None:
    """The other side hung up in between: a new connection, and the request is sent once."""
    async with serving(always_ok) as server, opened(PooledRequest(1)) as request:
        await request.post(server.url, data(a="1"))
        server.hang_up()
        await asyncio.sleep(0.05)
        assert await request.post(server.url, data(a="2"))
    assert len(server.requests) == 2
    assert server.connections == 2


async def test_connection_close_is_obeyed() -> None:
    """After `Connection: close` the next request opens a new one."""

    async def closing(_number: int) -> bytes | None:
        return answer(close=True)

    async with serving(closing) as server, opened(PooledRequest(1)) as request:
        for _ in range(2):
            assert await request.post(server.url, data(a="1"))
    assert server.connections == 2


async def test_no_answer_in_time() -> None:
    """`TimedOut`, and the connection is not used again: the answer may still come."""

    async def first_never(number: int) -> bytes | None:
        if number == 1:
            await asyncio.sleep(1)
        return answer()

    async with serving(first_never) as server, opened(PooledRequest(1)) as request:
        with pytest.raises(TimedOut):
            await request.post(server.url, data(a="1"), read_timeout=0.1)
        assert await request.post(server.url, data(a="2"))
        assert server.connections == 2


async def test_no_free_connection_in_time() -> None:
    """Said in words that tell the request was never begun."""

    async def never(_number: int) -> bytes | None:
        await asyncio.sleep(1)
        return answer()

    async with serving(never) as server, opened(PooledRequest(1)) as request:
        busy = asyncio.create_task(request.post(server.url, data(a="1"), read_timeout=0.5))
        await asyncio.sleep(0.05)
        with pytest.raises(TimedOut, match="Pool timeout"):
            await request.post(server.url, data(a="2"), pool_timeout=0.05)
        with pytest.raises(TimedOut):
            await busy


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", answer()[:-3], b"noise"])
async def test_a_broken_answer_never_tells_the_token(part: bytes) -> None:
    """Cut off anywhere, or no HTTP at all: `NetworkError` without the address."""

    async def broken(number: int) -> bytes | None:
        return part if number == 1 and part else None

    async with serving(broken) as server, opened(PooledRequest(1)) as request:

        async def end_soon() -> None:
            await asyncio.sleep(0.1)
            server.hang_up()

        ending = asyncio.create_task(end_soon())
        with pytest.raises(NetworkError) as failure:
            await request.post(server.url, data(a="1"))
        await ending
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"


async def test_nobody_listens() -> None:
    """Refused connections are network errors without the address."""
    async with serving(always_ok) as server:
        url = server.url
    async with opened(PooledRequest(1)) as request:
        with pytest.raises(NetworkError) as failure:
            await request.post(url, data(a="1"))
    assert SECRET not in str(failure.value)


async def test_an_upload_is_a_form() -> None:
    """Bytes of several hundred kilobytes beside their fields."""
    photo = b"\xff\xd8" + b"p" * 300_000
    fields = RequestData(
        [
            RequestParameter("chat_id", 5, None),
            RequestParameter("photo", None, [InputFile(photo, filename="photo.jpg")]),
        ]
    )
    async with serving(always_ok) as server, opened(PooledRequest(1)) as request:
        assert await request.post(server.url, fields)
    head, body = server.requests[0]
    assert "multipart/form-data" in head
    assert photo in body
    assert b'name="chat_id"\r\n\r\n5' in body


async def test_through_a_proxy() -> None:
    """The proxy is asked for the whole address."""
    async with (
        serving(always_ok) as proxy,
        opened(PooledRequest(1, proxy=proxy.url.split("/bot")[0])) as request,
    ):
        for _ in range(2):
            assert await request.post("http://api.example/botX/getMe", data(a="1"))
    assert proxy.requests[0][0].startswith("POST http://api.example/botX/getMe ")


async def test_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the certificate checked: an unknown one is refused before anything is sent."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = await asyncio.to_thread(
        subprocess.run,
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    async with serving(always_ok, context) as server:
        async with opened(PooledRequest(1)) as request:
            with pytest.raises(NetworkError):
                await request.post(server.url, data(a="1"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with opened(PooledRequest(2)) as request:
            posts = [request.post(server.url, data(a="1")) for _ in range(6)]
            assert all(await asyncio.gather(*posts))
    assert len(server.requests) == 6


async def test_closed_means_closed() -> None:
    """Before `initialize` and after `shutdown` nothing goes out; it can be opened again."""
    request = PooledRequest(1)
    async with serving(always_ok) as server:
        for _ in range(2):
            with pytest.raises(NetworkError, match="not initialized"):
                await request.post(server.url, data(a="1"))
            await request.initialize()
            assert await request.post(server.url, data(a="1"))
            await request.shutdown()


async def test_shutting_down_ends_what_is_under_way() -> None:
    """On the wire or waiting for a connection: each request fails at once, all is closed."""
    asked, gate = asyncio.Event(), asyncio.Event()

    async def never(_number: int) -> bytes | None:
        asked.set()
        await gate.wait()
        return None

    request = PooledRequest(1)
    await request.initialize()
    async with serving(never) as server:
        posts = [asyncio.create_task(request.post(server.url, data(a="b"))) for _ in range(3)]
        await asked.wait()
        async with asyncio.timeout(2):
            await request.shutdown()
            ended = await asyncio.gather(*posts, return_exceptions=True)
        gate.set()
    assert [type(one) for one in ended] == [NetworkError] * 3
    assert server.connections == 1
    assert SECRET not in str(ended)
