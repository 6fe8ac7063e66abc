"""A chat as a destination: gone, back, moved, forgotten."""

from datetime import timedelta
from itertools import permutations

import pytest

from storage.chats import lifecycle, supergroups
from storage.engine.database import Database
from storage.models import InactiveReason
from storage.outbox import Deactivated, Outbox, Sent
from storage.store import Store
from tests.outbox_counts import pending_count
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, choose, claim, send_all


async def value(database: Database, sql: str) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        return [tuple(row) for row in await connection.execute_fetchall(sql)]


async def test_a_chat_comes_back_with_its_settings(database: Database) -> None:
    """Blocked and unblocked: what it followed is still there, news reach it again."""
    chat = await add_chat(database, 1, everything=False)
    await choose(database, "follows", chat, 7)
    async with database.transaction() as connection:
        assert await lifecycle.deactivate(connection, chat, InactiveReason.BLOCKED, NOW) == [chat]
        assert await lifecycle.deactivate(connection, chat, InactiveReason.BLOCKED, NOW) == []
    assert await add_article(database, 1, tags=[7]) == 0
    async with database.transaction() as connection:
        assert await lifecycle.reactivate(connection, 1) == 1
    assert await add_article(database, 2, tags=[7]) == 1


async def test_a_closed_topic_leaves_the_forum(database: Database) -> None:
    """A topic goes alone; a bot that was kicked leaves every topic, and comes back to them."""
    chats = [await add_chat(database, -5, "group")]
    async with database.transaction() as connection:
        for thread in (2, 3):
            rows = await connection.execute_fetchall(
                """
                insert into chats (telegram_id, thread_id, kind, joined)
                values (-5, ?, 'group', 0)
                returning id
                """,
                (thread,),
            )
            chats.append(int(rows[0]["id"]))
        gone = await lifecycle.deactivate(
            connection, chats[1], InactiveReason.TOPIC_CLOSED, NOW, whole_chat=False
        )
        assert gone == [chats[1]]
        left = await lifecycle.deactivate(connection, chats[2], InactiveReason.KICKED, NOW)
        assert sorted(left) == [chats[0], chats[2]]
        assert await lifecycle.reactivate(connection, -5) == 2


async def add_topic(database: Database, telegram_id: int, thread: int) -> int:
    async with database.transaction() as connection:
        rows = await connection.execute_fetchall(
            """
            insert into chats (telegram_id, thread_id, kind, everything, joined)
            values (?, ?, 'group', 1, 0)
            returning id
            """,
            (telegram_id, thread),
        )
    return int(rows[0]["id"])


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_topics_that_were_turned_off_end_but_for_one_whichever_answers_first(
    database: Database, order: tuple[int, ...]
) -> None:
    """All were claimed together, and each answer tells anew that there are no topics."""
    first, *others = [await add_topic(database, -5, thread) for thread in (4, 3, 2)]
    await add_article(database, 1)
    claimed = await claim(database)
    assert len(claimed) == 3
    outbox = Outbox(database)
    ended: list[Deactivated] = []
    for number in order:
        row = claimed[number]
        ended += await outbox.record([Sent(row.id, 7 + number, False, topic_ignored=True)], NOW)
    assert sorted(one.chat_id for one in ended) == others
    assert await value(database, "select id from chats where active = 1") == [(first,)]
    assert await Store(database).chats.first_active(-5) == await Store(database).chats.by_id(first)


async def test_a_group_that_gets_posts_outside_of_topics_goes_on_without_them(
    database: Database,
) -> None:
    """Its own row is where the posts of its topics come to; those that had ended stay so."""
    await add_topic(database, -5, 4)
    whole = await add_chat(database, -5, "group")
    async with database.transaction() as connection:
        await lifecycle.unite_topics(connection, 1, NOW)
        assert await lifecycle.unite_topics(connection, 1, NOW) == []
        await lifecycle.deactivate(connection, whole, InactiveReason.KICKED, NOW)
        assert await lifecycle.unite_topics(connection, 1, NOW) == []
    assert await value(database, "select id, inactive_reason from chats order by id") == [
        (1, "topics off"),
        (whole, "kicked"),
    ]


async def test_a_group_moves_with_all_that_hangs_on_it(database: Database) -> None:
    """Settings, follows and waiting rows stay with the same chat under the new id."""
    chat = await add_chat(database, -5, "group", everything=False)
    await choose(database, "follows", chat, 7)
    await add_article(database, 1, tags=[7])
    async with database.transaction() as connection:
        assert await supergroups.migrate_to_supergroup(connection, -5, -1005, NOW) == 1
        assert await supergroups.migrate_to_supergroup(connection, -5, -1005, NOW) == 0
    [one] = await claim(database)
    assert (one.chat_id, one.telegram_id) == (chat, -1005)
    assert await value(database, "select chat_id, tag_id from follows") == [(chat, 7)]


async def test_a_group_moves_onto_a_chat_that_is_known_already(database: Database) -> None:
    """The new id came first by another way: both are united, nothing is sent twice or lost."""
    old = await add_chat(database, -5, "group")
    await choose(database, "follows", old, 7)
    await add_article(database, 1)
    await send_all(database)
    new = await add_chat(database, -1005, "group")
    await choose(database, "follows", new, 7)
    await choose(database, "mutes", new, 8)
    for number in (2, 3):
        await add_article(database, number)
    one, two = await claim(database)
    async with database.transaction() as connection:
        assert await supergroups.migrate_to_supergroup(connection, -5, -1005, NOW) == 1
    await Outbox(database).record([Sent(one.id, 1, False), Sent(two.id, 2, False)], NOW)
    sent = await send_all(database)
    assert [(o.telegram_id, o.article_id) for o in sent] == [(-1005, 3)]
    assert await value(database, "select id, telegram_id from chats") == [(old, -1005)]
    assert await value(database, "select chat_id, tag_id from mutes") == [(old, 8)]
    assert await pending_count(database) == 0


async def test_a_chat_is_forgotten_after_thirty_days(database: Database) -> None:
    """Until then its settings are kept."""
    chat = await add_chat(database, 1)
    await choose(database, "follows", chat, 7)
    async with database.transaction() as connection:
        await lifecycle.deactivate(connection, chat, InactiveReason.BLOCKED, NOW)
        assert await lifecycle.delete_gone_chats(connection, NOW + timedelta(days=30)) == 0
        assert await lifecycle.delete_gone_chats(connection, NOW + timedelta(days=31)) == 1
    assert await value(database, "select * from follows") == []
