"""Answers that nobody listed: every chat gets its post, twice at the most, and nothing runs hot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from storage.engine.database import Database
from storage.outbox import Outbox
from tests.bot.delivery.delivery_process import FAST, InventedPosts, delivering, utc_now
from tests.bot.delivery.odd_telegram import OddTelegram, answer, odd_telegram
from tests.bot.delivery.refusals.test_refused import picture
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.outbox_counts import rows_by_state
from tests.waiting import until

ODD, PLAIN = 101, 1001


def _moved(chat: int) -> tuple[int, object]:
    parameters = {"migrate_to_chat_id": chat}
    return 400, {"ok": False, "description": "Bad Request: moved", "parameters": parameters}


def _refused(code: int, words: object, status: int = 0, **parameters: object) -> tuple[int, object]:
    more = {"parameters": parameters} if parameters else {}
    return status or code, {"ok": False, "error_code": code, "description": words} | more


@pytest.fixture
async def telegram() -> AsyncIterator[OddTelegram]:
    async with odd_telegram() as opened:
        yield opened


REFUSED: dict[str, Any] = {
    "a refusal with status 200": _refused(400, "Bad Request: no", status=200),
    "a 403 with status 200": _refused(403, "Forbidden: X_Y", status=200),
    "413 in JSON": _refused(413, "Request Entity Too Large"),
    "405": _refused(405, "Method Not Allowed"),
    "418": _refused(418, "I'm a teapot"),
    "a refusal without words": (400, {"ok": False}),
    "words that are a number": _refused(400, 17),
    "words without an end": _refused(400, "x" * 1_000_000),
    "parameters that are a list": (400, {"ok": False, "description": "y", "parameters": [1]}),
    "unknown parameters": _refused(400, "y", a=1),
    "429 without a time": _refused(429, "Too Many Requests"),
    "429 for no time": _refused(429, "Too Many Requests", retry_after=0),
    "429 for less than none": _refused(429, "Too Many Requests", retry_after=-5),
    "429 for a word": _refused(429, "Too Many Requests", retry_after="soon"),
    "429 for half a second": _refused(429, "Too Many Requests", retry_after=0.5),
    "429 until the end of time": _refused(429, "Too Many Requests", retry_after=10**15),
    "a move to itself": _moved,
    "a move to a word": _refused(400, "moved", migrate_to_chat_id="x"),
    "599": _refused(599, "Overloaded"),
    "503": _refused(503, "Overloaded"),
    "503 with half a letter": _refused(503, "Overloaded \ud83d"),
    "429 with half a letter": _refused(429, "Too Many Requests \ude00", retry_after=1),
    "a refusal with half a letter": _refused(400, "Bad Request: \ud83d"),
    "503 with a letter that is none": _refused(503, "Overloaded \0"),
    "a redirect": (302, b""),
    "a list": (400, [1, 2]),
    "deep": (400, b"[" * 100_000),
    "no letters": (400, b"\xff\xfe\x00"),
}
TAKEN: dict[str, Any] = {
    "no content": (204, b""),
    "no result": (200, {"ok": True}),
    "an empty result": (200, {"ok": True, "result": {}}),
    "true as result": (200, {"ok": True, "result": True}),
    "null as result": (200, {"ok": True, "result": None}),
    "a message of no number": (200, {"ok": True, "result": {"message_id": None}}),
    "a message of a word": (200, {"ok": True, "result": {"message_id": "abc"}}),
    "a message of number 0 without its chat": (200, {"ok": True, "result": {"message_id": 0}}),
    "a message of a truth": (200, {"ok": True, "result": {"message_id": True, "chat": {}}}),
    "a message of a huge number": (200, {"ok": True, "result": {"message_id": 10**30}}),
    "a message with half a letter": (200, {"ok": True, "result": {"message_id": "\ud83d"}}),
    "a cut answer": (200, b'{"ok": true, "result": {"mess'),
    "an empty answer": (200, b""),
}


async def broadcast(
    database: Database, telegram: OddTelegram, answers: dict[str, Any], *, seconds: float = 120
) -> dict[str, int]:
    """An article to chats of which each meets one of the answers, once or twice.

    How many posts were taken, by the name of the answer and how often it came.
    """
    names = {}
    for number, name in enumerate(answers):
        for times in (1, 2):
            chat = ODD + 2 * number + times - 1
            names[chat] = f"{name}, {times}"
            body = answers[name]
            odd = answer(*(body(chat) if callable(body) else body))
            telegram.prepared[chat] = [odd] * times
    plain = range(PLAIN, PLAIN + 20)
    await add_chats(database, [*names, *plain])
    await add_article(database, 1, utc_now())
    async with delivering(database, telegram.url, per_second=FAST) as running:
        await running.emptied(seconds)
    assert {len(telegram.taken[chat]) for chat in plain} == {1}
    assert await Outbox(database).failed(1) == []
    return {name: len(telegram.taken[chat]) for chat, name in names.items()}


async def test_what_was_refused_oddly_comes_once(database: Database, telegram: OddTelegram) -> None:
    """Whatever Telegram's refusal looks like, it is none of a chat, and no success."""
    taken = await broadcast(database, telegram, REFUSED)
    assert {name: count for name, count in taken.items() if count != 1} == {}


async def test_what_was_taken_with_an_odd_answer_comes_again_but_not_for_ever(
    database: Database, telegram: OddTelegram
) -> None:
    taken = await broadcast(database, telegram, TAKEN)
    wrong = {name: count for name, count in taken.items() if count > int(name[-1]) + 1 or not count}
    assert wrong == {}


async def test_a_video_that_a_large_chat_shows_later_is_sent_once(
    database: Database, telegram: OddTelegram
) -> None:
    """Its message has no number yet: it was taken, and a correction has nothing to change."""
    later = {"message_id": 0, "date": 0, "chat": {"id": PLAIN, "type": "channel"}}
    telegram.forever[PLAIN] = answer(200, {"ok": True, "result": later})
    await add_chats(database, [PLAIN], "channel")
    await add_article(database, 1, utc_now())
    async with delivering(database, telegram.url, per_second=FAST) as running:
        await running.emptied()
        async with database.transaction() as connection:
            await running.outbox.address_edit(
                connection, 1, sent_since=utc_now() - timedelta(days=1), not_before=utc_now()
            )
        await running.emptied()
    assert telegram.taken[PLAIN] == ["sendMessage"]
    assert await rows_by_state(database) == {"sent": 1}


async def test_an_upload_that_is_too_large_for_a_proxy_goes_as_text(
    database: Database, telegram: OddTelegram
) -> None:
    """The page of whatever stands between says the same each time."""
    page = b"<html><h1>413 Request Entity Too Large</h1></html>"
    telegram.refuses_uploads = (413, page)
    await add_chats(database, [PLAIN])
    await add_article(database, 1, utc_now())
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: PHOTO_EXT_INVALID"}
    telegram.prepared[PLAIN] = [answer(400, refusal)]
    posts = InventedPosts(photo_url="https://news.example/1.webp")
    async with delivering(
        database, telegram.url, per_second=FAST, posts=posts, fetch=picture
    ) as running:
        await running.emptied()
    assert telegram.taken[PLAIN] == ["sendMessage"]


async def test_a_chat_that_moves_to_itself_is_not_asked_without_end(
    database: Database, telegram: OddTelegram
) -> None:
    telegram.forever[PLAIN] = answer(*_moved(PLAIN))
    await add_chats(database, [PLAIN])
    await add_article(database, 1, utc_now())
    async with delivering(database, telegram.url, per_second=FAST) as running:
        running.worker.wake()
        await until(lambda: telegram.calls[PLAIN] > 0)
        await asyncio.sleep(3)
    assert telegram.calls[PLAIN] <= 4
