"""The webhook at Telegram: set, set again, another program's left alone, deleted for polling."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from telegram import WebhookInfo
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.webhook import (
    Webhook,
    WebhookAddress,
    delete_own_webhook,
    webhook_at_telegram,
    webhook_host,
    webhook_secret,
)
from bot.vital_signs import Contact
from sandbox.server import Sandbox, SandboxOptions, running
from sandbox.telegram.user_actions import write
from storage.key_value import OWN_WEBHOOK
from tests.loopback import loopback_request
from tests.waiting import until

OURS = "https://news.example/khabar/telegram"
THEIRS = "https://other.example/secret-path"


@dataclass
class Notes:
    """What outlives a run."""

    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str:
        return self.kept.get(name, "")

    async def put(self, name: str, value: str) -> None:
        self.kept[name] = value

    async def drop(self, name: str) -> None:
        self.kept.pop(name, None)


@dataclass
class Line:
    """A bot at its Telegram, and what it remembers."""

    sandbox: Sandbox
    bot: ExtBot[Any]
    notes: Notes = field(default_factory=Notes)
    copies: list[tuple[bool, str]] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def keeping(
        self, url: str = OURS, certificate: bytes | None = None
    ) -> AsyncIterator[None]:
        """A running bot that keeps its webhook set."""
        webhook = Webhook(
            self.bot,
            WebhookAddress(url, webhook_secret(self.sandbox.token), certificate),
            memory=self.notes,
            allowed_updates=["message"],
            contact=Contact(60),
            on_second_copy=lambda found, host: self.copies.append((found, host)),
            look_every=timedelta(seconds=0.05),
        )
        task = asyncio.create_task(webhook.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, url: str) -> None:
        async with asyncio.timeout(40):
            while (await self.bot.get_webhook_info()).url != url:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.02)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with running(SandboxOptions(limits=False)) as sandbox:
        bot: ExtBot[Any] = ExtBot(
            sandbox.token,
            base_url=sandbox.api_url,
            request=loopback_request(),
        )
        async with bot:
            yield Line(sandbox, bot)


def test_the_secret_is_telegrams_alphabet_and_tells_nothing_of_the_token() -> None:
    secret = webhook_secret("123:abc")
    assert secret == webhook_secret("123:abc") != webhook_secret("123:abd")
    assert len(secret) == 64
    assert secret.isalnum()
    assert repr(WebhookAddress(OURS, secret)).find(secret) == -1


@pytest.mark.parametrize(
    ("url", "host"), [(THEIRS, "other.example"), ("", ""), ("https://[", "https://[")]
)
def test_of_an_address_only_the_host_is_told(url: str, host: str) -> None:
    assert webhook_host(url) == host


async def test_it_is_set_with_everything_and_stays_at_the_end(line: Line) -> None:
    async with line.keeping():
        await line.until(OURS)
    info = await line.bot.get_webhook_info()
    assert (info.url, info.max_connections) == (OURS, 40)
    assert info.allowed_updates == ("message",)
    assert line.notes.kept == {OWN_WEBHOOK: OURS}
    assert line.copies == []


async def test_what_somebody_deletes_is_set_again(line: Line) -> None:
    async with line.keeping():
        await line.until(OURS)
        await line.bot.delete_webhook()
        await line.until(OURS)


@contextlib.asynccontextmanager
async def believing(secret: str, taken: list[bytes]) -> AsyncIterator[str]:
    """A server that takes requests with this secret, and answers 401 to others; its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        believed = secret.encode() in head
        taken.extend([head] if believed else [])
        status = b"200 OK" if believed else b"401 Unauthorized"
        writer.write(b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/telegram"


async def test_what_somebody_sets_without_the_secret_is_set_with_it(line: Line) -> None:
    """As by the call of a manual: each update would be refused until the next start."""
    taken: list[bytes] = []
    async with believing(webhook_secret(line.sandbox.token), taken) as url, line.keeping(url):
        await line.until(url)
        await line.bot.set_webhook(url)
        (person, *_) = line.sandbox.telegram.people.values()
        chat = line.sandbox.telegram.chats[person.id]
        write(line.sandbox.telegram, chat, person, "/start")
        await until(lambda: bool(taken))


async def test_a_refusal_that_goes_on_though_the_secret_is_set_sets_nothing_anew(
    line: Line,
) -> None:
    """What stands before the bot refuses the requests, or drops the secret from them."""
    async with believing("another", []) as url, line.keeping(url):
        await line.until(url)
        (person, *_) = line.sandbox.telegram.people.values()
        write(line.sandbox.telegram, line.sandbox.telegram.chats[person.id], person, "/start")
        telegram = line.sandbox.telegram
        calls = telegram.counters.calls
        failures = set()

        def failed_often() -> bool:
            failures.add(telegram.webhook.info().get("last_error_date"))
            return len(failures - {None}) > 2

        await until(failed_often)
        looked = calls["getWebhookInfo"]
        await until(lambda: calls["getWebhookInfo"] > looked + 3)
        assert calls["setWebhook"] <= 2


async def test_what_somebody_sets_without_the_certificate_is_set_with_it(line: Line) -> None:
    async with line.keeping(certificate=b"pem"):
        await line.until(OURS)
        await line.bot.set_webhook(OURS)
        async with asyncio.timeout(40):
            while not (await line.bot.get_webhook_info()).has_custom_certificate:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.02)


async def test_another_failure_than_the_secret_sets_nothing_anew(line: Line) -> None:
    """A server that is away is not there sooner by it."""
    async with line.keeping("http://127.0.0.1:1/"):
        await line.until("http://127.0.0.1:1/")
        (person, *_) = line.sandbox.telegram.people.values()
        write(line.sandbox.telegram, line.sandbox.telegram.chats[person.id], person, "/start")
        calls = line.sandbox.telegram.counters.calls
        await until(lambda: "last_error_date" in line.sandbox.telegram.webhook.info())
        looked = calls["getWebhookInfo"]
        await until(lambda: calls["getWebhookInfo"] > looked + 3)
        assert calls["setWebhook"] == 1


async def test_another_address_of_its_own_replaces_the_old_one(line: Line) -> None:
    """The settings have changed: it is known by what was kept."""
    async with line.keeping():
        await line.until(OURS)
    async with line.keeping("https://new.example/"):
        await line.until("https://new.example/")
    assert line.copies == []


async def test_while_its_next_address_is_refused_the_old_one_is_still_its_own(line: Line) -> None:
    """Else it would wait for ever until somebody deletes what it has set itself."""
    async with line.keeping():
        await line.until(OURS)
    line.sandbox.telegram.faults.add(
        {"kind": "server_error", "method": "setWebhook", "next": 2}, 0.0
    )
    async with line.keeping("https://new.example/"):
        await line.until("https://new.example/")
    assert line.copies == []
    assert line.notes.kept == {OWN_WEBHOOK: "https://new.example/"}


async def test_polling_deletes_the_old_address_where_the_next_was_never_taken(line: Line) -> None:
    async with line.keeping():
        await line.until(OURS)
    line.sandbox.telegram.faults.add({"kind": "server_error", "method": "setWebhook"}, 0.0)
    async with line.keeping("https://new.example/"), asyncio.timeout(40):
        while line.notes.kept == {OWN_WEBHOOK: OURS}:  # noqa: ASYNC110 - from outside
            await asyncio.sleep(0.02)
    await delete_own_webhook(line.bot, line.notes)
    assert (await line.bot.get_webhook_info()).url == ""
    assert line.notes.kept == {}


async def test_a_strangers_is_left_alone_and_told_until_it_is_gone(line: Line) -> None:
    """The host only: the path may be its secret."""
    await line.bot.set_webhook(THEIRS)
    async with line.keeping():
        async with asyncio.timeout(40):
            while not line.copies:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.02)
        assert (await line.bot.get_webhook_info()).url == THEIRS
        await line.bot.delete_webhook()
        await line.until(OURS)
        async with asyncio.timeout(40):
            while len(line.copies) < 2:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.02)
    assert line.copies == [(True, "other.example"), (False, "")]


async def test_while_telegram_fails_it_is_tried_again(line: Line) -> None:
    line.sandbox.telegram.faults.add(
        {"kind": "server_error", "method": "setWebhook", "next": 2}, 0.0
    )
    async with line.keeping():
        await line.until(OURS)


class Unreadable:
    """A bot of whose Telegram the library can't read what webhook is set."""

    def __init__(self, answers: int) -> None:
        self.answers = answers

    async def get_webhook_info(self) -> WebhookInfo:
        self.answers -= 1
        if self.answers < 0:
            return WebhookInfo("", False, 0)
        raise TypeError(f"unexpected: {OURS}")


async def test_an_answer_that_no_library_reads_is_asked_for_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A bot that polls begins with this question, and would be deaf without an answer."""
    bot: Any = Unreadable(1)
    notes = Notes({OWN_WEBHOOK: OURS})
    async with asyncio.timeout(40):
        await delete_own_webhook(bot, notes)
    assert notes.kept == {}
    with pytest.raises(TelegramError):
        await webhook_at_telegram(Unreadable(1))  # type: ignore[arg-type]
    assert OURS not in caplog.text


async def test_polling_deletes_its_own_and_keeps_what_waits(line: Line) -> None:
    async with line.keeping():
        await line.until(OURS)
    line.sandbox.telegram.updates.put("message", {"chat": {"id": 101}})
    line.sandbox.telegram.faults.add({"kind": "server_error", "next": 1}, 0.0)
    await delete_own_webhook(line.bot, line.notes)
    info = await line.bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("", 1)
    assert line.notes.kept == {}


async def test_polling_leaves_a_strangers_alone(line: Line) -> None:
    await line.bot.set_webhook(THEIRS)
    await delete_own_webhook(line.bot, line.notes)
    line.notes.kept[OWN_WEBHOOK] = OURS
    await delete_own_webhook(line.bot, line.notes)
    assert (await line.bot.get_webhook_info()).url == THEIRS
    assert line.notes.kept == {}
