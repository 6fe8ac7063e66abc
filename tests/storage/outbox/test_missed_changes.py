"""What stands in a chat is changed again although its last change failed, or its chat was gone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.chats import lifecycle
from storage.engine.database import Database
from storage.models import ChatKind, InactiveReason
from storage.outbox import Action, Failed, Gone, Outbox, Sent
from storage.store import Store
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all
from tests.storage.outbox.test_changes import edit, withdraw
from tests.storage.outbox.test_strength import made

BLOCKED = InactiveReason.BLOCKED


async def failed_edit(database: Database, telegram_id: int = -1, kind: str = "channel") -> int:
    """A chat whose post of article 1 could not be corrected; its id."""
    chat = await add_chat(database, telegram_id, kind)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    [row] = await claim(database)
    await Outbox(database).record([Failed(row.id, "refused: odd words")], NOW)
    return chat


async def test_a_post_that_could_not_be_corrected_is_corrected_the_next_time(
    database: Database,
) -> None:
    await failed_edit(database)
    assert await made(database) == []
    await edit(database, 1)
    assert await made(database) == [Action.EDIT]


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETE])
async def test_and_withdrawn(database: Database, action: Action) -> None:
    """A post with a mistake that nobody can take back would be the worst of all."""
    await failed_edit(database)
    await withdraw(database, 1, action)
    assert await made(database) == [action]


async def test_and_taken_back_by_hand(database: Database) -> None:
    """The desk lists it as what it is, a post that stands there; it is not posted a second time."""
    chat = await failed_edit(database)
    store = Store(database)
    post = await store.channel_statistics.delivered_post(chat, 1)
    assert post is not None
    assert await store.channel_statistics.newest(chat, 5) == [post]
    assert await store.manual_posts.has_post(1, chat)
    assert not await store.manual_posts.post(1, chat, not_before=NOW, now=NOW)
    assert await store.outbox.edit_one(1, chat, now=NOW)
    [row] = await claim(database)
    await store.outbox.record([Failed(row.id, "refused")], NOW)
    assert await store.outbox.withdraw_one(1, chat, now=NOW)
    [row] = await claim(database)
    assert row.action is Action.DELETE
    await store.outbox.record([Failed(row.id, "refused")], NOW)
    await edit(database, 1)
    assert await made(database) == [Action.DELETE]


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETE])
async def test_a_change_that_was_decided_while_another_one_failed_is_made(
    database: Database, action: Action
) -> None:
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    [row] = await claim(database)
    await withdraw(database, 1, action)
    await Outbox(database).record([Failed(row.id, "refused")], NOW)
    assert await made(database) == [action]


async def test_what_was_taken_back_while_it_failed_is_not_sent_again(database: Database) -> None:
    """Not by an owner either, who sees only that it failed."""
    chat = await add_chat(database, -1, "channel")
    await add_article(database, 1)
    outbox = Outbox(database)
    [row] = await claim(database)
    assert await outbox.withdraw_one(1, chat, now=NOW)
    await outbox.record([Failed(row.id, "refused")], NOW)
    assert await outbox.retry_article(1, NOW) == 0
    assert await made(database) == []


async def test_owners_read_what_could_not_be_changed_apart_from_what_did_not_arrive(
    database: Database,
) -> None:
    await failed_edit(database)
    [told] = await Outbox(database).unreported_failures(5)
    assert (told.failed, told.unchanged, told.held) == (0, 1, 0)
    progress = await Outbox(database).article_progress(1, NOW)
    assert progress is not None
    assert (progress.sent, progress.failed) == (1, 0)


async def test_owners_are_told_that_a_withdrawal_failed_whatever_failed_before(
    database: Database,
) -> None:
    await failed_edit(database)
    outbox = Outbox(database)
    await outbox.mark_failures_reported(1, NOW)
    await withdraw(database, 1, Action.DELETE)
    assert await outbox.unreported_failures(5) == []
    [row] = await claim(database)
    await outbox.record([Failed(row.id, "refused")], NOW)
    [told] = await outbox.unreported_failures(5)
    assert told.unchanged == 1


async def left_before(database: Database, chat: int, change: Action) -> None:
    """It had gone when the newsroom decided."""
    async with database.transaction() as connection:
        await lifecycle.deactivate(connection, chat, BLOCKED, NOW)
    await withdraw(database, 1, change)
    assert await claim(database) == []


async def left_while_it_waited(database: Database, chat: int, change: Action) -> None:
    await withdraw(database, 1, change)
    async with database.transaction() as connection:
        await lifecycle.deactivate(connection, chat, BLOCKED, NOW)


async def left_as_telegram_has_answered(database: Database, chat: int, change: Action) -> None:
    await withdraw(database, 1, change)
    [row] = await claim(database)
    await Outbox(database).record([Gone(row.id, chat, BLOCKED)], NOW)


async def left_while_it_was_sent(database: Database, chat: int, change: Action) -> None:
    """Decided while an edit was under way, whose answer is that the chat has gone."""
    await edit(database, 1)
    [row] = await claim(database)
    await withdraw(database, 1, change)
    await Outbox(database).record([Gone(row.id, chat, BLOCKED)], NOW)


LEAVING: list[Callable[[Database, int, Action], Awaitable[None]]] = [
    left_before,
    left_while_it_waited,
    left_as_telegram_has_answered,
    left_while_it_was_sent,
]


@pytest.mark.parametrize("change", [Action.EDIT, Action.DELETE])
@pytest.mark.parametrize("leave", LEAVING)
@pytest.mark.parametrize("back", ["start", "reactivated"])
async def test_who_comes_back_sees_what_the_newsroom_has_taken_back(
    database: Database,
    leave: Callable[[Database, int, Action], Awaitable[None]],
    change: Action,
    back: str,
) -> None:
    """Once, and nothing else of the time between."""
    chat = await add_chat(database, 5)
    await add_article(database, 1)
    await add_article(database, 2)
    await send_all(database)
    await leave(database, chat, change)
    assert await made(database) == []
    store = Store(database)
    if back == "start":
        await store.chats.add(
            5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOW
        )
    else:
        await store.missed_articles.resume_chat(5, NOW)
    assert await made(database) == [change]
    assert await store.missed_articles.resume_chat(5, NOW) == 0
    assert await made(database) == []


async def test_what_returned_meanwhile_is_shown_as_it_is(database: Database) -> None:
    """Withdrawn and public again while the reader was away: his post is not deleted."""
    chat = await add_chat(database, 5)
    await add_article(database, 1)
    await send_all(database)
    await left_before(database, chat, Action.DELETE)
    await edit(database, 1)
    assert await made(database) == []
    await Store(database).missed_articles.resume_chat(5, NOW)
    assert await made(database) == [Action.EDIT]


async def test_what_was_taken_back_by_hand_is_deleted_on_the_return(database: Database) -> None:
    """Nor does a correction bring it back in the time between."""
    chat = await add_chat(database, -5, "channel")
    await add_article(database, 1)
    await send_all(database)
    async with database.transaction() as connection:
        await lifecycle.deactivate(connection, chat, InactiveReason.NO_RIGHTS, NOW)
    await Outbox(database).withdraw_one(1, chat, now=NOW)
    assert await made(database) == []
    await edit(database, 1)
    assert await made(database) == []
    await Store(database).missed_articles.resume_chat(-5, NOW + timedelta(seconds=1))
    assert await made(database) == [Action.DELETE]


async def test_a_chat_that_comes_back_owes_nothing_to_posts_that_are_as_they_should_be(
    database: Database,
) -> None:
    """A correction that was made is not made again."""
    chat = await add_chat(database, 5)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    assert await made(database) == [Action.EDIT]
    async with database.transaction() as connection:
        await lifecycle.deactivate(connection, chat, BLOCKED, NOW)
    await Store(database).missed_articles.resume_chat(5, NOW)
    assert await made(database) == []
    assert await Outbox(database).record([Sent(1, 5, False)], NOW) == []
