"""Who came, who left and who blocked the bot, in a day and in a week."""

from datetime import UTC, datetime, timedelta

from storage.chats.audience import AudienceChanges, Audiences
from storage.chats.chats import Chats
from storage.engine.database import Database
from storage.models import ChatKind, InactiveReason

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


async def join(database: Database, person: int, at: datetime) -> None:
    """A reader starts the bot."""
    await Chats(database).add(
        person, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=at
    )


async def test_joined_left_and_blocked_are_counted_apart(database: Database) -> None:
    """Those of today and those of the week; who came before it is a subscriber all the same."""
    ages = {1: 30, 2: 6, 3: 3, 4: 3, 5: 0, 6: 0}
    for person, days in ages.items():
        await join(database, person, NOW - timedelta(days=days, minutes=5))
    chats = Chats(database)
    yesterday, today = NOW - timedelta(days=2), NOW - timedelta(hours=1)
    await chats.deactivate(2, reason=InactiveReason.BLOCKED, now=yesterday)
    await chats.deactivate(3, reason=InactiveReason.STOPPED, now=today)
    await chats.deactivate(5, reason=InactiveReason.BLOCKED, now=today)
    found = await Audiences(database).at(NOW)
    assert found.subscribers == 3
    assert found.day == AudienceChanges(joined=2, left=1, blocked=1)
    assert found.week == AudienceChanges(joined=5, left=1, blocked=2)
    assert found.joined_by_day == (1, 0, 0, 2, 0, 0, 2)


async def test_who_never_subscribed_neither_came_nor_left(database: Database) -> None:
    """A channel that adds the bot without a right to post, a reader who only reads his settings."""
    chats, before = Chats(database), NOW - timedelta(days=3)
    for at in (before, NOW):
        await chats.add(
            int(at.timestamp()),
            kind=ChatKind.CHANNEL,
            title="",
            language="ar",
            zone_name="Asia/Damascus",
            now=at,
            subscribe=False,
        )
    nobody = AudienceChanges(joined=0, left=0, blocked=0)
    found = await Audiences(database).at(NOW)
    assert (found.day, found.week, found.joined_by_day) == (nobody, nobody, (0,) * 7)
    # It came on the day of its first news, not of its first word.
    await join(database, int(before.timestamp()), NOW)
    found = await Audiences(database).at(NOW)
    assert found.subscribers == 1
    assert found.day == found.week == AudienceChanges(joined=1, left=0, blocked=0)
    assert found.joined_by_day == (0, 0, 0, 0, 0, 0, 1)


async def test_a_reader_who_comes_back_is_no_loss(database: Database) -> None:
    """Who left and returned counts as a subscriber alone."""
    await join(database, 1, NOW - timedelta(hours=2))
    await Chats(database).deactivate(1, reason=InactiveReason.BLOCKED, now=NOW - timedelta(hours=1))
    await join(database, 1, NOW)
    found = await Audiences(database).at(NOW)
    assert found.subscribers == 1
    assert found.day == AudienceChanges(joined=1, left=0, blocked=0)


async def test_a_subscriber_whom_telegram_lets_nobody_write_to_is_lost(database: Database) -> None:
    """By the same reason for which others never subscribed; he comes back as the one he was."""
    await join(database, 1, NOW - timedelta(days=30))
    lost = NOW - timedelta(hours=1)
    await Chats(database).deactivate(1, reason=InactiveReason.NEVER_STARTED, now=lost)
    found = await Audiences(database).at(NOW)
    assert found.day == AudienceChanges(joined=0, left=1, blocked=0)
    await join(database, 1, NOW)
    found = await Audiences(database).at(NOW)
    assert found.day == AudienceChanges(joined=0, left=0, blocked=0)


async def test_tags_are_counted_by_the_active_chats_that_follow_them(database: Database) -> None:
    """At most five, the commonest first."""
    for person in range(1, 5):
        await join(database, person, NOW)
    async with database.transaction() as connection:
        for tag in range(1, 8):
            await connection.execute(
                "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
                (tag, f"وسم {tag}", f"وسم {tag}"),
            )
            await connection.executemany(
                "insert into follows (chat_id, tag_id) values (?, ?)",
                [(chat, tag) for chat in range(1, 5 if tag == 3 else 3)],
            )
    await Chats(database).deactivate(4, reason=InactiveReason.STOPPED, now=NOW)
    found = await Audiences(database).at(NOW)
    assert found.followed[0] == ("وسم 3", 3)
    assert len(found.followed) == 5
