"""A publish hook and a hub that tell of news: the post is there long before the next poll."""

import asyncio
import dataclasses
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import server
from bot.web.ping import signature
from sandbox.newsroom import Newsroom
from sandbox.server import Sandbox
from sandbox.serving import listen, make_server, served, url_of
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    Bot,
    People,
    first_poll,
    settings_for,
)
from tests.loopback import loopback_client

SECRET = "a secret of this test"


@dataclass
class Hub:
    """A hub that verifies the intent of whoever subscribes, and keeps what it was asked."""

    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    async def subscribe(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"]}
        more = {"hub.challenge": "tell me this", "hub.lease_seconds": "86400"}
        async with loopback_client() as client:
            answer = await client.get(form["hub.callback"], params=asked | more)
        self.answers.append((answer.status_code, answer.text))
        self.asked.append(form)
        return Response(status_code=202)


@dataclass
class Door:
    """A bot that polls each ten minutes of itself, the address of its listener, and a hub."""

    bot: Bot
    url: str
    hub: Hub
    newsroom: Newsroom


@pytest.fixture
async def door(sandbox: Sandbox, people: People, tmp_path: Path, port: int) -> AsyncIterator[Door]:
    address = f"127.0.0.1:{port}"
    hub = Hub()
    app = Starlette(routes=[Route("/", hub.subscribe, methods=["POST"])])
    sock = listen(0)
    newsroom = sandbox.newsroom
    newsroom.configure(dataclasses.replace(newsroom.settings, hub_url=f"{url_of(sock)}/"))
    settings = settings_for(
        sandbox,
        tmp_path / "khabar.db",
        poll_min="10m",
        poll_max="10m",
        ping_secret=SECRET,
        web_listen=address,
        public_url=f"http://{address}",
    )
    bot = Bot(settings, asyncio.Event())
    async with served((make_server(app), sock)):
        bot.begin()
        await first_poll(settings.database)
        await people.greeted()
        yield Door(bot, f"http://{address}", hub, newsroom)
        if bot.task is not None:
            await bot.end()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(time.time()))
    return {
        "X-Khabar-Timestamp": timestamp,
        "X-Khabar-Signature": f"sha256={signature(secret.encode(), timestamp, body)}",
    }


async def test_pings_and_a_hub_bring_posts_at_once_and_hold_up_no_end(
    door: Door, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes before the next poll; what is unsigned or forged brings nothing."""
    article = door.newsroom.publish("bakery-queue")
    refused = await people.client.post(f"{door.url}/ping", content=b"{}")
    forged = await people.client.post(
        f"{door.url}/ping", content=b"{}", headers=signed(b"{}", "another secret")
    )
    assert (refused.status_code, forged.status_code) == (401, 401)
    headers = signed(b'{"post": 7}')
    accepted = await people.client.post(f"{door.url}/ping", content=b'{"post": 7}', headers=headers)
    assert accepted.status_code == 202
    await people.told(article.headline)
    again = await people.client.post(f"{door.url}/ping", content=b'{"post": 7}', headers=headers)
    assert again.status_code == 401

    # A hub is subscribed to: the intent is verified, and a signed delivery triggers a poll.
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not door.hub.asked:  # noqa: ASYNC110 - the hub is another process in real life
            await asyncio.sleep(0.05)
    (form,) = door.hub.asked
    assert door.hub.answers == [(200, "tell me this")]
    article = door.newsroom.publish("volleyball-girls")
    callback, secret = form["hub.callback"], form["hub.secret"]
    forged = await people.client.post(
        callback, content=b"<rss/>", headers={"X-Hub-Signature": "sha256=00"}
    )
    await asyncio.sleep(0.5)
    assert forged.status_code == 202
    assert article.headline not in str(await people.heard())
    proof = hmac.new(secret.encode(), b"<rss/>", "sha256").hexdigest()
    await people.client.post(
        callback, content=b"<rss/>", headers={"X-Hub-Signature": f"sha256={proof}"}
    )
    await people.told(article.headline)

    # Half a request is cut off when the bot is told to end, however long it would be heard.
    monkeypatch.setattr(server, "BODY_WITHIN_SECONDS", 600.0)
    reader, writer = await asyncio.open_connection(*door.url.removeprefix("http://").split(":"))
    writer.write(b"POST /ping HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await door.bot.end()
    writer.close()
    del reader
