"""An instance that follows asks whether Telegram is there, and polls once it leads."""

import asyncio
import json
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.telegram.connection import CONTACT_PATIENCE_SECONDS, TelegramConnection
from bot.vital_signs import Contact
from storage.engine.database import Database
from storage.inbox import Inbox
from storage.key_value import KeyValue
from tests.waiting import until

BOT = {"id": 1, "is_bot": True, "first_name": "خبر", "username": "khabar_bot"}


class Impostor(BaseRequest):
    """Telegram at first; later what answers to getMe is JSON, and no user."""

    def __init__(self) -> None:
        self.asked_for_itself = 0
        self.polled = asyncio.Event()

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
        del method, request_data
        name = url.rsplit("/", 1)[-1].replace("_", "").lower()
        result: object = True
        if name == "getme":
            self.asked_for_itself += 1
            result = BOT if self.asked_for_itself == 1 else True
        elif name == "getupdates":
            self.polled.set()
            await asyncio.Event().wait()
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Following:
    """The lead of another instance, until it is this one's."""

    def __init__(self) -> None:
        self.gained_it = asyncio.Event()

    @property
    def leading(self) -> bool:
        return self.gained_it.is_set()

    @property
    def steady(self) -> bool:
        return True

    def bound(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def gained(self) -> None:
        await self.gained_it.wait()

    async def certain(self) -> None:
        await self.gained_it.wait()

    async def lost(self) -> None:
        await asyncio.Event().wait()

    async def uncertain(self) -> None:
        await asyncio.Event().wait()


async def nothing() -> None:
    """Publish no menu."""


async def test_an_answer_that_only_looks_like_telegrams_leaves_nobody_deaf(
    database: Database,
) -> None:
    """It is a fault of the network; whoever meets it as a follower polls when he leads."""
    telegram, lead = Impostor(), Following()
    application = (
        ApplicationBuilder()
        .token("1:abc")
        .request(telegram)
        .get_updates_request(telegram)
        .updater(None)
        .build()
    )
    contact = Contact(CONTACT_PATIENCE_SECONDS)
    link = TelegramConnection(
        application,
        Inbox(database),
        memory=KeyValue(database),
        allowed_updates=["message"],
        now=lambda: datetime.now(UTC),
        contact=contact,
        lead=lead,
    )
    await link.connect(nothing)
    await until(lambda: telegram.asked_for_itself > 1)
    await until(lambda: "getMe failed" in contact.health.reason)
    lead.gained_it.set()
    async with asyncio.timeout(60):
        await telegram.polled.wait()
    await link.disconnect()
