"""The whole bot in one process with a sandbox: real HTTP, a real database file."""

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from handlers.composition_root import serve
from sandbox.server import Sandbox, SandboxOptions, running
from storage.engine.address import DatabaseAddress
from tests.databases import look, prepared
from tests.loopback import loopback_client

READER = 101
OWNER = 103
# A process that starts on a machine with ten times its work takes a minute.
PATIENCE_SECONDS = 120.0
# What it brings is waited for elsewhere: the sandbox holds no request for longer.
PRESS_SECONDS = 40.0
Messages = list[dict[str, Any]]


def labelled(message: dict[str, Any], text: str) -> bool:
    """Whether a message has a button whose label holds the text."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(text in button["text"] for row in rows for button in row)


@dataclass
class People:
    """Plays the people of the sandbox through its control API."""

    client: httpx.AsyncClient
    sandbox: Sandbox

    async def control(self, path: str, **body: Any) -> Any:
        response = await self.client.post(f"{self.sandbox.control_url}/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def start(self, chat: int = READER, parameter: str = "") -> None:
        await self.control(f"chats/{chat}/start", parameter=parameter)

    async def greeted(self, chat: int = READER) -> Messages:
        """Press START, and hear the first contact to its end."""
        await self.start(chat)
        questions = ("اختر ما يهمني", "Choose what interests me")
        return await self.until(
            lambda said: any(one in str(message) for one in questions for message in said), chat
        )

    async def write(self, text: str, chat: int = READER, person: int | None = None) -> None:
        await self.control(f"chats/{chat}/messages", text=text, **{"from": person or chat})

    async def press(self, message: dict[str, Any], text: str, chat: int = READER) -> Any:
        """Press the button whose label holds the text."""
        for row, buttons in enumerate(message["reply_markup"]["inline_keyboard"]):
            for column, button in enumerate(buttons):
                if text in button["text"]:
                    return await self.control(
                        f"chats/{chat}/press",
                        message_id=message["message_id"],
                        row=row,
                        column=column,
                        wait_seconds=PRESS_SECONDS,
                        **{"from": chat},
                    )
        raise AssertionError(f"no button {text!r} in {message['reply_markup']}")

    async def open_menu(self, post: dict[str, Any], chat: int = READER) -> dict[str, Any]:
        """Press ⋯ under a post; the post with its menu."""
        await self.press(post, "⋯", chat)

        def opened(said: Messages) -> Messages:
            return [m for m in said if m["message_id"] == post["message_id"] and "✕" in str(m)]

        return opened(await self.until(lambda said: bool(opened(said)), chat))[0]

    async def transcript(self, chat: int = READER) -> Messages:
        url = f"{self.sandbox.control_url}/chats/{chat}/messages"
        response = await self.client.get(url, params={"limit": 200})
        messages: Messages = response.json()["messages"]
        return messages

    async def heard(self, chat: int = READER) -> Messages:
        """What the bot has said in a chat and not deleted."""
        return [
            message
            for message in await self.transcript(chat)
            if message["outgoing"] and not message["deleted"]
        ]

    async def until(
        self,
        holds: Callable[[Messages], bool],
        chat: int = READER,
        *,
        what: str = "",
        seconds: float = PATIENCE_SECONDS,
    ) -> Messages:
        """Wait until the bot's messages in a chat are as they should be."""
        said: Messages = []
        events = self.sandbox.telegram.events
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    seen = events.last_id
                    if holds(said := await self.heard(chat)):
                        return said
                    while events.last_id == seen:  # noqa: ASYNC110 - as often as a person looks
                        await asyncio.sleep(0.05)
        texts = "\n---\n".join(message["html"] for message in said)
        raise AssertionError(f"waited in vain{' for ' + what if what else ''}; it said:\n{texts}")

    async def page_with(self, label: str, chat: int = READER) -> dict[str, Any]:
        """The newest message with such a button, once there is one; news may have come after it."""
        said = await self.until(
            lambda said: any(labelled(one, label) for one in said), chat, what=f"a button {label}"
        )
        return [one for one in said if labelled(one, label)][-1]

    async def turned(self, page: dict[str, Any], label: str, chat: int = READER) -> dict[str, Any]:
        """The same message, once it has such a button."""

        def same(said: Messages) -> dict[str, Any]:
            return next(one for one in said if one["message_id"] == page["message_id"])

        what = f"a button {label} in the same message"
        return same(await self.until(lambda said: labelled(same(said), label), chat, what=what))

    async def told(self, words: str, chat: int = READER) -> dict[str, Any]:
        """The newest message with these words, once there is one."""
        said = await self.until(
            lambda said: any(words in one["html"] for one in said), chat, what=words
        )
        return [one for one in said if words in one["html"]][-1]

    async def answered(self, press: dict[str, Any], words: str, chat: int = READER) -> None:
        """See a press answered by these words, or by a message: an answer must come in time."""
        if words not in (press["text"] or ""):
            await self.told(words, chat)

    async def answer_to(self, text: str, chat: int = READER, words: str = "") -> dict[str, Any]:
        """Write something and give the bot's next message that is no news and holds the words.

        Owners are alerted of their own accord at any time, so for them the words must be given.
        """
        assert words or chat != OWNER, "an owner's next message may be an alert"

        before = {one["message_id"] for one in await self.heard(chat)}
        await self.write(text, chat)

        def new(said: Messages) -> Messages:
            said = [one for one in said if one["message_id"] not in before]
            return [one for one in said if not labelled(one, "⋯") and words in str(one)]

        what = f"an answer to {text} with {words!r}"
        return new(await self.until(lambda said: bool(new(said)), chat, what=what))[0]


@dataclass
class Bot:
    """A bot in the sandbox, to be started and stopped by a test."""

    settings: Settings
    stop: asyncio.Event
    task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(serve(self.settings, self.stop))

    async def end(self) -> None:
        assert self.task is not None
        self.stop.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.task
        self.task = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Begin, and end with the block."""
        self.begin()
        try:
            yield
        finally:
            await self.end()


@pytest.fixture
def _with_a_terminal() -> Iterator[None]:
    """Programs that a test starts are ended by SIGHUP, also where the tests run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
async def sandbox(backlog: int) -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(backlog=backlog)) as started:
        yield started


@pytest.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with loopback_client() as client:
        yield People(client, sandbox)


def newest_post(said: Messages) -> int:
    """The id of the newest news among the messages, 0 if there is none.

    News ends with its tags, and no other message has any. How many there are would say nothing: a
    busy chat's older messages are not shown.
    """
    posts = (m["message_id"] for m in said if 'data-kind="hashtag"' in m["html"])
    return max(posts, default=0)


def settings_for(sandbox: Sandbox, database: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "bot_token": sandbox.token,
        "api_base_url": sandbox.base_url,
        "feed_urls": f"{sandbox.site_url}/feed/",
        "allow_private_hosts": True,
        "database": prepared(database),
        "poll_min": "1s",
        "poll_max": "1s",
        "settle_minutes": 0,
    }
    return load_settings(None, **values | changes)


@pytest.fixture
async def bot(sandbox: Sandbox, people: People, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot that has read the feed for the first time."""
    made = Bot(settings_for(sandbox, tmp_path / "khabar.db"), asyncio.Event())
    made.begin()
    await first_poll(made.settings.database)
    yield made
    if made.task is not None:
        await made.end()


async def first_poll(database: DatabaseAddress, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the feed was read to its end: from then on news is told."""
    async with asyncio.timeout(seconds):
        while True:
            await asyncio.sleep(0.05)
            with contextlib.suppress(
                sqlite3.OperationalError,
                psycopg.errors.UndefinedTable,
                psycopg.errors.LockNotAvailable,
            ):
                if look(database, "select 1 from feeds where last_success > 0"):
                    return


def far_hour() -> int:
    """The hour of a reader's day that is farthest from now: what waits for it does not come."""
    return (datetime.now(ZoneInfo("Asia/Damascus")).hour + 12) % 24


async def recorded(database: DatabaseAddress) -> None:
    """Wait until what was sent is written down: until then it is in doubt."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if not look(database, "select 1 from outbox where finished is null"):
                return
            await asyncio.sleep(0.02)


async def kept(database: DatabaseAddress, table: str) -> None:
    """Wait until a table has a row: a message is seen a moment before it is written down."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if look(database, f"select 1 from {table}"):
                return
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def busy(*acts: Callable[[], Awaitable[Any]], every: float) -> AsyncIterator[None]:
    """Do each of the acts again and again, `every` seconds apart."""

    async def keep_on(act: Callable[[], Awaitable[Any]]) -> None:
        while True:
            await act()
            await asyncio.sleep(every)

    tasks = [asyncio.create_task(keep_on(act)) for act in acts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
