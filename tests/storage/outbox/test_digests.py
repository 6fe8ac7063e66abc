"""Digests at a chat's own hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.articles.tags import Tags
from storage.channels.pauses import Pauses
from storage.chats.alert_matches import AlertMatches
from storage.chats.alerts import AlertKind, Alerts
from storage.chats.chats import Chats
from storage.chats.search_conditions import Conditions
from storage.chats.subscriptions import Subscriptions
from storage.engine.database import Database
from storage.models import ChatKind, Tag
from storage.outbox import Action, Delivery, Outbox, Sent
from storage.outbox.delivery_hours import DeliveryHours, digests_around
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert

EVENING = datetime(2026, 3, 14, 17, tzinfo=UTC)  # 20:00 in Damascus


@pytest.fixture
async def chat(database: Database) -> int:
    chats = Chats(database)
    joined = await chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await chats.set_digest(joined.id, [20, 8])
    return joined.id


async def publish(
    database: Database, number: int, *, breaking: bool = False, stems: tuple[str, ...] = ()
) -> int:
    key = await insert(database, invented(number))
    assert key is not None
    async with database.transaction() as connection:
        await AlertMatches(database).match(connection, key, stems)
        await Outbox(database).address(
            connection, key, breaking=breaking, not_before=NOON, now=NOON
        )
    return key


async def claim(database: Database, now: datetime) -> list[Delivery]:
    return await Outbox(database).claim(10, now, timedelta(minutes=1))


async def test_news_gathers_until_the_hour(database: Database, chat: int) -> None:
    """Three articles are one digest, due at eight in the evening, and sent once."""
    keys = [await publish(database, number) for number in (1, 2, 3)]
    assert await claim(database, EVENING - timedelta(seconds=1)) == []
    (due,) = await claim(database, EVENING)
    assert due.chat_id == chat
    assert due.action is Action.DIGEST
    assert list(due.articles) == keys
    assert await claim(database, EVENING) == []


async def test_a_digest_comes_at_its_hour_though_the_clock_was_set(
    database: Database, chat: int
) -> None:
    """As after a night in which the machine slept: the hour is one of the day, not a wait."""
    del chat
    await publish(database, 1)
    woken = EVENING - timedelta(minutes=30)
    await Outbox(database).shift(woken, timedelta(hours=4))
    assert await claim(database, EVENING - timedelta(seconds=1)) == []
    assert len(await claim(database, EVENING)) == 1


async def test_one_article_alone_comes_as_a_post(database: Database, chat: int) -> None:
    """A digest of one would only hide the photo."""
    del chat
    await publish(database, 1)
    (due,) = await claim(database, EVENING + timedelta(days=3))
    assert due.action is Action.POST


async def test_breaking_news_and_alerts_do_not_wait(database: Database, chat: int) -> None:
    """The rest of the digest stays where it is."""
    await Alerts(database).add(chat, AlertKind.ALERT, "جسر", Conditions.of_terms(["جسر"]), now=NOON)
    await publish(database, 1)
    urgent = await publish(database, 2, breaking=True)
    await publish(database, 3)
    (first,) = await claim(database, NOON)
    assert first.article_id == urgent
    alerted = await publish(database, 4, stems=("جسر",))
    await Outbox(database).release([first.id])
    claimed = await claim(database, NOON)
    assert [row.article_id for row in claimed] == [urgent]
    assert alerted not in [row.article_id for row in await claim(database, NOON)]
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select state, not_before from outbox where article_id = ?", (alerted,)
        )
    (row,) = [tuple(row) for row in rows]
    assert row == ("waiting", int(NOON.timestamp()))


async def test_others_get_it_at_once(database: Database, chat: int) -> None:
    """One reader's digest delays nobody."""
    del chat
    await Chats(database).add(
        6, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await publish(database, 1)
    (due,) = await claim(database, NOON)
    assert due.telegram_id == 6


@given(
    st.integers(0, 2 * 366 * 24 * 60),
    st.integers(0, 23),
    st.sampled_from(["Asia/Damascus", "Europe/Berlin", "America/New_York"]),
)
def test_the_next_digest_is_at_its_hour(minutes: int, hour: int, zone_name: str) -> None:
    """Within a day and an hour after the last, also where summer time begins or ends."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    last, coming = digests_around(now, zone_name=zone_name, hour=hour)
    assert last <= now < coming
    assert timedelta(hours=23) <= coming - last <= timedelta(hours=25)
    for moment in (last, coming):
        local = moment.astimezone(ZoneInfo(zone_name))
        before = (local - timedelta(hours=1)).astimezone(UTC).astimezone(ZoneInfo(zone_name))
        assert local.hour == hour or (local.hour - 1 == hour and before.hour + 1 != local.hour)


@given(
    st.integers(0, 2 * 366 * 24 * 60),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.sampled_from(["Asia/Damascus", "Europe/Berlin", "America/New_York"]),
)
def test_the_next_digest_is_at_one_of_the_hours(
    minutes: int, hours: set[int], zone_name: str
) -> None:
    """Later than now, within a day and an hour, also where summer time begins or ends."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = DeliveryHours(zone_name=zone_name, hours=tuple(sorted(hours))).due(now, now)
    assert now < due <= now + timedelta(hours=25)
    local = due.astimezone(ZoneInfo(zone_name))
    left_out = (local - timedelta(hours=1)).astimezone(UTC).astimezone(ZoneInfo(zone_name))
    assert local.hour in hours or left_out.hour + 1 != local.hour or (local.hour - 1) in hours


async def test_a_digest_held_by_quiet_hours_takes_along_what_is_published_in_them(
    database: Database,
) -> None:
    """The one of two in the afternoon comes at eight, and what appeared at three with it."""
    chats = Chats(database)
    joined = await chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await chats.set_digest(joined.id, [14])
    await chats.set_quiet(joined.id, quiet_from=13 * 60, quiet_until=20 * 60)
    await chats.set_quiet_holds(joined.id, holds=True)
    key = await publish(database, 1)
    (due,) = await claim(database, EVENING)
    assert due.article_id == key


async def test_back_to_at_once_releases_what_waits(database: Database, chat: int) -> None:
    """What had gathered comes now, as one message; other hours move it to the next of them."""
    for number in (1, 2):
        await publish(database, number)
    await Chats(database).set_digest(chat, [19])
    await Outbox(database).reschedule(chat, NOON)
    assert await Outbox(database).next_due() == EVENING - timedelta(hours=1)
    await Chats(database).set_digest(chat, [])
    await Outbox(database).reschedule(chat, NOON)
    (due,) = await claim(database, NOON)
    assert due.action is Action.DIGEST


async def test_a_digest_missed_while_the_bot_was_down_comes_once(
    database: Database, chat: int
) -> None:
    """Days later, and what is published from then on waits for the next one."""
    del chat
    keys = [await publish(database, number) for number in (1, 2)]
    late = EVENING + timedelta(days=2)
    await Outbox(database).recover(late)
    (due,) = await claim(database, late)
    assert list(due.articles) == keys
    await Outbox(database).record([Sent(due.id, message_id=1, has_photo=False)], late)
    assert await claim(database, late + timedelta(days=9)) == []


async def test_what_was_muted_while_it_waited_does_not_come(database: Database, chat: int) -> None:
    """Out of a digest, and as the only post."""
    keys = [await publish(database, number) for number in (1, 2)]
    third = await insert(database, invented(3, tags=(Tag("رياضة", folded="رياضة"),)))
    assert third is not None
    async with database.transaction() as connection:
        await Outbox(database).address(connection, third, breaking=False, not_before=NOON, now=NOON)
    (sport,) = await Tags(database).find("رياضة")
    await Subscriptions(database).mute(chat, sport.id)
    (due,) = await claim(database, EVENING)
    assert list(due.articles) == keys


async def test_a_digest_knows_what_the_chat_follows(database: Database, chat: int) -> None:
    """For the weight of its lines."""
    followed = await publish(database, 1)
    other = await insert(database, invented(2, tags=()))
    assert other is not None
    async with database.transaction() as connection:
        await Outbox(database).address(connection, other, breaking=False, not_before=NOON, now=NOON)
    (tag,) = await Tags(database).find("حي الزيتون")
    await Subscriptions(database).follow(chat, tag.id)
    (due,) = await claim(database, EVENING)
    assert due.articles == (followed, other)
    assert due.followed == (followed,)


async def test_a_pause_holds_what_waited_before(database: Database, chat: int) -> None:
    """Until its end; ending it earlier lets it go at its hour."""
    await publish(database, 1)
    await Pauses(database).begin_until(chat, EVENING + timedelta(days=3), NOON)
    assert await claim(database, EVENING) == []
    await Pauses(database).end(chat, EVENING)
    assert await Outbox(database).next_due() == EVENING + timedelta(hours=12)


async def test_the_end_of_a_pause_brings_near_what_it_has_put_off(
    database: Database, chat: int
) -> None:
    """An older version has put it off to the end of a pause that had none."""
    await publish(database, 1)
    await Pauses(database).begin(chat, NOON)
    far = EVENING + timedelta(days=3650)
    async with database.transaction() as connection:
        await connection.execute("update outbox set not_before = ?", (int(far.timestamp()),))
    await Pauses(database).end(chat, NOON)
    assert await Outbox(database).next_due() == EVENING


async def test_quiet_hours_that_hold_gather_the_night(database: Database, chat: int) -> None:
    """One message when they end, and none before, breaking news neither."""
    chats = Chats(database)
    await chats.set_digest(chat, [])
    await chats.set_quiet(chat, quiet_from=15 * 60, quiet_until=7 * 60)
    await chats.set_quiet_holds(chat, holds=True)
    keys = [await publish(database, number) for number in (1, 2, 3)]
    urgent = await publish(database, 4, breaking=True)
    assert await claim(database, NOON) == []
    morning = EVENING + timedelta(hours=11)
    assert await claim(database, morning - timedelta(seconds=1)) == []
    first, second = await claim(database, morning)
    assert first.article_id == urgent
    assert list(second.articles) == keys
    assert not second.silent
