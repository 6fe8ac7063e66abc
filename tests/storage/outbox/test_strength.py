"""Of two changes of one post the stronger is made; what is taken back waits for no other change."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import Action, Delivery, Done, Outbox, PutBack, Result, Sent, Undeletable
from tests.outbox_counts import pending_count
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all
from tests.storage.outbox.test_changes import edit, withdraw

LATER = NOW + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def taken(delivery: Delivery) -> Result:
    """What Telegram makes of it when all is well."""
    if delivery.action is Action.DELETE:
        return Done(delivery.id)
    return Sent(delivery.id, delivery.message_id or 1000 + delivery.id, False)


async def made(database: Database) -> list[Action]:
    """Everything that is done from now on, in its order."""
    actions: list[Action] = []
    while claimed := await claim(database, at=LATER):
        actions += [one.action for one in claimed]
        await Outbox(database).record([taken(one) for one in claimed], LATER)
    return actions


async def correct(database: Database, chat: int) -> None:
    del chat
    await edit(database, 1)


async def correct_by_hand(database: Database, chat: int) -> None:
    await Outbox(database).edit_one(1, chat, now=NOW)


async def withdrawn_into_a_notice(database: Database, chat: int) -> None:
    del chat
    await withdraw(database, 1, Action.EDIT)


async def withdrawn_and_restored(database: Database, chat: int) -> None:
    del chat
    await withdraw(database, 1, Action.DELETE)
    await edit(database, 1)


LATER_DECISIONS: list[Callable[[Database, int], Awaitable[None]]] = [
    correct,
    correct_by_hand,
    withdrawn_into_a_notice,
    withdrawn_and_restored,
]


@pytest.mark.parametrize("decide", LATER_DECISIONS)
async def test_what_was_taken_back_by_hand_stays_so_while_it_waits(
    database: Database, decide: Callable[[Database, int], Awaitable[None]]
) -> None:
    """Whatever the newsroom decides of the article before the post is deleted."""
    chat = await add_chat(database, -1, "channel")
    await add_article(database, 1)
    await send_all(database)
    assert await Outbox(database).withdraw_one(1, chat, now=NOW)
    await decide(database, chat)
    assert await made(database) == [Action.DELETE]


@pytest.mark.parametrize("decide", LATER_DECISIONS)
@pytest.mark.parametrize("end", ["sent", "put back", "crash", "release"])
async def test_and_while_a_request_is_under_way(
    database: Database, decide: Callable[[Database, int], Awaitable[None]], end: str
) -> None:
    """An edit is being made at this moment, whatever becomes of it."""
    chat = await add_chat(database, -1, "channel")
    outbox = Outbox(database)
    await add_article(database, 1)
    await send_all(database)
    await edit(database, 1)
    [row] = await claim(database)
    assert await outbox.withdraw_one(1, chat, now=NOW)
    await decide(database, chat)
    if end == "sent":
        await outbox.record([taken(row)], NOW)
    elif end == "put back":
        await outbox.record([PutBack(row.id, NOW, "502", counted=True)], NOW)
    elif end == "crash":
        await outbox.recover(NOW)
    else:
        await outbox.release([row.id])
    assert await made(database) == [Action.DELETE]


@pytest.mark.parametrize("decide", LATER_DECISIONS)
async def test_what_can_not_be_deleted_says_for_good_that_it_was_taken_back(
    database: Database, decide: Callable[[Database, int], Awaitable[None]]
) -> None:
    """Too old for a deletion it became a notice."""
    chat = await add_chat(database, -1, "channel")
    outbox = Outbox(database)
    await add_article(database, 1)
    await send_all(database)
    await outbox.withdraw_one(1, chat, now=NOW)
    [row] = await claim(database)
    await outbox.record([Undeletable(row.id)], NOW)
    await decide(database, chat)
    [notice] = await claim(database)
    assert (notice.action, notice.marked) == (Action.EDIT, True)
    await outbox.record([taken(notice)], NOW)
    await decide(database, chat)
    for again in await claim(database):
        assert again.marked


@pytest.mark.parametrize("when", ["waiting", "deleting", "notice waiting", "notice stands"])
async def test_an_article_that_returns_is_shown_where_the_newsroom_took_it_back(
    database: Database, when: str
) -> None:
    """The deletion was not made, or could not be made: the post shows the article again."""
    await add_chat(database, 1)
    outbox = Outbox(database)
    await add_article(database, 1)
    await send_all(database)
    await withdraw(database, 1, Action.DELETE)
    if when != "waiting":
        [row] = await claim(database)
        if when == "deleting":
            await edit(database, 1)
        await outbox.record([Undeletable(row.id)], NOW)
        if when == "notice stands":
            await send_all(database)
    if when != "deleting":
        await edit(database, 1)
    [shown] = await claim(database)
    assert (shown.action, shown.marked) == (Action.EDIT, False)


async def test_what_is_taken_back_waits_for_no_correction_and_no_news(database: Database) -> None:
    """By hand before the news, by the newsroom before corrections; each once."""
    chat = await add_chat(database, -1, "channel")
    for number in (1, 2, 3, 4):
        await add_article(database, number)
    await send_all(database)
    await edit(database, 4, settle=MINUTE)
    await edit(database, 1, settle=MINUTE)
    await edit(database, 2, settle=MINUTE)
    assert await claim(database) == []
    await add_article(database, 5)
    assert await Outbox(database).withdraw_one(1, chat, now=NOW)
    await withdraw(database, 2, Action.EDIT)
    claimed = await claim(database)
    assert [(one.article_id, one.action) for one in claimed] == [
        (1, Action.DELETE),
        (5, Action.POST),
        (2, Action.EDIT),
    ]
    await Outbox(database).record([taken(one) for one in claimed], NOW)
    assert await claim(database) == []
    rest = await claim(database, at=NOW + MINUTE)
    assert [(one.article_id, one.action) for one in rest] == [(4, Action.EDIT)]


async def test_a_correction_behind_one_that_was_taken_back_is_made(database: Database) -> None:
    """It was the head of the queue of corrections, which the next one becomes."""
    chat = await add_chat(database, -1, "channel")
    for number in (1, 2, 3):
        await add_article(database, number)
    await send_all(database)
    for number in (1, 2, 3):
        await edit(database, number)
    await Outbox(database).withdraw_one(1, chat, now=NOW)
    await withdraw(database, 2, Action.DELETE)
    assert sorted(await made(database)) == [Action.DELETE, Action.DELETE, Action.EDIT]
    assert await pending_count(database) == 0
