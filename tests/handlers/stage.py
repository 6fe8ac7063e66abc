"""A stage for handlers: the sandbox's Telegram, a real bot on it, and people who act."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from telegram import Update
from telegram.ext import ApplicationBuilder

import handlers
from bot.arabic.terms import index_terms
from bot.delivery.sending.photos import Photos
from bot.i18n import Catalogues
from bot.telegram.handle_update import AnyApplication
from sandbox.server import Sandbox, SandboxOptions, running
from storage.engine.database import Database
from storage.models import Article, Publication
from storage.store import Store
from tests.articles import NOON, invented
from tests.bot.delivery.delivery_process import no_photo
from tests.databases import copy, migrated
from tests.loopback import loopback_client, loopback_request

LAYLA, SAMI, RIMA, KARIM = 101, 102, 103, 104
CAFE, CITY_CHANNEL, MARKET, NEIGHBOURS = (
    -1001000000001,
    -1001000000002,
    -1001000000003,
    -2001,
)
CATALOGUES = Catalogues.load()
OPENING = NOON + timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of a transcript, as far as tests look at it."""

    id: int
    text: str
    html: str
    outgoing: bool
    buttons: list[list[dict[str, Any]]]
    photo: bool
    silent: bool
    topic: int | None

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]

    def data_of(self, label: str) -> str:
        return next(
            str(button["callback_data"])
            for row in self.buttons
            for button in row
            if button["text"].startswith(label)
        )


@dataclass
class Stage:
    """One bot, its store, and the controls of the sandbox."""

    sandbox: Sandbox
    store: Store
    application: AnyApplication
    http: httpx.AsyncClient
    clock: list[datetime]
    _offset: int = 1

    async def control(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Play the people through the control API."""
        url = f"{self.sandbox.control_url}/{path}"
        answer = await (self.http.get(url) if body is None else self.http.post(url, json=body))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def pump(self, *, at_once: bool = False) -> None:
        """Let the bot handle every update that waits for it, one by one or all at once."""
        while self.sandbox.telegram.updates.newest_id >= self._offset:
            updates: tuple[Update, ...] = await self.application.bot.get_updates(
                offset=self._offset, timeout=0, allowed_updates=handlers.ALLOWED_UPDATES
            )
            if at_once:
                self._offset = updates[-1].update_id + 1
                await asyncio.gather(*map(self.application.process_update, updates))
                continue
            for update in updates:
                self._offset = update.update_id + 1
                await self.application.process_update(update)

    async def write(
        self, text: str, *, chat: int = LAYLA, person: int = LAYLA, **more: object
    ) -> list[Seen]:
        """Somebody writes; the bot's messages that follow."""
        await self.control(f"chats/{chat}/messages", {"from": person, "text": text, **more})
        before = self.newest(chat)
        await self.pump()
        return [seen for seen in await self.transcript(chat) if seen.id > before and seen.outgoing]

    async def start(self, person: int = LAYLA, parameter: str = "") -> list[Seen]:
        """Somebody presses START in the private chat."""
        before = self.newest(person)
        body = {"from": person} | ({"parameter": parameter} if parameter else {})
        await self.control(f"chats/{person}/start", body)
        await self.pump()
        return [
            seen for seen in await self.transcript(person) if seen.id > before and seen.outgoing
        ]

    async def press(
        self, seen: Seen, label: str = "", *, chat: int = LAYLA, person: int = LAYLA, data: str = ""
    ) -> dict[str, Any]:
        """Somebody presses the button whose label begins so (or forges one); what was answered."""
        body = {
            "from": person,
            "message_id": seen.id,
            "data": data or seen.data_of(label),
            "wait_seconds": 30,
        }
        pressing = asyncio.ensure_future(self.control(f"chats/{chat}/press", body))
        while not pressing.done():
            await self.pump()
            await asyncio.wait([pressing], timeout=0.002)
        return pressing.result()

    async def more(self, seen: Seen, *, chat: int = LAYLA, person: int = LAYLA) -> Seen:
        """Open the menu behind a post's ⋯; the post with it."""
        await self.press(seen, "⋯", chat=chat, person=person)
        return await self.again(seen, chat)

    async def transcript(self, chat: int = LAYLA) -> list[Seen]:
        """The chat's messages, old before new."""
        listed = await self.control(f"chats/{chat}/messages?limit=50")
        return [
            Seen(
                id=message["message_id"],
                text=message.get("text") or message.get("caption") or "",
                html=message["html"],
                outgoing=message["outgoing"],
                buttons=message.get("reply_markup", {}).get("inline_keyboard", []),
                photo=bool(message.get("photo")),
                silent=message["silent"],
                topic=message["topic"],
            )
            for message in listed["messages"]
            if not message["deleted"]
        ]

    def newest(self, chat: int) -> int:
        """The id of the chat's newest message; 0 where there is none."""
        known = self.sandbox.telegram.chats.get(chat)
        return known.last_message_id if known else 0

    async def last(self, chat: int = LAYLA) -> Seen:
        """The newest message of the chat."""
        return (await self.transcript(chat))[-1]

    async def again(self, seen: Seen, chat: int = LAYLA) -> Seen:
        """The same message as it is by now."""
        return next(now for now in await self.transcript(chat) if now.id == seen.id)

    async def publish(self, *articles: Article) -> None:
        """Store articles as the bot would, telling nobody."""
        await stored(self.store, articles, self.clock[0])

    @property
    def photo_url(self) -> str:
        """A photo that Telegram can fetch: one of the sandbox's newsroom."""
        articles = self.sandbox.newsroom.everything()
        path = next(article.photo.path for article in articles if article.photo)
        return f"{self.sandbox.site_url}{path}"

    async def restarted(self) -> "Stage":
        """The bot as a new process would be: another application on the same database."""
        application = built(self.sandbox, self.store, self.clock)
        await self.application.shutdown()
        await application.initialize()
        self.application = application
        return self


async def stored(store: Store, articles: Iterable[Article], now: datetime) -> None:
    for article in articles:
        await store.publish(untold(article), feed=None, now=now)


async def with_articles(path: Path, articles: int) -> Database:
    """A database with so many articles."""

    async def filled(first: Path) -> Database:
        database = await migrated(first)
        row = (invented(number, photo=None) for number in range(1, articles + 1))
        await stored(Store(database), row, OPENING)
        return database

    await copy(path, f"{articles} articles", filled)
    return await migrated(path)


def untold(article: Article) -> Publication:
    """What is written of an article of which nobody is told."""
    return Publication(
        article=article,
        summary=article.paragraphs[:1],
        terms=index_terms(
            article.title, " ".join(article.paragraphs), [tag.name for tag in article.tags]
        ),
        content_hash=f"hash-{article.site_id}",
    )


async def publish(stage: Stage, article: Article) -> int:
    """Publish an article to whoever wants it; how many do."""
    published = await stage.store.publish(
        replace(
            untold(article),
            content_hash=f"told-{article.site_id}",
            not_before=stage.clock[0] + timedelta(minutes=2),
        ),
        feed=None,
        now=stage.clock[0],
    )
    return published.addressed


Fetch = Callable[[str], Awaitable[bytes]]


def services_of(store: Store, clock: list[datetime], fetch: Fetch = no_photo) -> handlers.Services:
    """What the handlers work with, by a clock that a test can set."""
    return handlers.Services(
        store=store,
        catalogues=CATALOGUES,
        site_name="عنب بلدي",
        site_url="https://news.example/",
        zone_name="Asia/Damascus",
        now=lambda: clock[0],
        photos=Photos(fetch=fetch, memory=store.photos, now=lambda: clock[0]),
        owner_ids=frozenset({KARIM}),
    )


def built(
    sandbox: Sandbox, store: Store, clock: list[datetime], fetch: Fetch = no_photo
) -> AnyApplication:
    """The bot with its handlers, asking the sandbox."""
    application = (
        ApplicationBuilder()
        .request(loopback_request())
        .get_updates_request(loopback_request())
        .token(sandbox.token)
        .base_url(sandbox.api_url)
        .base_file_url(sandbox.file_url)
        .context_types(handlers.CONTEXT_TYPES)
        .updater(None)
        .build()
    )
    handlers.register(application, services_of(store, clock, fetch))
    return application


@asynccontextmanager
async def on_stage(
    path: Path, *, articles: int = 12, fetch: Fetch = no_photo
) -> AsyncIterator[Stage]:
    """A stage with so many articles, of which nobody has been told."""
    database = await with_articles(path, articles)
    options = SandboxOptions(limits=False, publish_every=None)
    async with running(options) as sandbox, loopback_client() as http:
        store, clock = Store(database), [OPENING]
        sandbox.telegram.updates.allow([*handlers.ALLOWED_UPDATES])
        application = built(sandbox, store, clock, fetch)
        stage = Stage(sandbox, store, application, http, clock)
        await application.initialize()
        try:
            yield stage
        finally:
            await stage.application.shutdown()
            await database.close()
