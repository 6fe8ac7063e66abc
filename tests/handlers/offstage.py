"""A bot without a network, to which any press of a button can be handed."""

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder

import handlers
from bot.telegram.handle_update import AnyApplication
from storage.articles.article_changes import withdraw_article
from storage.engine.database import Database
from storage.models import ArticleStatus, ChatKind
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import migrated
from tests.handlers.stage import LAYLA, SAMI, services_of, untold
from tests.offline_request import OfflineRequest, Refusal

GROUP, CHANNEL = -1001000000003, -1001000000002
PLACES = (
    "private",
    "private topic",
    "stranger",
    "group",
    "topic",
    "channel",
    "inline",
    "inaccessible",
    "inaccessible group",
    "inaccessible topic",
)
STRANGER = 909
# The status under which each of the articles from number 4 on is stored.
NOT_PUBLIC = (ArticleStatus.HELD, ArticleStatus.COPY, ArticleStatus.LIVE)
# It is withdrawn after it was published.
WITHDRAWN_ID = 6
SECRET = "الكلام المكتوم"


class Offline(OfflineRequest):
    """Telegram as far as a press meets it: everything is granted, and what was asked is kept."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refuses_edits = False
        # What whoever presses is in the chat.
        self.status = "creator"

    async def answer(self, method: str, parameters: dict[str, Any]) -> object:
        self.asked.append((method, parameters))
        if self.refuses_edits and method.startswith("editMessage"):
            raise Refusal("Bad Request: there is no text in the message to edit")
        person = {"id": SAMI, "is_bot": False, "first_name": "سامي"}
        message = {"message_id": 7, "date": int(NOON.timestamp()), "text": "خبر"}
        answers: dict[str, Any] = {
            "getMe": {"id": 1, "is_bot": True, "first_name": "خبر", "username": "khabar_bot"},
            "answerCallbackQuery": True,
            "getChatMember": {
                "status": self.status,
                "user": person,
                "is_anonymous": False,
            },
            "getChatAdministrators": [],
            "getChat": {
                "id": CHANNEL,
                "type": "channel",
                "title": "قناة",
                "accent_color_id": 1,
                "max_reaction_count": 1,
                "accepted_gift_types": {
                    "unlimited_gifts": False,
                    "limited_gifts": False,
                    "unique_gifts": False,
                    "premium_subscription": False,
                    "gifts_from_channels": False,
                },
            },
            "deleteMessage": True,
            "pinChatMessage": True,
            "unpinChatMessage": True,
        }
        return answers.get(method, message | {"chat": {"id": LAYLA, "type": "private"}})


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@dataclasses.dataclass
class Offstage:
    """A bot whose Telegram is `Offline`, on a loop of its own."""

    loop: asyncio.AbstractEventLoop
    application: AnyApplication
    request: Offline
    clock: list[datetime]
    heard: Heard
    number: int = 0

    def press(self, data: str, place: str) -> list[dict[str, Any]]:
        """What the press was answered."""
        self.hand_over(forged(self.number + 1, data, place))
        return [given for name, given in self.request.asked if name == "answerCallbackQuery"]

    def next_update(self) -> None:
        """Forget what the last update has brought, and count the next one."""
        self.number += 1
        # Nobody is stopped as a flood: each press comes a while after the last.
        self.clock[0] += timedelta(seconds=40)
        self.request.asked.clear()
        self.heard.records.clear()

    def hand_over(self, update: dict[str, Any]) -> None:
        """Have an update handled; what it brought is kept in `request` and `heard`."""
        self.next_update()
        read = Update.de_json(update | {"update_id": self.number}, self.application.bot)
        self.loop.run_until_complete(self.application.process_update(read))


def forged(number: int, data: str, place: str) -> dict[str, Any]:
    """An update as Telegram would hand it over."""
    by = STRANGER if place == "stranger" else LAYLA
    person = {"id": by, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
    chats: dict[str, dict[str, Any]] = {
        "private": {"id": LAYLA, "type": "private", "first_name": "ليلى"},
        "private topic": {"id": LAYLA, "type": "private", "first_name": "ليلى"},
        "stranger": {"id": STRANGER, "type": "private", "first_name": "غريب"},
        "group": {"id": GROUP, "type": "supergroup", "title": "السوق"},
        "topic": {"id": GROUP, "type": "supergroup", "title": "السوق", "is_forum": True},
        "channel": {"id": CHANNEL, "type": "channel", "title": "قناة"},
    }
    query: dict[str, Any] = {
        "id": str(number),
        "from": person,
        "chat_instance": "1",
        "data": data,
    }
    if place == "inline":
        query["inline_message_id"] = "abc"
    elif place.startswith("inaccessible"):
        # https://core.telegram.org/bots/api#inaccessiblemessage
        chat = chats[place.removeprefix("inaccessible").strip() or "private"]
        query["message"] = {"message_id": 7, "date": 0, "chat": chat}
    else:
        query["message"] = {
            "message_id": 7,
            "date": int(NOON.timestamp()),
            "chat": chats[place],
            "text": "خبر",
        }
        if place.endswith("topic"):
            query["message"] |= {"is_topic_message": True, "message_thread_id": 5}
    return {"update_id": number, "callback_query": query}


@pytest.fixture(scope="module")
def offstage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offstage]:
    with offstage_at(tmp_path_factory.mktemp("forged") / "khabar.db") as opened:
        yield opened


@contextlib.contextmanager
def offstage_at(path: Path) -> Iterator[Offstage]:
    """A bot with a reader, a channel, some articles, and some that are not public."""
    loop = asyncio.new_event_loop()
    clock = [NOON + timedelta(hours=2)]

    async def begin() -> tuple[Database, AnyApplication, Offline]:
        database = await migrated(path)
        store = Store(database)
        request = Offline()
        application = (
            ApplicationBuilder()
            .token("1:offline")
            .request(request)
            .get_updates_request(Offline())
            .context_types(handlers.CONTEXT_TYPES)
            .updater(None)
            .build()
        )
        handlers.register(application, services_of(store, clock))
        await application.initialize()
        for number in range(1, 4):
            article = untold(invented(number, photo=None))
            await store.publish(article, feed=None, now=NOON)
        for number, status in enumerate(NOT_PUBLIC, start=4):
            article = untold(
                invented(number, photo=None, title=f"{SECRET} {number}", paragraphs=(SECRET,) * 3)
            )
            article = dataclasses.replace(article, status=status)
            await store.publish(article, feed=None, now=NOON)
        async with database.transaction() as connection:
            await withdraw_article(connection, WITHDRAWN_ID, NOON)
        for chat, kind in ((LAYLA, ChatKind.PRIVATE), (CHANNEL, ChatKind.CHANNEL)):
            await store.chats.add(
                chat, kind=kind, title="", language="ar", zone_name="Asia/Damascus", now=NOON
            )
        await store.saved_searches.save(LAYLA, "الحديقة", now=NOON)
        return database, application, request

    async def end(database: Database, application: AnyApplication) -> None:
        await application.shutdown()
        await database.close()

    heard = Heard()
    logger = logging.getLogger("handlers")
    level = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.DEBUG)
    database, application, request = loop.run_until_complete(begin())
    yield Offstage(loop, application, request, clock, heard)
    logger.removeHandler(heard)
    logger.setLevel(level)
    loop.run_until_complete(end(database, application))
    loop.close()
