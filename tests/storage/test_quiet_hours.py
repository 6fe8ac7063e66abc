"""Quiet hours on the clock of a city, across changes of summer time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chats.chats import Chats
from storage.engine.database import Database
from storage.models import ChatKind
from storage.outbox import Outbox, Sent
from storage.quiet_hours import MINUTES_A_DAY, is_quiet
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert

# Two years of any changes of summer time.
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
BERLIN = "Europe/Berlin"


def quiet(now: datetime, start: int, end: int, zone: str = BERLIN) -> bool:
    return is_quiet(now, zone_name=zone, quiet_from=start, quiet_until=end)


@given(
    st.integers(1_767_225_600, 1_830_297_600).map(
        lambda second: datetime.fromtimestamp(second, UTC)
    ),
    st.integers(0, MINUTES_A_DAY - 1),
    st.integers(0, MINUTES_A_DAY - 1),
    st.sampled_from([BERLIN, "Asia/Damascus", "America/New_York"]),
)
def test_the_clock_on_the_wall_decides(now: datetime, start: int, end: int, zone: str) -> None:
    """Walking back minute by minute from now one meets the beginning before the end."""
    local = now.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0)
    begins, ends = (time(minute // 60, minute % 60) for minute in (start, end))
    if begins == ends:
        wanted = False
    elif begins < ends:
        wanted = begins <= local < ends
    else:
        wanted = not ends <= local < begins
    assert quiet(now, start, end, zone) is wanted


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-03-29T00:59", True),  # 1:59 in Berlin, a minute before the clock is put on
        ("2026-03-29T01:00", False),  # 3:00
        ("2026-10-25T00:30", True),  # 2:30 of summer time
        ("2026-10-25T01:30", True),  # 2:30 again
        ("2026-10-25T02:00", False),  # 3:00
    ],
)
def test_both_changes_of_summer_time(moment: str, *, wanted: bool) -> None:
    """Quiet from 1:00 to 3:00: the hour that is left out, and the one that comes twice."""
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert quiet(now, 60, 180) is wanted


def test_an_unknown_zone_is_taken_for_utc() -> None:
    """A damaged row must not stop delivery."""
    now = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert quiet(now, 23 * 60, 60, "Mars/Base")
    assert not quiet(now + timedelta(hours=2), 23 * 60, 60, "Mars/Base")


async def test_what_is_claimed_in_quiet_hours_is_silent(database: Database) -> None:
    """By day it makes a sound again, unless the chat wants none."""
    chats, outbox = Chats(database), Outbox(database)
    joined = await chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await chats.set_zone(joined.id, "Asia/Damascus")
    await chats.set_quiet(joined.id, quiet_from=15 * 60, quiet_until=16 * 60)
    silent = []
    for number, moment in enumerate((NOON, NOON + timedelta(hours=1)), 1):
        key = await insert(database, invented(number))
        assert key is not None
        async with database.transaction() as connection:
            await outbox.address(connection, key, breaking=True, not_before=moment, now=moment)
        (claimed,) = await outbox.claim(10, moment, timedelta(minutes=1))
        silent.append(claimed.silent)
        await outbox.record([Sent(claimed.id, message_id=number, has_photo=False)], moment)
    assert silent == [True, False]
