"""The webhook's door with the secret known: whatever comes through it, each update once."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.inbox import InboxWorker
from bot.telegram.intake import Intake
from bot.web.connection_guard import MAX_PER_ADDRESS
from bot.web.server import running_server
from bot.web.telegram_webhook import PATH, SECRET_HEADER, TelegramWebhook
from storage.inbox import Inbox
from tests.bot.telegram.silent_bot import silent_bot
from tests.databases import migrated
from tests.loopback import loopback_client

SECRET = "a-secret_of_this_test"
# Telegram's own, those of another token's time, the smallest and largest that can be kept.
IDS = [*range(900_000_000, 900_000_012), *range(7, 13), 0, -1, -(2**62), 2**63 - 1]
PERSON = {"id": 101, "is_bot": False, "first_name": "ليلى"}


def update(number: object, **more: Any) -> dict[str, Any]:
    message = {
        "message_id": 1, "date": 1_700_000_000, "from": PERSON, "text": "مرحبا",
        "chat": {"id": 101, "type": "private"},
    }  # fmt: skip
    return {"update_id": number, "message": message | more}


NO_NUMBERS: list[object] = [True, 7.5, "7", None, [7], {}, 2**63]
# What is in none of them: an update that can be handled. All but the last are JSON.
HOSTILE: list[bytes] = [
    *(json.dumps(update(number)).encode() for number in NO_NUMBERS),
    json.dumps(update(10**4000)).encode(),
    json.dumps(update(-(2**70))).encode(),
    json.dumps([update(5001)]).encode(),
    json.dumps({"update_id": 5002, "message": [[[[]]]]}).encode(),
    json.dumps(update(5003, text="x" * 900_000)).encode(),
    json.dumps(update(5004, chat={"id": 2**70, "type": "private"})).encode(),
    json.dumps(update(5005, entities=[{"type": "bold", "offset": 1e300, "length": 1}])).encode(),
    b'{"update_id": 5006, "message": NaN}',
    b'{"update_id": 5007, "update_id": "x"}',
    b'{"update_id": ' + b"9" * 100_000 + b"}",
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"\xff\xfe\x00",
    b"",
]


@dataclass
class Door:
    client: httpx.AsyncClient
    url: str
    handled: Counter[int] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)

    async def handle(self, payload: str) -> None:
        """What the handlers would be given."""
        content = json.loads(payload)
        self.handled[content["update_id"]] += 1
        self.texts.append(payload)

    async def send(self, content: bytes) -> int:
        headers = {SECRET_HEADER: SECRET}
        answer = await self.client.post(f"{self.url}{PATH}", content=content, headers=headers)
        return answer.status_code

    async def until(self, ids: set[int]) -> None:
        async with asyncio.timeout(40):
            while True:
                if ids <= set(self.handled):
                    return
                await asyncio.sleep(0.02)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The server before a real inbox."""
    database = await migrated(tmp_path / "inbox.db")
    limits = httpx.Limits(max_connections=MAX_PER_ADDRESS)
    async with loopback_client(limits=limits) as http:
        made = Door(http, "")
        worker = InboxWorker(
            Inbox(database), made.handle, PressAcknowledger(nothing), lambda: datetime.now(UTC)
        )
        intake = Intake(worker)
        await worker.start()
        routes = TelegramWebhook(intake, silent_bot(), SECRET).routes()
        async with running_server(routes, "127.0.0.1", 0) as (host, port):
            made.url = f"http://{host}:{port}"
            yield made
        await intake.stop()
        await worker.stop(timedelta(0))
    await database.close()


async def nothing(_: str) -> None:
    """Answer no press."""


async def test_each_update_is_handled_once_however_often_and_in_whatever_order(door: Door) -> None:
    """Twice at once, again after it was handled, backwards, and from another token's time."""
    bodies = [json.dumps(update(number)).encode() for number in IDS * 3]
    random.Random(7).shuffle(bodies)
    assert set(await asyncio.gather(*map(door.send, bodies))) == {200}
    await door.until(set(IDS))
    assert set(await asyncio.gather(*map(door.send, reversed(bodies)))) == {200}
    assert await door.send(json.dumps(update(5000)).encode()) == 200
    await door.until({5000})
    assert set(door.handled.values()) == {1}


async def test_no_hostile_body_stops_those_around_it(door: Door) -> None:
    """It is refused or skipped; what is honest beside it is stored and handled."""
    honest = [json.dumps(update(6000 + number)).encode() for number in range(len(HOSTILE))]
    mixed = [one for pair in zip(HOSTILE, honest, strict=True) for one in pair]
    statuses = await asyncio.gather(*map(door.send, mixed))
    assert set(statuses[1::2]) == {200}
    assert set(statuses[::2]) <= {200, 400, 413}
    await door.until({6000 + number for number in range(len(HOSTILE))})
    assert set(door.handled) == {6000 + number for number in range(len(HOSTILE))}


async def test_what_cannot_be_stored_as_it_is_arrives_as_text(door: Door) -> None:
    """NUL, halves of letters, direction marks and letters that join for ever."""
    odd = "\0 \ud800 \ude00 \u202e\u2066 " + "ا" + "\u0651" * 4000
    assert await door.send(json.dumps(update(1, text=odd)).encode()) == 200
    await door.until({1})
    text = json.loads(door.texts[0])["message"]["text"]
    text.encode()
    assert text == odd.replace("\ud800", "?").replace("\ude00", "?")
