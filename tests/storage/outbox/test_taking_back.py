"""A message to all that many chats have is taken back in pieces, and the bot goes on meanwhile."""

from datetime import timedelta

from storage.engine.database import Database
from storage.models import AnnouncementContent
from storage.outbox import Action, Clearing, Failed, PutBack, Sent, Undeletable
from storage.outbox.announcing import WITHDRAWN_AT_ONCE
from storage.store import Store
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat, choose

CROWD = 2 * WITHDRAWN_AT_ONCE + 7


async def approved(store: Store) -> int:
    """A message that was approved for everybody who is there; its id."""
    announcement = await store.announcements.add(9, AnnouncementContent(html="نعود"), NOW)
    assert await store.announcements.approve(announcement, NOW)
    return announcement


async def crowd(database: Database, many: int = CROWD) -> None:
    async with database.transaction() as connection:
        await connection.executemany(
            "insert into chats (telegram_id, kind, everything, joined) values (?, 'private', 0, 0)",
            [(one,) for one in range(1, many + 1)],
        )


async def rows(database: Database, condition: str) -> int:
    """How many rows of the outbox are so."""
    async with database.reading() as connection:
        found = await connection.execute_fetchall(
            f"select count(*) as n from outbox where {condition}"
        )
    return int(found[0]["n"])


async def sent_to_all(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "update outbox set state = 'sent', sent = ?, finished = ?, message_id = 70 + chat_id",
            (int(NOW.timestamp()), int(NOW.timestamp())),
        )


async def test_it_is_deleted_everywhere_although_the_bot_was_killed_between_two_pieces(
    database: Database,
) -> None:
    """The first piece at once, the others by whoever lives; what was edited instead is left."""
    store = Store(database)
    await crowd(database)
    announcement = await approved(store)
    await sent_to_all(database)
    assert await store.announcements.withdraw(announcement, NOW)
    assert await rows(database, "action = 'delete'") == WITHDRAWN_AT_ONCE
    [first] = await store.outbox.claim(1, NOW, LEASE)
    await store.outbox.record([Undeletable(first.id)], NOW)
    [notice] = await store.outbox.claim(1, NOW, LEASE)
    assert (notice.id, notice.action) == (first.id, Action.EDIT)
    await store.outbox.record([Sent(notice.id, notice.message_id, False)], NOW)

    heir = Store(database)
    for _ in range(2):
        await heir.announcements.go_on_withdrawing(announcement, NOW + timedelta(hours=60))
        assert await rows(database, "action = 'delete' and state = 'ready'") == CROWD - 1
    assert await rows(database, "marked = 1 and state = 'sent'") == 1


async def test_nobody_gets_it_while_its_rows_wait_to_be_dropped(database: Database) -> None:
    """A claim drops what it meets, a bounded number, and news goes before."""
    store = Store(database)
    await crowd(database)
    announcement = await approved(store)
    assert await store.announcements.withdraw(announcement, NOW)
    chat = await add_chat(database, CROWD + 1)
    await add_article(database, 1)
    waiting = await rows(database, "announcement_id is not null and finished is null")
    assert waiting == CROWD - WITHDRAWN_AT_ONCE
    claimed = await store.outbox.claim(4, NOW, LEASE)
    assert [one.chat_id for one in claimed] == [chat]
    dropped = waiting - await rows(database, "announcement_id is not null and finished is null")
    assert 0 < dropped < waiting
    await store.announcements.go_on_withdrawing(announcement, NOW)
    assert await rows(database, "finished is null") == 1
    assert (await store.outbox.announcement_progress(announcement, NOW)).left_out == CROWD


async def test_a_failure_after_quiet_hours_is_reported_although_all_was_reported(
    database: Database,
) -> None:
    """Once for each time that something fails; a message that arrives later is no news."""
    store = Store(database)
    await crowd(database, 3)
    announcement = await approved(store)
    now, later, failing = await store.outbox.claim(3, NOW, LEASE)
    morning = NOW + timedelta(hours=9)
    await store.outbox.record(
        [
            Failed(now.id, "refused: odd"),
            PutBack(later.id, morning, "", counted=False),
            PutBack(failing.id, morning, "", counted=False),
        ],
        NOW,
    )
    assert [one.id for one in await store.announcements.unreported()] == [announcement]
    await store.announcements.mark_reported(announcement, NOW)
    assert await store.announcements.unreported() == []
    assert len(await store.outbox.claim(3, morning, LEASE)) == 2
    await store.outbox.record([Sent(later.id, 71, False)], morning)
    assert await store.announcements.unreported() == []
    await store.outbox.record([Failed(failing.id, "refused: odd")], morning)
    assert [one.id for one in await store.announcements.unreported()] == [announcement]
    await store.announcements.mark_reported(announcement, morning)
    assert await store.announcements.unreported() == []


async def test_what_waits_is_listed_and_dropped_beside_the_news(database: Database) -> None:
    """Each by itself."""
    store = Store(database)
    await crowd(database, 3)
    await choose(database, "follows", 1, 5)
    await add_article(database, 1, tags=[5])
    announcement = await approved(store)
    await store.outbox.claim(2, NOW, LEASE)
    [listed] = await store.outbox.waiting_announcements(10)
    assert (listed.announcement_id, listed.html, listed.since) == (announcement, "نعود", NOW)
    assert (listed.chats, listed.sending) == (3, 1)
    assert [one.article_id for one in await store.outbox.waiting_articles(10)] == [1]
    assert await store.outbox.clear(Clearing(announcement_id=announcement), NOW) == 2
    assert await store.outbox.clear(Clearing(announcement_id=announcement + 1), NOW) == 0
    [listed] = await store.outbox.waiting_announcements(10)
    assert (listed.chats, listed.sending) == (1, 1)
