"""Requests to the Bot API over real sockets: connections, and what an answer or its lack means."""

import asyncio
import contextlib
import itertools
import json

import pytest
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.refusals.network_errors import NeverSent, NotTelegram
from bot.telegram.transport import TelegramRequest
from tests.bot.telegram.scripted_server import SECRET, Kind, always_ok, answer, data, serving
from tests.ports import held_port
from tests.waiting import until


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


ODD_NAMES = {"title": "الحي \ude00", "file_id": "\ud83d", "😀\ud83d": [1]}


async def test_half_a_letter_in_an_answer_is_a_question_mark(kind: Kind) -> None:
    """Whoever stores a name, a title or a file's id must be able to."""

    async def named(_number: int) -> bytes | None:
        return answer(json.dumps({"ok": True, "result": ODD_NAMES}).encode())

    async with serving(named) as server, kind(1) as request:
        found = await request.post(server.url, data(a="1"))
    assert found == {"title": "الحي ?", "file_id": "?", "😀?": [1]}


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "409 Other", "500 Error"])
async def test_half_a_letter_in_a_refusal_is_a_question_mark(kind: Kind, status: str) -> None:
    """Its words are recorded with the row that was refused."""

    async def refused(_number: int) -> bytes | None:
        return answer(json.dumps({"ok": False, "description": "no \ud83d"}).encode(), status)

    async with serving(refused) as server, kind(1) as request:
        with pytest.raises(TelegramError, match=r"no \?"):
            await request.post(server.url, data(a="1"))
