"""Requests to the Bot API over real sockets: whose answer, whether it was sent, TLS, proxy."""

import asyncio
import contextlib
import itertools
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.refusals.network_errors import NeverSent, NotTelegram
from bot.errors import ConfigError
from bot.telegram.paid_broadcast_request import PaidBroadcastRequest
from bot.telegram.transport import TelegramRequest, proxy_for
from bot.trusted_certificates import trusted
from tests.ports import held_port
from tests.waiting import until

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


Kind = type[TelegramRequest] | type[PaidBroadcastRequest]


@pytest.fixture(params=[TelegramRequest, PaidBroadcastRequest])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Both request classes keep the same promises."""
    found: Kind = request.param
    return found


async def test_request_after_request_uses_one_connection(kind: Kind) -> None:
    async with serving(always_ok) as server, kind(4) as request:
        for _ in range(3):
            assert await request.post(server.url, data(text="خبر")) is True
    assert server.connections == 1
    assert b"text=%D8%AE%D8%A8%D8%B1" in server.requests[0][1]


async def test_no_more_connections_are_opened_than_allowed(kind: Kind) -> None:
    async def slowly(_number: int) -> bytes | None:
        await asyncio.sleep(0.01)
        return answer()

    async with serving(slowly) as server, kind(4) as request:
        await asyncio.gather(*[request.post(server.url, data(a="b")) for _ in range(20)])
    assert server.connections == 4


async def test_a_connection_closed_while_idle_is_no_failure(kind: Kind) -> None:
    """The other side hung up in between: a new connection, and the request is sent once."""
    async with serving(always_ok) as server, kind(1) as request:
        await request.post(server.url, data(a="1"))
        server.hang_up()
        await asyncio.sleep(0.05)
        assert await request.post(server.url, data(a="2"))
    assert len(server.requests) == 2


async def calls_until_answered(request: BaseRequest, url: str) -> int:
    """Call until an answer comes in time, which a busy machine may delay; how often it took."""
    for calls in itertools.count(1):
        with contextlib.suppress(TimedOut):
            assert await request.post(url, data(a="2"))
            return calls
    raise AssertionError


async def test_no_answer_in_time(kind: Kind) -> None:
    """`TimedOut`, and the connection is not used again: the answer may still come."""

    async def first_never(number: int) -> bytes | None:
        if number == 1:
            await asyncio.sleep(1)
        return answer()

    async with serving(first_never) as server, kind(1, read_timeout=0.1) as request:
        with pytest.raises(TimedOut) as failure:
            await request.post(server.url, data(a="1"))
        assert not isinstance(failure.value, NeverSent)
        calls = await calls_until_answered(request, server.url)
        assert server.connections == 1 + calls


async def test_a_call_that_found_no_free_connection_was_never_sent() -> None:
    asked, gate = asyncio.Event(), asyncio.Event()

    async def never(_number: int) -> bytes | None:
        asked.set()
        await gate.wait()
        return None

    async with serving(never) as server, TelegramRequest(1) as request:
        busy = asyncio.create_task(request.post(server.url, data(a="1")))
        await until(asked.is_set)
        with pytest.raises(NeverSent):
            await request.post(server.url, data(a="2"), pool_timeout=0.05)
        gate.set()
        with pytest.raises(NetworkError):
            await busy


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", answer()[:-3], b"noise"])
async def test_a_broken_answer_is_in_doubt_and_never_tells_the_token(
    kind: Kind, part: bytes
) -> None:
    """Cut off anywhere, or no HTTP at all: a `NetworkError` without the address."""

    async def broken(number: int) -> bytes | None:
        return part if number == 1 and part else None

    async with serving(broken) as server, kind(1) as request:

        async def end_soon() -> None:
            await asyncio.sleep(0.1)
            server.hang_up()

        ending = asyncio.create_task(end_soon())
        with pytest.raises(NetworkError) as failure:
            await request.post(server.url, data(a="1"))
        await ending
    assert not isinstance(failure.value, NeverSent)
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"


async def test_a_refused_connection_was_never_sent(kind: Kind) -> None:
    """Its cause says why; the address, which holds the token, is in neither."""
    with held_port() as port:
        async with kind(1) as request:
            with pytest.raises(NeverSent) as failure:
                await request.post(f"http://127.0.0.1:{port}/bot{SECRET}/getMe", data(a="1"))
    assert failure.value.__cause__ is not None
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 429, 502])
@pytest.mark.parametrize("page", ["<html>مسدود</html>", "[]", '{"error": 1}', "[" * 100_000, ""])
async def test_an_answer_without_ok_is_not_telegrams(kind: Kind, status: int, page: str) -> None:
    """Never `Forbidden`, `BadRequest`, `InvalidToken` or `Conflict`, whatever the status."""

    async def proxy(_number: int) -> bytes | None:
        return answer(page.encode(), f"{status} Whatever")

    async with serving(proxy) as server, kind(1) as request:
        with pytest.raises(NotTelegram) as failure:
            await request.post(server.url, data(a="1"))
    assert failure.value.status == status
    assert failure.value.in_doubt is (status in {200, 502})


@pytest.mark.parametrize(
    ("status", "error"), [(400, BadRequest), (403, Forbidden), (404, InvalidToken)]
)
async def test_what_telegram_says_itself_keeps_its_meaning(
    kind: Kind, status: int, error: type[Exception]
) -> None:
    said = json.dumps({"ok": False, "error_code": status, "description": "no"}).encode()

    async def refusing(_number: int) -> bytes | None:
        return answer(said, f"{status} No")

    async with serving(refusing) as server, kind(1) as request:
        with pytest.raises(error):
            await request.post(server.url, data(a="1"))


async def test_an_upload_is_a_form(kind: Kind) -> None:
    """Bytes of several hundred kilobytes beside their fields."""
    photo = b"\xff\xd8" + b"p" * 300_000
    fields = RequestData(
        [
            RequestParameter("chat_id", 5, None),
            RequestParameter("photo", None, [InputFile(photo, filename="photo.jpg")]),
        ]
    )
    async with serving(always_ok) as server, kind(1) as request:
        assert await request.post(server.url, fields)
    head, body = server.requests[0]
    assert "multipart/form-data" in head
    assert photo in body
    assert b'name="chat_id"' in body
    assert b"\r\n\r\n5\r\n" in body


async def test_a_proxy_is_asked_for_the_whole_address(kind: Kind) -> None:
    async with (
        serving(always_ok) as proxy,
        kind(1, proxy=proxy.url.split("/bot")[0]) as request,
    ):
        for _ in range(2):
            assert await request.post("http://api.example/botX/getMe", data(a="1"))
    assert proxy.requests[0][0].startswith("POST http://api.example/botX/getMe ")


async def test_a_proxy_that_does_not_listen_was_never_passed(kind: Kind) -> None:
    with held_port() as port:
        async with kind(1, proxy=f"http://127.0.0.1:{port}") as request:
            with pytest.raises(NeverSent):
                await request.post(f"http://api.example/bot{SECRET}/getMe", data(a="1"))


async def test_a_proxy_that_refuses_to_connect_was_never_passed(kind: Kind) -> None:
    """It answers CONNECT with 403; the token is not in the error."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with kind(1, proxy=f"http://127.0.0.1:{port}") as request:
        with pytest.raises(NeverSent) as failure:
            await request.post(f"https://api.example/bot{SECRET}/getMe", data(a="1"))
    listening.close()
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"


@pytest.mark.parametrize(
    ("api", "chosen", "no_proxy", "proxy"),
    [
        ("https://api.telegram.org", "", "", "http://outside:1"),
        ("https://api.telegram.org", "http://own:2", "", "http://own:2"),
        ("https://api.telegram.org", "", "api.telegram.org", None),
        ("http://127.0.0.1:8081", "", "", None),
    ],
)
def test_which_proxy_counts(
    monkeypatch: pytest.MonkeyPatch, api: str, chosen: str, no_proxy: str, proxy: str | None
) -> None:
    """The owner's choice, else the environment's; none for a Bot API server without TLS."""
    monkeypatch.setenv("HTTPS_PROXY", "http://outside:1")
    monkeypatch.setenv("https_proxy", "http://outside:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    monkeypatch.setenv("no_proxy", no_proxy)
    assert proxy_for(api, chosen) == proxy


def name_proxy(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Set the variable of the environment, as either letters have it, with no exception from it."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, named)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("named", ["proxy.example:3128", "name:pw@proxy.example:3128", "proxy"])
def test_a_proxy_without_a_scheme_is_an_http_proxy(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """So the other programs of the machine read the same variable."""
    name_proxy(monkeypatch, named)
    assert proxy_for("https://api.telegram.org") == f"http://{named}"


@pytest.mark.parametrize("named", ["socks5://name:pw@host:1", "http://", "::::", "http://pw:x"])
def test_what_is_no_http_proxy_is_told_without_what_may_be_secret(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """The variable is named, and what to write: it ends the start, at the machine's next boot."""
    name_proxy(monkeypatch, named)
    with pytest.raises(ConfigError, match=r"HTTPS_PROXY.*TELEGRAM_PROXY.*NO_PROXY") as refused:
        proxy_for("https://api.telegram.org")
    assert "pw" not in str(refused.value)


@pytest.fixture
def _own_certificates() -> Iterator[None]:
    """The certificates that a test trusts are trusted by no other."""
    yield
    trusted.cache_clear()


@pytest.mark.usefixtures("_own_certificates")
async def test_over_tls(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        async with kind(1) as request:
            with pytest.raises(NeverSent):
                await request.post(server.url, data(a="1"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted.cache_clear()
        async with kind(2) as request:
            posts = [request.post(server.url, data(a="1")) for _ in range(6)]
            assert all(await asyncio.gather(*posts))
    assert len(server.requests) == 6


async def test_closed_means_closed(kind: Kind) -> None:
    """After `shutdown` nothing goes out."""
    async with serving(always_ok) as server:
        request: BaseRequest = kind(1)
        await request.initialize()
        assert await request.post(server.url, data(a="1"))
        await request.shutdown()
        with pytest.raises(NetworkError, match="not initialized"):
            await request.post(server.url, data(a="1"))


async def test_shutting_down_ends_what_is_under_way(kind: Kind) -> None:
    """On the wire or waiting for a connection: each request fails at once, all is closed."""
    asked, gate = asyncio.Event(), asyncio.Event()

    async def never(_number: int) -> bytes | None:
        asked.set()
        await gate.wait()
        return None

    request: BaseRequest = kind(1)
    await request.initialize()
    async with serving(never) as server:
        posts = [asyncio.create_task(request.post(server.url, data(a="b"))) for _ in range(3)]
        await until(asked.is_set)
        async with asyncio.timeout(60):
            await request.shutdown()
            ended = await asyncio.gather(*posts, return_exceptions=True)
        gate.set()
    assert [type(one) for one in ended] == [NetworkError] * 3
    assert server.connections == 1
    assert SECRET not in str(ended)
