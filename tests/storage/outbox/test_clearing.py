"""What waits is listed by article and dropped at an owner's word, and nothing else is."""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.engine.database import Database
from storage.outbox import Action, Clearing, Outbox
from tests.databases import migrated
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all, states


async def test_the_waiting_articles_are_listed_with_their_chats(database: Database) -> None:
    """What is being sent is counted; what was sent is not listed."""
    for chat in (1, 2):
        await add_chat(database, chat)
    await add_article(database, 1)
    await send_all(database)
    await add_article(database, 2)
    await add_article(database, 3)
    await claim(database, limit=1)
    found = await Outbox(database).waiting_articles(10)
    assert [(one.article_id, one.chats, one.sending) for one in found] == [(2, 2, 1), (3, 2, 0)]
    assert {one.since for one in found} == {NOW}
    assert len(await Outbox(database).waiting_articles(1)) == 1


async def test_one_article_is_dropped_and_the_next_follows(database: Database) -> None:
    """The queues behind it go on, and what is being sent at this moment is left alone."""
    for chat in (1, 2):
        await add_chat(database, chat)
    for number in (1, 2):
        await add_article(database, number)
    [sending] = await claim(database, limit=1)
    outbox = Outbox(database)
    assert await outbox.clear(Clearing(article_id=1), NOW) == 1
    assert await outbox.clear(Clearing(article_id=1), NOW) == 0
    await outbox.release([sending.id])
    sent = await send_all(database)
    assert sorted((one.telegram_id, one.article_id) for one in sent) == sorted(
        [(sending.telegram_id, 1), (1, 2), (2, 2)]
    )


async def test_only_what_was_promised_before_is_dropped(database: Database) -> None:
    """The bound itself stays."""
    await add_chat(database, 1)
    await add_article(database, 1)
    outbox = Outbox(database)
    assert await outbox.clear(Clearing(before=NOW), NOW) == 0
    assert await outbox.clear(Clearing(article_id=2, before=NOW + timedelta(days=1)), NOW) == 0
    assert await outbox.clear(Clearing(before=NOW + timedelta(seconds=1)), NOW) == 1
    assert await send_all(database) == []


async def test_what_is_left_alone_of_a_digest_comes_as_a_post(database: Database) -> None:
    """It has a photo then; whichever of its articles are dropped."""
    for left in (1, 2, 3):
        chat = await add_chat(database, left)
        articles = [10 * left + one for one in (1, 2, 3)]
        for number in articles:
            await add_article(database, number)
        outbox = Outbox(database)
        await outbox.catch_up(NOW, None, chat_ids=[chat])
        kept = articles[left - 1]
        for number in articles:
            if number != kept:
                assert await outbox.clear(Clearing(article_id=number), NOW)
        claimed = [one for one in await claim(database) if one.chat_id == chat]
        assert [(one.action, one.article_id) for one in claimed] == [(Action.POST, kept)]


async def test_posts_that_stand_in_a_chat_stay(database: Database) -> None:
    """An edit or a deletion that waits is no post that waits."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    outbox = Outbox(database)
    async with database.transaction() as connection:
        await outbox.address_edit(connection, 1, sent_since=NOW - timedelta(days=1), not_before=NOW)
    assert await outbox.waiting_articles(10) == []
    assert await outbox.clear(Clearing(article_id=1), NOW) == 0
    assert len(await send_all(database)) == 1


@given(dropped=st.lists(st.integers(1, 6), max_size=6, unique=True), at_once=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_digest_keeps_its_other_articles(
    tmp_path: Path, dropped: list[int], at_once: bool
) -> None:
    """Whichever are dropped, in whatever order, its first one too, each other one is sent once."""
    database = await migrated(Path(tempfile.mkdtemp(dir=tmp_path), "khabar.db"), readers=1)
    try:
        await add_chat(database, 1)
        for number in range(1, 7):
            await add_article(database, number)
        outbox = Outbox(database)
        assert await outbox.catch_up(NOW) == 1
        if at_once:
            async with database.transaction() as connection:
                await connection.executemany(
                    "update outbox set addressed = 1 where article_id = ?",
                    [(number,) for number in dropped],
                )
            assert await outbox.clear(Clearing(before=NOW), NOW) == len(dropped)
        else:
            for number in dropped:
                assert await outbox.clear(Clearing(article_id=number), NOW) == 1
        left = set(range(1, 7)) - set(dropped)
        assert {one.article_id for one in await outbox.waiting_articles(10)} == left
        sent = await send_all(database)
        assert len(sent) == (1 if left else 0)
        assert {number for one in sent for number in one.articles or (one.article_id,)} == left
        assert {state for _, _, _, state in await states(database)} <= {
            "sent",
            "digested",
            "dropped",
        }
    finally:
        await database.close()
