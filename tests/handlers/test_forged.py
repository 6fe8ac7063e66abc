"""Forged presses: whatever the data and wherever they come from, an answer and no error."""

import asyncio
import dataclasses
import json
import logging
import string
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

import handlers
from bot.posts.keyboard import MAX_BYTES, PREFIXES, Action, decode, encode
from bot.telegram.handle_update import AnyApplication
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.models import ChatKind
from storage.store import Store
from tests.articles import NOON, invented
from tests.handlers.stage import LAYLA, SAMI, services_of, untold

GROUP, CHANNEL = -1001000000003, -1001000000002
PLACES = ("private", "stranger", "group", "topic", "channel", "inline", "inaccessible")
STRANGER = 909
# Where the bot is, and nothing is stored.
UNKNOWN = ("stranger", "group", "topic")
NUMBERS = st.one_of(st.integers(0, 12), st.sampled_from((200, 999, 2**31, 2**62, 2**63 - 1)))


def fields(action: type[Action]) -> st.SearchStrategy[Action]:
    """Any values that such an action can have."""
    hints = get_type_hints(action)
    values: list[st.SearchStrategy[Any]] = []
    for one in dataclasses.fields(action):
        kind = hints[one.name]
        if issubclass(kind, StrEnum):
            values.append(st.sampled_from(list(kind)))
        elif kind is str:
            values.append(st.text(string.ascii_letters + string.digits + "-_", max_size=50))
        else:
            values.append(st.booleans() if kind is bool else NUMBERS)
    return st.builds(action, *values)


def written(action: Action) -> str:
    """As its button would have it, or as nearly as fits."""
    try:
        return encode(action)
    except ValueError:
        return f"{action}"


def within_bytes(text: str) -> str:
    return text.encode(errors="ignore")[:MAX_BYTES].decode(errors="ignore")


PARTS = st.lists(st.one_of(NUMBERS.map(str), st.text(max_size=3)), max_size=5)
DATA = st.one_of(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.tuples(st.sampled_from(sorted(PREFIXES)), PARTS).map(lambda p: ":".join((p[0], *p[1]))),
    st.text(min_size=1, max_size=MAX_BYTES),
).map(within_bytes)


class Offline(BaseRequest):
    """Telegram as far as a press meets it: everything is granted, and what was asked is kept."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refuses_edits = False

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        del method
        name = url.rsplit("/", 1)[-1]
        self.asked.append((name, dict(request_data.parameters) if request_data else {}))
        if self.refuses_edits and name.startswith("editMessage"):
            refusal = "Bad Request: there is no text in the message to edit"
            return 400, json.dumps({"ok": False, "description": refusal}).encode()
        person = {"id": SAMI, "is_bot": False, "first_name": "سامي"}
        message = {"message_id": 7, "date": int(NOON.timestamp()), "text": "خبر"}
        answers: dict[str, Any] = {
            "getMe": {"id": 1, "is_bot": True, "first_name": "خبر", "username": "khabar_bot"},
            "answerCallbackQuery": True,
            "getChatMember": {
                "status": "creator",
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
                },
            },
            "deleteMessage": True,
            "pinChatMessage": True,
            "unpinChatMessage": True,
        }
        result = answers.get(name, message | {"chat": {"id": LAYLA, "type": "private"}})
        return 200, json.dumps({"ok": True, "result": result}).encode()


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
        self.number += 1
        # Nobody is stopped as a flood: each press comes a while after the last.
        self.clock[0] += timedelta(seconds=40)
        self.request.asked.clear()
        self.heard.records.clear()
        update = Update.de_json(forged(self.number, data, place), self.application.bot)
        self.loop.run_until_complete(self.application.process_update(update))
        return [given for name, given in self.request.asked if name == "answerCallbackQuery"]


def forged(number: int, data: str, place: str) -> dict[str, Any]:
    """An update as Telegram would hand it over."""
    by = STRANGER if place == "stranger" else LAYLA
    person = {"id": by, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
    chats: dict[str, dict[str, Any]] = {
        "private": {"id": LAYLA, "type": "private", "first_name": "ليلى"},
        "stranger": {"id": STRANGER, "type": "private", "first_name": "غريب"},
        "group": {"id": GROUP, "type": "supergroup", "title": "السوق"},
        "topic": {"id": GROUP, "type": "supergroup", "title": "السوق", "is_forum": True},
        "channel": {"id": CHANNEL, "type": "channel", "title": "قناة"},
        "inaccessible": {"id": LAYLA, "type": "private", "first_name": "ليلى"},
    }
    query: dict[str, Any] = {
        "id": str(number),
        "from": person,
        "chat_instance": "1",
        "data": data,
    }
    if place == "inline":
        query["inline_message_id"] = "abc"
    else:
        query["message"] = {
            "message_id": 7,
            "date": 0 if place == "inaccessible" else int(NOON.timestamp()),
            "chat": chats[place],
            "text": "خبر",
        }
        if place == "topic":
            query["message"] |= {"is_topic_message": True, "message_thread_id": 5}
    return {"update_id": number, "callback_query": query}


@pytest.fixture(scope="module")
def offstage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offstage]:
    """A bot with a reader, a channel and some articles."""
    loop = asyncio.new_event_loop()
    clock = [NOON + timedelta(hours=2)]
    path = tmp_path_factory.mktemp("forged") / "khabar.db"

    async def begin() -> tuple[Database, AnyApplication, Offline]:
        database = await Database.open(path)
        await migrate(database)
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
        for chat, kind in ((LAYLA, ChatKind.PRIVATE), (CHANNEL, ChatKind.CHANNEL)):
            await store.chats.join(chat, kind=kind, title="", language="ar", now=NOON)
        await store.saved_searches.remember(LAYLA, "الحديقة", now=NOON)
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


def rows_of(offstage: Offstage, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of a chat."""
    store = offstage.application.bot_data.store
    return dict(offstage.loop.run_until_complete(store.export.of(telegram_id)))


@settings(max_examples=100, deadline=None)
@given(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.sampled_from(UNKNOWN),
)
@example("f:1:1", "stranger")
@example("v:1:0", "stranger")
@example("v:1:1", "topic")
@example("b:1:0:1:0", "stranger")
@example("c:p:0", "stranger")
@example("c:a:1", "group")
@example("u:8:1", "stranger")
@example("q:0:1", "stranger")
@example("k:1:2:1", "stranger")
def test_no_button_stores_a_chat_that_is_not_known(
    offstage: Offstage, data: str, place: str
) -> None:
    """It may be from before everything was erased: only what is typed begins anew."""
    offstage.request.refuses_edits = False
    chat = STRANGER if place == "stranger" else GROUP
    assert offstage.press(data, place)
    # What an administrator does to a channel that is known is written down there.
    assert rows_of(offstage, chat).keys() <= {"desk_prompts", "audit_log"}


@settings(max_examples=100, deadline=None)
@given(DATA, st.sampled_from(PLACES), st.booleans())
@example("p:s:1:0", "stranger", False)
@example("k:1:9:9", "private", False)
@example("p:l:0:9223372036854775807", "private", True)
@example("y:9223372036854775807", "private", False)
@example("a:1", "inline", False)
@example("n", "inaccessible", True)
@example("\x00", "group", False)
def test_any_data_from_anywhere_are_answered_without_an_error(
    offstage: Offstage, data: str, place: str, refuses_edits: bool
) -> None:
    """The button stops waiting, and nothing is logged above what engineers look for."""
    offstage.request.refuses_edits = refuses_edits
    answers = offstage.press(data, place)
    loud = [one for one in offstage.heard.records if one.levelno > logging.DEBUG]
    assert not loud, logging.Formatter().format(loud[0])
    assert answers
    if decode(data) is None:
        # An earlier press may have chosen English.
        assert answers[0]["text"].startswith(
            ("لم يعد هذا الزر يعمل", "This button no longer works")
        )
        assert len(offstage.heard.records) == 1
