"""Corrections, withdrawals and digests in the outbox."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import Action, Delivery, Failed, Locked, Moved, Outbox, PutBack, Result, Sent
from storage.outbox.manual_changes import withdraw_one
from storage.store import Store
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all, states

DAY = timedelta(days=1)


async def edit(database: Database, number: int, *, settle: timedelta = timedelta(0)) -> int:
    async with database.transaction() as connection:
        return await Outbox(database).address_edit(
            connection, number, sent_since=NOW - DAY, not_before=NOW + settle
        )


async def withdraw(database: Database, number: int, action: Action | None) -> int:
    async with database.transaction() as connection:
        return await Outbox(database).withdraw(
            connection, number, action=action, sent_since=NOW - DAY, now=NOW
        )


async def test_sent_posts_are_edited_after_new_ones(database: Database) -> None:
    """An edit knows the message, and comes behind new posts."""
    await add_chat(database, 1)
    await add_article(database, 1)
    [first] = await send_all(database)
    assert await edit(database, 1) == 1
    await add_article(database, 2)
    new, edited = await claim(database)
    assert (new.article_id, new.action) == (2, Action.POST)
    assert (edited.article_id, edited.action) == (1, Action.EDIT)
    assert edited.message_id == 1000 + first.id


async def test_one_edit_for_each_settled_change(database: Database) -> None:
    """Three changes in a row, one edit; another change later, another edit."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    for minutes in (1, 2, 3):
        await edit(database, 1, settle=timedelta(minutes=minutes))
    assert await send_all(database, NOW + timedelta(minutes=2)) == []
    assert len(await send_all(database, NOW + timedelta(minutes=3))) == 1
    await edit(database, 1)
    assert len(await send_all(database)) == 1


@pytest.mark.parametrize("change", ["edit", "delete", "taken back"])
async def test_what_has_no_number_yet_is_neither_changed_nor_sent_again(
    database: Database, change: str
) -> None:
    """Telegram shows a video later, and does not tell where: what came meanwhile has no post."""
    await add_chat(database, 1)
    await add_article(database, 1)
    [post] = await claim(database)
    if change == "edit":
        await edit(database, 1)
    elif change == "delete":
        await withdraw(database, 1, Action.DELETE)
    else:
        async with database.transaction() as connection:
            await withdraw_one(connection, 1, post.chat_id, now=NOW)
    await Outbox(database).record([Sent(post.id, 0, has_photo=True)], NOW)
    assert await claim(database, at=NOW + DAY) == []
    assert [state for *_, state in await states(database)] == ["sent"]
    await edit(database, 1)
    assert await claim(database, at=NOW + DAY) == []


async def test_posts_before_the_window_are_left(database: Database) -> None:
    """What was sent too long ago is not edited; what was not sent yet needs no edit."""
    await add_chat(database, 1)
    await add_article(database, 1)
    assert await edit(database, 1) == 0
    await send_all(database, NOW - 2 * DAY)
    assert await edit(database, 1) == 0


async def test_a_change_while_the_post_is_under_way_edits_it_afterwards(
    database: Database,
) -> None:
    """The old text is on its way, so an edit must follow; put back, the new text goes."""
    for telegram_id in (1, 2):
        await add_chat(database, telegram_id)
    await add_article(database, 1)
    one, two = await claim(database)
    assert await edit(database, 1) == 2
    await Outbox(database).record(
        [Sent(one.id, 77, True), PutBack(two.id, NOW, "502", counted=True)], NOW
    )
    claimed = {d.telegram_id: d for d in await claim(database)}
    assert claimed[1].action is Action.EDIT
    assert (claimed[1].message_id, claimed[1].has_photo) == (77, True)
    assert claimed[2].action is Action.POST


async def test_a_crash_forgets_no_change(database: Database) -> None:
    """The change came while an edit was under way, then the process died."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    await claim(database)
    await withdraw(database, 1, Action.DELETE)
    await Outbox(database).recover(NOW)
    [one] = await claim(database)
    assert one.action is Action.DELETE


async def test_a_withdrawn_article_reaches_nobody_else(database: Database) -> None:
    """Waiting rows are dropped and hold up nothing; posts are edited, deleted, or left."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    late = await add_chat(database, 2)
    async with database.transaction() as connection:
        await Outbox(database).address(connection, 1, breaking=False, not_before=NOW, now=NOW)
    await add_article(database, 2)
    assert await withdraw(database, 1, Action.EDIT) == 2
    claimed = await claim(database)
    assert {(o.telegram_id, o.article_id, o.action) for o in claimed} == {
        (1, 2, Action.POST),
        (2, 2, Action.POST),
        (1, 1, Action.EDIT),
    }
    assert (late, 1, "post", "dropped") in await states(database)


async def test_withdrawn_while_under_way_is_deleted_afterwards(database: Database) -> None:
    """Sent after all: deleted; put back: never sent."""
    for telegram_id in (1, 2):
        await add_chat(database, telegram_id)
    await add_article(database, 1)
    one, two = await claim(database)
    await withdraw(database, 1, Action.DELETE)
    await Outbox(database).record(
        [Sent(one.id, 5, False), PutBack(two.id, NOW, "", counted=True)], NOW
    )
    assert [(o.telegram_id, o.action) for o in await claim(database)] == [(1, Action.DELETE)]


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(
    "outcome",
    [
        lambda one: PutBack(one.id, NOW, "", counted=False),
        lambda one: PutBack(one.id, NOW + DAY, "too many requests", counted=False),
        lambda one: Locked(one.id, one.chat_id, NOW + DAY, "no rights"),
        lambda one: Moved(one.id, one.telegram_id, -100_777),
        lambda one: Failed(one.id, "refused: odd"),
    ],
    ids=["asked before its request", "flood", "locked", "moved", "failed"],
)
async def test_withdrawn_while_under_way_and_not_sent_it_comes_when_it_is_public_again(
    database: Database, outcome: Callable[[Delivery], Result], by_hand: bool
) -> None:
    """However its request ended; what a person took back does not come."""
    await add_chat(database, -5, "group")
    await add_article(database, 1)
    [post] = await claim(database)
    if by_hand:
        async with database.transaction() as connection:
            await withdraw_one(connection, 1, post.chat_id, now=NOW)
    else:
        await withdraw(database, 1, Action.DELETE)
    await Outbox(database).record([outcome(post)], NOW)
    assert await claim(database, at=NOW + DAY) == []
    async with database.transaction() as connection:
        await Outbox(database).reopen(connection, 1, breaking=False, now=NOW)
    again = await claim(database)
    assert [(one.article_id, one.action) for one in again] == [(1, Action.POST)] * (not by_hand)


async def test_keeping_a_withdrawn_article_touches_no_post(database: Database) -> None:
    """`keep`: only what was not sent yet is dropped."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    assert await withdraw(database, 1, None) == 0
    assert await claim(database) == []


async def test_a_crowded_chat_gets_one_digest(database: Database) -> None:
    """Of everything that waited, old before new; other chats keep their single posts."""
    await add_chat(database, 1)
    off = await add_chat(database, 2)
    desk = Store(database).channel_settings
    assert (await desk.get(off)).catch_up
    await desk.set_catch_up(off, on=False)
    assert not (await desk.get(off)).catch_up
    for number in (1, 2, 3, 4):
        await add_article(database, number)
    await add_article(database, 5, breaking=True)
    outbox = Outbox(database)
    async with database.transaction() as connection:
        assert await outbox.collapse(connection, NOW) == 1
    sent = await send_all(database)
    mine = [(o.action, o.article_id, o.articles) for o in sent if o.telegram_id == 1]
    assert mine == [(Action.POST, 5, ()), (Action.DIGEST, 1, (1, 2, 3, 4))]
    assert [o.article_id for o in sent if o.telegram_id == 2] == [5, 1, 2, 3, 4]


async def test_a_second_outage_joins_the_digest_that_waits(database: Database) -> None:
    """A digest that could not be sent yet takes the newer articles in."""
    await add_chat(database, 1)
    for number in (1, 2, 3):
        await add_article(database, number)
    outbox = Outbox(database)
    await outbox.catch_up(NOW, NOW)
    for number in (4, 5):
        await add_article(database, number)
    await outbox.catch_up(NOW, NOW)
    [one] = await send_all(database)
    assert one.articles == (1, 2, 3, 4, 5)


async def test_no_digest_of_two_articles_or_of_a_short_wait(database: Database) -> None:
    """Two posts are no flood, and what was addressed just now has missed nothing."""
    await add_chat(database, 1)
    for number in (1, 2):
        await add_article(database, number)
    outbox = Outbox(database)
    assert await outbox.catch_up(NOW, NOW) == 0
    await add_article(database, 3)
    assert await outbox.catch_up(NOW, NOW - timedelta(hours=6)) == 0
    assert len(await send_all(database)) == 3


async def test_a_digest_is_not_edited(database: Database) -> None:
    """A correction of an article edits its own posts only."""
    await add_chat(database, 1)
    for number in (1, 2, 3):
        await add_article(database, number)
    await Outbox(database).catch_up(NOW, NOW)
    await send_all(database)
    assert await edit(database, 1) == 0
    assert await edit(database, 2) == 0


async def test_an_edit_that_was_not_begun_gives_way_to_a_withdrawal(database: Database) -> None:
    """Handed back at a stop, the post is deleted all the same."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    [edited] = await claim(database)
    assert edited.action is Action.EDIT
    await withdraw(database, 1, Action.DELETE)
    await Outbox(database).release([edited.id])
    assert [one.action for one in await claim(database)] == [Action.DELETE]
