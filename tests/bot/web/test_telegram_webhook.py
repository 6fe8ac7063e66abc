"""Telegram's requests: believed by their secret, answered by 200 only when they are stored."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.telegram.intake import Intake
from bot.web.server import running_server
from bot.web.telegram_webhook import MAX_UPDATE_BYTES, PATH, SECRET_HEADER, TelegramWebhook
from storage.errors import StorageError
from storage.models import ReceivedUpdate
from tests.bot.telegram.silent_bot import silent_bot
from tests.loopback import loopback_client

SECRET = "a-secret_of_this_test"
# A path of Arabic letters, as an address has it.
ENCODED = "/%D8%AE%D8%A8%D8%B1/a%20b"
PERSON = {"id": 101, "is_bot": False, "first_name": "ليلى"}
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": 101, "type": "private"},
        "from": PERSON,
        "text": "مرحبا",
    },
}


@dataclass
class FakeIntake(Intake):
    """Keeps what it is given, unless it is full or broken."""

    accepting: bool = True
    broken: bool = False
    stored: list[ReceivedUpdate] = field(default_factory=list)

    @property
    def accepts(self) -> bool:
        return self.accepting

    async def add(self, update: ReceivedUpdate) -> None:
        if self.broken:
            raise StorageError("the disk is full")
        self.stored.append(update)


@dataclass
class Door:
    """The bot's server as Telegram sees it."""

    client: httpx.AsyncClient
    url: str
    intake: FakeIntake

    async def send(
        self, content: bytes = json.dumps(UPDATE).encode(), secret: str = SECRET, path: str = PATH
    ) -> httpx.Response:
        headers = {SECRET_HEADER: secret} if secret else {}
        return await self.client.post(f"{self.url}{path}", content=content, headers=headers)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    intake = FakeIntake()
    routes = TelegramWebhook(intake, silent_bot(), SECRET).routes("/khabar/hook", ENCODED)
    async with (
        running_server(routes, "127.0.0.1", 0) as (host, port),
        loopback_client() as client,
    ):
        yield Door(client, f"http://{host}:{port}", intake)


async def test_an_update_is_stored_and_then_answered(door: Door) -> None:
    """At the path of the setting, and at the one that stays when a proxy cuts its own off."""
    for path in (PATH, "/khabar/hook", ENCODED):
        answer = await door.send(path=path)
        assert (answer.status_code, answer.content) == (200, b"")
    assert [(one.update_id, one.sender, one.kind) for one in door.intake.stored] == [
        (7, 101, "message")
    ] * 3


@pytest.mark.parametrize("secret", ["", "another", f"{SECRET}x", SECRET[:-1]])
async def test_without_the_secret_nothing_is_stored(
    door: Door, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Said in the log once a minute, however often it is tried."""
    for _ in range(3):
        assert (await door.send(secret=secret)).status_code == 401
    assert door.intake.stored == []
    assert len(caplog.records) == 1
    assert (await door.client.get(f"{door.url}{PATH}")).status_code == 405


@pytest.mark.parametrize("fault", ["accepting", "broken"])
async def test_what_can_not_be_stored_is_left_to_telegram(door: Door, fault: str) -> None:
    """A full inbox, a bot that starts or ends, a full disk: 503, and a pause is asked for."""
    setattr(door.intake, fault, fault == "broken")
    answer = await door.send()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert door.intake.stored == []


async def test_an_update_that_can_not_be_read_is_not_sent_again(door: Door) -> None:
    """It would hold up those behind it for a day; what is no JSON is not Telegram's."""
    odds: list[Any] = [{"update_id": "seven"}, [], {"update_id": 2**70, "message": 1}]
    for odd in odds:
        assert (await door.send(json.dumps(odd).encode())).status_code == 200
    assert (await door.send(b"{")).status_code == 400
    assert (await door.send(b"[" * 100_000)).status_code in {200, 400}
    assert (await door.send(b" " * (MAX_UPDATE_BYTES + 1))).status_code == 413
    assert door.intake.stored == []
