"""Messages to all in the outbox: who gets them, when, in which order; how they are taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.announcements import DRAFT_LIFETIME, TAKEN_BACK_WITHIN
from storage.chats.supergroups import migrate_to_supergroup
from storage.engine.database import Database
from storage.models import (
    AnnouncementContent,
    ChatKind,
    InactiveReason,
    TelegramFile,
    TelegramFileKind,
)
from storage.outbox import (
    Action,
    AnnouncementAudience,
    Delivery,
    Failed,
    Gone,
    PutBack,
    Sent,
    Undeletable,
)
from storage.store import Store
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat, send_all

WORDS = AnnouncementContent(html="<b>نعود</b> غدًا", preview_url="https://news.example/")
OWNER = 9


async def approve(store: Store, *, everywhere: bool = False) -> int:
    """A message that an owner has approved; its id."""
    announcement = await store.announcements.add(OWNER, WORDS, NOW)
    await store.announcements.set_everywhere(announcement, everywhere=everywhere)
    assert await store.announcements.approve(announcement, NOW) is not None
    return announcement


async def claim(store: Store, at: datetime = NOW) -> list[Delivery]:
    return await store.outbox.claim(100, at, LEASE)


async def test_each_subscriber_is_promised_it_once_groups_only_when_chosen(
    database: Database,
) -> None:
    """Not who has stopped or paused; of a forum's topics one; twice approved is once."""
    store = Store(database)
    reader = await add_chat(database, 1, everything=False)
    stopped, paused = await add_chat(database, 2), await add_chat(database, 3)
    await store.chats.deactivate(2, reason=InactiveReason.STOPPED, now=NOW)
    async with database.transaction() as connection:
        await connection.execute(
            "update chats set paused_until = ? where id = ?",
            (int((NOW + timedelta(days=1)).timestamp()), paused),
        )
    channel = await add_chat(database, -4, "channel")
    for topic in (0, 7):
        await store.chats.add(
            -5,
            kind=ChatKind.GROUP,
            title="جيران",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOW,
            thread_id=topic,
        )
    assert await store.outbox.announcement_audience(NOW) == AnnouncementAudience(1, 2)
    first = await approve(store)
    assert await store.announcements.approve(first, NOW) is None
    assert [one.chat_id for one in await claim(store)] == [reader]
    await approve(store, everywhere=True)
    claimed = await claim(store)
    assert {one.telegram_id for one in claimed} == {-4, -5}
    assert {channel} < {one.chat_id for one in claimed}
    assert stopped not in {one.chat_id for one in claimed}


async def test_news_goes_before_it_and_neither_holds_up_the_other(database: Database) -> None:
    """Both can be claimed at once, and a digest never takes it in."""
    store = Store(database)
    await add_chat(database, 1)
    announcement = await approve(store)
    for number in (1, 2, 3):
        await add_article(database, number)
    await store.outbox.catch_up(NOW, NOW)
    digest, message = await claim(store)
    assert (digest.action, digest.articles) == (Action.DIGEST, (1, 2, 3))
    assert (message.announcement_id, message.article_id) == (announcement, 0)
    assert message.action is Action.POST


@pytest.mark.parametrize("kind", ["private", "group", "channel"])
async def test_quiet_hours_that_hold_news_back_hold_it_back(database: Database, kind: str) -> None:
    """It comes at their end, in any kind of chat; sooner where they are ended sooner."""
    store = Store(database)
    chat = await add_chat(database, 1, kind)
    async with database.transaction() as connection:
        await connection.execute(
            """
            update chats
            set zone = 'UTC', quiet_from = 660, quiet_until = 840, quiet_holds = 1
            where id = ?
            """,
            (chat,),
        )
    announcement = await approve(store, everywhere=True)
    assert await claim(store) == []
    progress = await store.outbox.announcement_progress(announcement, NOW)
    assert (progress.due, progress.later) == (0, 1)
    assert len(await claim(store, NOW + timedelta(hours=2))) == 1


async def test_a_muted_word_or_an_unfollowed_tag_keeps_nobody_from_it(database: Database) -> None:
    """It is no news, and nobody has chosen against it."""
    store = Store(database)
    await add_chat(database, 1, everything=False)
    await approve(store)
    claimed = await claim(store)
    assert len(claimed) == 1
    assert await store.outbox.no_longer_wanted(claimed, NOW) == set()


async def test_who_stops_before_his_turn_is_left_out(database: Database) -> None:
    """And what Telegram says is gone ends that chat."""
    store = Store(database)
    for number in (1, 2, 3):
        await add_chat(database, number)
    announcement = await approve(store)
    one, two, three = await claim(store)
    await store.chats.deactivate(one.telegram_id, reason=InactiveReason.STOPPED, now=NOW)
    assert await store.outbox.no_longer_wanted([one, two, three], NOW) == {one.id}
    await store.outbox.record(
        [
            PutBack(one.id, NOW, "", counted=False),
            Gone(two.id, two.chat_id, InactiveReason.BLOCKED),
            Failed(three.id, "refused: odd"),
        ],
        NOW,
    )
    assert await claim(store) == []
    progress = await store.outbox.announcement_progress(announcement, NOW)
    assert (progress.chats, progress.left_out, progress.failed) == (3, 2, 1)
    assert progress.error == "refused: odd"
    assert await store.outbox.unreported_failures(5) == []
    assert await store.announcements.retry(announcement, NOW) == 1
    assert len(await claim(store)) == 1


async def test_taken_back_it_is_deleted_where_it_stands_and_sent_to_nobody_else(
    database: Database,
) -> None:
    """Sent, under way and waiting ones; what is too old to be deleted is edited."""
    store = Store(database)
    for number in (1, 2, 3, 4):
        await add_chat(database, number)
    announcement = await approve(store)
    sent, under_way, back, waiting = await claim(store)
    await store.outbox.record([Sent(sent.id, 71, True)], NOW)
    await store.outbox.release([waiting.id])
    assert await store.announcements.withdraw(announcement, NOW)
    assert not await store.announcements.withdraw(announcement, NOW)
    await store.outbox.record(
        [Sent(under_way.id, 72, False), PutBack(back.id, NOW, "502", counted=True)], NOW
    )
    claimed = await claim(store)
    assert {(one.message_id, one.action) for one in claimed} == {
        (71, Action.DELETE),
        (72, Action.DELETE),
    }
    await store.outbox.record([Undeletable(claimed[0].id)], NOW)
    (notice,) = await claim(store)
    assert (notice.action, notice.marked) == (Action.EDIT, True)
    progress = await store.outbox.announcement_progress(announcement, NOW)
    assert (progress.left_out, progress.due) == (2, 2)


@pytest.mark.parametrize("ended", ["killed", "stopped", "too long"])
async def test_taken_back_while_it_is_sent_it_is_never_sent_again(
    database: Database, ended: str
) -> None:
    """Whatever ends the sending before its result is written."""
    store = Store(database)
    await add_chat(database, 1)
    announcement = await approve(store)
    (under_way,) = await claim(store)
    assert await store.announcements.withdraw(announcement, NOW)
    assert await store.outbox.no_longer_wanted([under_way], NOW) == {under_way.id}
    if ended == "killed":
        await store.outbox.recover(NOW)
    elif ended == "stopped":
        await store.outbox.release([under_way.id])
    assert await claim(store, NOW + timedelta(hours=2)) == []
    progress = await store.outbox.announcement_progress(announcement, NOW)
    assert (progress.left_out, progress.due) == (1, 0)


async def test_after_two_days_it_stays(database: Database) -> None:
    """Telegram deletes nothing older, and its rows are kept that long whatever the edit window."""
    store = Store(database)
    await add_chat(database, 1)
    announcement = await approve(store)
    await send_all(database)
    late = NOW + TAKEN_BACK_WITHIN - timedelta(minutes=1)
    await store.prune(late, timedelta(hours=1))
    assert not await store.announcements.withdraw(announcement, NOW + TAKEN_BACK_WITHIN)
    assert await store.announcements.withdraw(announcement, late)
    assert [one.action for one in await claim(store, late)] == [Action.DELETE]


async def test_a_crash_leaves_no_chat_out(database: Database) -> None:
    """What was being sent is in doubt, and sent again; the rest waits as it was."""
    store = Store(database)
    for number in (1, 2, 3):
        await add_chat(database, number)
    announcement = await approve(store)
    (first,) = await store.outbox.claim(1, NOW, LEASE)
    assert await store.outbox.recover(NOW) == 1
    claimed = await claim(store)
    assert {one.announcement_id for one in claimed} == {announcement}
    assert len(claimed) == 3
    assert {one.doubts for one in claimed if one.id == first.id} == {1}


async def test_a_draft_is_approved_on_its_day_only_and_dropped_for_good(
    database: Database,
) -> None:
    """Its buttons stay in the chat, and may be pressed by whoever owns the bot in a year."""
    store = Store(database)
    await add_chat(database, 1)
    old = await store.announcements.add(OWNER, WORDS, NOW - DRAFT_LIFETIME)
    dropped = await store.announcements.add(OWNER, WORDS, NOW)
    assert await store.announcements.drop(dropped)
    for one in (old, dropped, 77):
        assert await store.announcements.approve(one, NOW) is None
        assert not await store.announcements.withdraw(one, NOW)
        assert await store.announcements.retry(one, NOW) == 0
    assert await claim(store) == []


async def test_no_id_is_given_twice(database: Database) -> None:
    """Even where all that were there are pruned."""
    store = Store(database)
    ids = [await store.announcements.add(OWNER, WORDS, NOW) for _ in range(3)]
    await store.prune(NOW + timedelta(days=40), timedelta(days=2))
    assert await store.announcements.get(ids[0]) is None
    assert await store.announcements.add(OWNER, WORDS, NOW) not in ids


async def test_what_is_stored_comes_back(database: Database) -> None:
    """The words with their formatting, the file, the preview."""
    store = Store(database)
    content = replace(WORDS, file=TelegramFile(TelegramFileKind.VIDEO, "abc"), preview_above=True)
    found = await store.announcements.get(await store.announcements.add(OWNER, content, NOW))
    assert found is not None
    assert found.content == content
    assert (found.owner_id, found.approved) == (OWNER, None)


async def test_an_erased_reader_takes_his_rows_along_an_erased_author_his_name(
    database: Database,
) -> None:
    """What was sent to all stays the newsroom's; a draft goes with its author."""
    store = Store(database)
    await add_chat(database, 1)
    await add_chat(database, OWNER)
    announcement = await approve(store)
    draft = await store.announcements.add(OWNER, WORDS, NOW)
    exported = await store.export.of(OWNER)
    assert len(exported["messages_to_all"]) == 1
    assert len(exported["messages_to_all_written"]) == 2
    await store.erase(1)
    await store.erase(OWNER)
    assert (await store.outbox.announcement_progress(announcement, NOW)).chats == 0
    (sent, dropped) = [await store.announcements.get(one) for one in (announcement, draft)]
    assert sent is not None
    assert dropped is not None
    assert (sent.owner_id, sent.content) == (0, WORDS)
    assert (dropped.owner_id, dropped.content.html) == (0, "")


async def test_a_group_that_moves_keeps_its_message_and_its_news(database: Database) -> None:
    """What its twin was promised as well comes once; articles of the twin are handed over."""
    store = Store(database)
    await add_chat(database, -1, "group")
    announcement = await approve(store, everywhere=True)
    await add_chat(database, -2, "group")
    await add_article(database, 1)
    async with database.transaction() as connection:
        await connection.execute("delete from outbox where article_id = 1 and chat_id = 1")
        await migrate_to_supergroup(connection, -1, -2, NOW)
    claimed = await claim(store)
    assert {(one.telegram_id, one.article_id, one.announcement_id) for one in claimed} == {
        (-2, 1, 0),
        (-2, 0, announcement),
    }
