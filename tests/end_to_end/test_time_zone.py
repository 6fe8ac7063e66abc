"""A newsroom far from Damascus: its own time zone wherever readers are told a day or an hour."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.arabic.dates import format_date
from sandbox.server import Sandbox
from tests.databases import look
from tests.end_to_end.conftest import READER, Bot, People, first_poll, settings_for

DAMASCUS = ZoneInfo("Asia/Damascus")


def elsewhere() -> str:
    """A time zone in which it is another day than in Damascus, at whatever hour this runs."""
    ahead, behind = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    return ahead if datetime.now(DAMASCUS).hour >= 13 else behind


def today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


async def test_readers_and_searches_have_the_time_zone_of_the_newsroom(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """That of the settings, not one that the program has thought of."""
    zone = elsewhere()
    made = Bot(settings_for(sandbox, tmp_path / "khabar.db", time_zone=zone), asyncio.Event())
    made.begin()
    await first_poll(made.settings.database)
    await people.greeted()
    chats = look(made.settings.database, f"select zone from chats where telegram_id = {READER}")
    assert [tuple(row) for row in chats] == [(zone,)]
    before = today(zone)
    found = await people.answer_to("المدينة منذ أسبوع", words="🗓")
    # The day may have ended since.
    days = {day - timedelta(days=7) for day in (before, today(zone))}
    assert any(format_date(day, "ar") in found["html"] for day in days)
    await made.end()
