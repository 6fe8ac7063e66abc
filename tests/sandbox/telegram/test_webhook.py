"""Webhooks: what is sent where, in which order, and what happens to what is not taken."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from telegram import Bot, WebhookInfo
from telegram.error import Conflict

from sandbox.serving import listen, make_server, served, url_of
from tests.sandbox.telegram.player import READER, Player
from tests.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class Hook:
    """A bot's server: keeps what comes, and answers as told.

    All requests of a sender but the first wait for the event in `again`, if there is one.
    """

    url: str = ""
    answers: list[Response] = field(default_factory=list)
    again: dict[int, asyncio.Event] = field(default_factory=dict)
    takes_seconds: float = 0.0
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    senders: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    came: list[tuple[int, float]] = field(default_factory=list)

    async def receive(self, request: Request) -> Response:
        update = await request.json()
        sender = update["message"]["from"]["id"]
        is_first = not self.times(sender)
        self.came.append((sender, asyncio.get_running_loop().time()))
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        self.at_once += 1
        self.senders[sender] += 1
        assert self.senders[sender] == 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.takes_seconds)
        if sender in self.again and not is_first:
            await self.again[sender].wait()
        self.senders[sender] -= 1
        self.at_once -= 1
        answer = self.answers.pop(0) if self.answers else Response()
        if answer.status_code == 200:
            self.updates.append(update)
        return answer

    def times(self, sender: int = READER) -> list[float]:
        """When the requests with a person's updates came, by the clock of the loop."""
        return [time for one, time in self.came if one == sender]

    async def until(self, count: int) -> None:
        await until(lambda: len(self.updates) >= count)


@pytest_asyncio.fixture(loop_scope="session")
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    sock = listen(0)
    app = Starlette(routes=[Route("/hook", made.receive, methods=["POST"])])
    async with served((make_server(app), sock)):
        made.url = f"{url_of(sock)}/hook"
        yield made
    sock.close()


async def info_when(bot: Bot, holds: Callable[[WebhookInfo], bool]) -> WebhookInfo:
    """What getWebhookInfo tells, once it is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds(info := await bot.get_webhook_info()):  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.01)
    return info


async def say(player: Player, text: str, person: int = READER) -> None:
    await player.act(f"/chats/{person}/messages", **{"from": person}, text=text)


async def test_what_waits_and_what_comes_is_sent_with_the_secret(
    bot: Bot, player: Player, hook: Hook
) -> None:
    """In order for a chat; then nothing waits any more, and polling is a conflict."""
    await say(player, "قبل")
    await bot.set_webhook(hook.url, secret_token="a-secret_1", max_connections=7)
    await say(player, "بعد")
    await hook.until(2)
    assert [update["message"]["text"] for update in hook.updates] == ["قبل", "بعد"]
    assert hook.secrets == ["a-secret_1"] * 2
    with pytest.raises(Conflict):
        await bot.get_updates()
    info = await info_when(bot, lambda info: not info.pending_update_count)
    assert (info.url, info.max_connections) == (hook.url, 7)


async def test_what_is_not_taken_comes_again_and_holds_up_its_chat_only(
    bot: Bot, player: Player, hook: Hook
) -> None:
    """After a second; why, stands in getWebhookInfo."""
    hook.answers = [Response(status_code=503)]
    hook.again[READER] = asyncio.Event()
    await bot.set_webhook(hook.url)
    await say(player, "أولًا")
    await until(lambda: bool(hook.times()))
    await say(player, "ثانيًا")
    await say(player, "غيري", 102)
    await hook.until(1)
    assert hook.updates[0]["message"]["text"] == "غيري"
    info = await info_when(bot, lambda info: info.pending_update_count == 2)
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    hook.again[READER].set()
    await hook.until(3)
    assert [one["message"]["text"] for one in hook.updates[1:]] == ["أولًا", "ثانيًا"]


async def test_a_pause_that_was_asked_for_is_kept(bot: Bot, player: Player, hook: Hook) -> None:
    """`Retry-After`, in seconds."""
    hook.answers = [Response(status_code=503, headers={"retry-after": "2"})]
    await bot.set_webhook(hook.url)
    await say(player, "x")
    await hook.until(1)
    refused, taken = hook.times()
    assert taken - refused >= 2


async def test_no_more_requests_are_under_way_than_the_bot_wants(
    bot: Bot, player: Player, hook: Hook
) -> None:
    """And of one chat one at a time, which the server checks."""
    hook.takes_seconds = 0.05
    for number in range(3):
        for person in (101, 102, 103, 104):
            await say(player, str(number), person)
    await bot.set_webhook(hook.url, max_connections=2)
    await hook.until(12)
    assert hook.most_at_once == 2


async def test_what_was_not_delivered_can_be_polled_after_the_webhook(
    bot: Bot, player: Player, hook: Hook
) -> None:
    hook.answers = [Response(status_code=500)]
    hook.again[READER] = asyncio.Event()
    await bot.set_webhook(hook.url)
    await say(player, "x")
    await until(lambda: bool(hook.times()))
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert [one.message.text for one in await bot.get_updates() if one.message] == ["x"]
    assert not hook.updates


async def test_nothing_is_sent_beyond_this_machine(bot: Bot, player: Player) -> None:
    """The address is taken, and why nothing arrives there is told."""
    await bot.set_webhook("https://bot.example/hook")
    await say(player, "x")
    reason = "the sandbox sends to addresses of this machine only"
    info = await info_when(bot, lambda info: info.last_error_message == reason)
    assert info.pending_update_count == 1


async def test_a_redirect_is_followed_nowhere(bot: Bot, player: Player, hook: Hook) -> None:
    """A proxy that sends http on to https: Telegram calls that a wrong answer, and tries again."""
    hook.answers = [RedirectResponse(hook.url)]
    hook.again[READER] = asyncio.Event()
    await bot.set_webhook(hook.url)
    await say(player, "x")
    info = await info_when(bot, lambda info: bool(info.last_error_message))
    assert info.last_error_message == "Wrong response from the webhook: 307 Temporary Redirect"
    hook.again[READER].set()
    await hook.until(1)
