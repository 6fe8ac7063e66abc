"""What is asked again just before a claimed row is sent."""

from datetime import timedelta

import pytest

from storage.channels.missed_articles import missed_articles
from storage.engine.database import Database
from storage.outbox import Action, Outbox, PutBack, Sent
from storage.outbox.changed_since_claim import CHANGED_SINCE_CLAIM
from storage.outbox.manual_changes import withdraw_one
from storage.store import Store
from tests.storage.outbox.sample_rows import (
    NOW,
    add_article,
    add_chat,
    choose,
    claim,
    send_all,
    states,
)

LATER = NOW + timedelta(seconds=2)


async def put_back(database: Database, row_id: int) -> None:
    """As the worker does with what is not to be sent as it was claimed."""
    await Outbox(database).record([PutBack(row_id, LATER, "", counted=False)], LATER)


async def test_nothing_is_withheld_where_nobody_changed_his_mind(database: Database) -> None:
    """As a rule the question finds no row at all."""
    for telegram_id, kind in [(1, "private"), (-2, "group"), (-3, "channel")]:
        chat = await add_chat(database, telegram_id, kind)
        await choose(database, "mutes", chat, 5)
    await add_article(database, 1, tags=[4])
    assert await Outbox(database).no_longer_wanted(await claim(database), LATER) == set()


async def test_a_muted_article_leaves_a_digest_that_was_claimed(database: Database) -> None:
    """The digest is composed anew without it; of nothing but muted articles none is left."""
    chat = await add_chat(database, 1)
    await choose(database, "follows", chat, 7)
    for number in (1, 2, 3):
        await add_article(database, number, tags=[7] if number == 2 else [8])
    outbox = Outbox(database)
    await outbox.catch_up(NOW, NOW)
    [digest] = await claim(database)
    assert digest.articles == (1, 2, 3)
    await choose(database, "mutes", chat, 7)
    assert await outbox.no_longer_wanted([digest], LATER) == {digest.id}
    await put_back(database, digest.id)
    [anew] = await claim(database, at=LATER)
    assert anew.articles == (1, 3)
    assert await outbox.no_longer_wanted([anew], LATER) == set()


async def given_up(outbox: Outbox, way: str, row_id: int) -> None:
    """Give a claimed row up in one of the ways in which that happens."""
    if way == "release":
        await outbox.release([row_id])
    elif way == "release_all_but":
        await outbox.release_all_but([])
    else:
        await outbox.recover(LATER)


@pytest.mark.parametrize("way", ["release", "release_all_but", "recover"])
async def test_what_was_taken_back_by_hand_while_it_was_claimed_is_not_sent_after_all(
    database: Database, way: str
) -> None:
    """However its sending was given up; what waits behind it goes out."""
    store = Store(database)
    chat = await add_chat(database, -3, "channel")
    await add_article(database, 1)
    await add_article(database, 2)
    [one] = await claim(database)
    async with database.transaction() as connection:
        assert await withdraw_one(connection, 1, chat, now=LATER)
    await given_up(store.outbox, way, one.id)
    [other] = await claim(database, at=LATER)
    assert other.article_id == 2
    assert (chat, 1, "post", "dropped") in await states(database)


async def test_what_is_on_its_way_to_a_chat_that_was_forgotten_is_sent_to_nobody(
    database: Database,
) -> None:
    """Nor to the next chat that joins, which has a number of its own."""
    await add_chat(database, 1)
    await add_article(database, 1)
    [one] = await claim(database)
    await Store(database).chats.forget(1)
    assert await add_chat(database, 2) != one.chat_id
    assert await Outbox(database).no_longer_wanted([one], LATER) == {one.id}


async def test_a_pause_at_the_desk_keeps_back_what_was_promised_before_it(
    database: Database,
) -> None:
    """Nothing of it is posted; catching up brings it; what is posted by hand goes at once."""
    chat = await add_chat(database, -3, "channel")
    store = Store(database)
    await add_article(database, 1)
    [one] = await claim(database)
    await add_article(database, 2)
    await store.pauses.begin(chat, LATER)
    assert await store.outbox.no_longer_wanted([one], LATER) == {one.id}
    await put_back(database, one.id)
    assert await claim(database, at=LATER) == []
    await add_article(database, 3)
    async with database.transaction() as connection:
        by_hand = LATER + timedelta(minutes=1)
        assert await store.outbox.address_one(
            connection, 3, chat, breaking=False, not_before=by_hand, now=by_hand
        )
        await connection.execute(
            "update articles set published = ?, first_seen = ?",
            (int(NOW.timestamp()), int((NOW - timedelta(hours=1)).timestamp())),
        )
    [posted] = await claim(database, at=by_hand)
    assert posted.article_id == 3
    assert await store.outbox.no_longer_wanted([posted], by_hand) == set()
    await store.outbox.record([Sent(posted.id, 7, False)], by_hand)
    async with database.reading() as connection:
        assert await missed_articles(connection, chat, LATER) == [1, 2]


async def test_what_is_posted_by_hand_goes_whatever_is_muted(database: Database) -> None:
    """An administrator's word counts more than a rule; what came by a rule does not go."""
    chat = await add_chat(database, -3, "channel")
    await add_article(database, 1, tags=[7])
    await choose(database, "mutes", chat, 7)
    await add_article(database, 2, tags=[7])
    outbox = Outbox(database)
    async with database.transaction() as connection:
        assert await outbox.address_one(
            connection, 2, chat, breaking=False, not_before=NOW, now=NOW
        )
    [posted] = await claim(database)
    assert posted.article_id == 2
    assert await outbox.no_longer_wanted([posted], LATER) == set()
    assert [state for *_, state in await states(database)] == ["dropped", "sending"]


async def test_a_post_taken_back_by_hand_while_it_is_being_sent(database: Database) -> None:
    """Sent after all: deleted afterwards; not sent yet: never."""
    chats = [await add_chat(database, telegram_id, "channel") for telegram_id in (-3, -4)]
    await add_article(database, 1)
    outbox = Outbox(database)
    under_way, claimed = await claim(database)
    for chat in chats:
        assert await outbox.withdraw_one(1, chat, now=LATER)
    assert await outbox.no_longer_wanted([claimed], LATER) == {claimed.id}
    await outbox.record([Sent(under_way.id, 7, False)], LATER)
    await put_back(database, claimed.id)
    [deletion] = await claim(database, at=LATER)
    assert (deletion.id, deletion.action) == (under_way.id, Action.DELETE)
    assert [state for *_, state in await states(database)] == ["sending", "dropped"]


@pytest.mark.sqlite
async def test_asking_looks_at_the_claimed_rows_alone(database: Database) -> None:
    """It is asked before each request: a scan of anything would be felt."""
    async with database.reading() as connection:
        plan = await connection.execute_fetchall(
            f"explain query plan {CHANGED_SINCE_CLAIM}", {"claimed": "[]", "now": 0}
        )
    scans = [row[3] for row in plan if row[3].startswith("SCAN")]
    assert scans == ["SCAN json_each VIRTUAL TABLE INDEX 1:"]


@pytest.mark.parametrize("gone", [(1,), (2,), (1, 2), (1, 2, 3)])
async def test_a_withdrawn_article_leaves_a_digest_that_was_claimed(
    database: Database, gone: tuple[int, ...]
) -> None:
    """Also its first one; what is public again comes to the chat, which has not got it."""
    store = Store(database)
    await add_chat(database, 1)
    for number in (1, 2, 3):
        await add_article(database, number)
    await store.outbox.catch_up(NOW, NOW)
    [digest] = await claim(database)
    assert digest.articles == (1, 2, 3)
    for number in gone:
        await store.withdraw(number, action=Action.EDIT, sent_since=NOW, now=LATER)
    assert await store.outbox.no_longer_wanted([digest], LATER) == {digest.id}
    await put_back(database, digest.id)
    left = [one for one in (1, 2, 3) if one not in gone]
    told = [one.articles or (one.article_id,) for one in await send_all(database, LATER)]
    assert told == ([tuple(left)] if left else [])
    async with database.transaction() as connection:
        for number in gone:
            await connection.execute("update articles set status = 'live' where id = ?", (number,))
            await store.outbox.reopen(connection, number, breaking=False, now=LATER)
    again = [one.articles or (one.article_id,) for one in await send_all(database, LATER)]
    assert sorted(number for one in again for number in one) == list(gone)
