"""An instance that follows asks whether Telegram is there, and polls once it leads."""

import asyncio
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from telegram.ext import ApplicationBuilder

from bot.telegram.connection import CONTACT_PATIENCE_SECONDS, TelegramConnection
from bot.vital_signs import Contact
from storage.engine.database import Database
from storage.inbox import Inbox
from storage.key_value import KeyValue
from tests.offline_request import OfflineRequest
from tests.waiting import until

BOT = {"id": 1, "is_bot": True, "first_name": "خبر", "username": "khabar_bot"}


class Impostor(OfflineRequest):
    """Telegram at first; later what answers to getMe is JSON, and no user."""

    def __init__(self) -> None:
        self.asked_for_itself = 0
        self.polled = asyncio.Event()

    async def answer(self, method: str, parameters: dict[str, Any]) -> object:
        del parameters
        if method.lower() == "getme":
            self.asked_for_itself += 1
            return BOT if self.asked_for_itself == 1 else True
        if method.lower() == "getupdates":
            self.polled.set()
            await asyncio.Event().wait()
        return True


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
