"""The report of a message to all calls what is still to come by its name."""

from datetime import UTC, datetime, timedelta

from bot.i18n import Catalogues
from bot.owner_alerts.announcements import SOON, progress_text
from storage.engine.database import Database
from storage.models import AnnouncementContent
from storage.outbox import Done, PutBack, Sent
from storage.store import Store

OWNER = 9
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)
ENGLISH = Catalogues.load().translator("en")


async def report(store: Store, announcement_id: int) -> str:
    """What the owner reads of it."""
    announcement = (await store.announcements.by_id([announcement_id]))[announcement_id]
    progress = await store.outbox.announcement_progress(announcement_id, NOW + SOON)
    return progress_text(announcement, progress, ENGLISH)


async def test_what_telegram_puts_off_comes_later_or_is_deleted_later(database: Database) -> None:
    """Nobody is said to get a message that was taken back, nor to have quiet hours without any."""
    store = Store(database)
    async with database.transaction() as connection:
        await connection.executemany(
            "insert into chats (telegram_id, kind, joined) values (?, 'private', 0)", [(1,), (2,)]
        )
    announcement = await store.announcements.add(OWNER, AnnouncementContent(html="نعود"), NOW)
    await store.announcements.approve(announcement, NOW)
    until = NOW + timedelta(minutes=5)
    one, other = await store.outbox.claim(5, NOW, LEASE)
    pause = PutBack(other.id, until, "too many requests", counted=False)
    await store.outbox.record([Sent(one.id, 71, has_photo=False), pause], NOW)
    assert "1 chat gets it later: after its quiet hours, or" in await report(store, announcement)
    await store.outbox.claim(5, until, LEASE)
    await store.outbox.record([Sent(other.id, 72, has_photo=False)], NOW)
    assert await store.announcements.withdraw(announcement, NOW)
    one, other = await store.outbox.claim(5, NOW, LEASE)
    await store.outbox.record([Done(one.id), pause], NOW)
    text = await report(store, announcement)
    assert "In 1 chat it is deleted later" in text
    assert "gets it" not in text
