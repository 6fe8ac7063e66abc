"""Which chats get a row, and that the rows stand or fall with the article."""

import pytest

from storage.engine.database import Database
from storage.errors import StorageError
from storage.outbox import (
    Outbox,
)
from tests.storage.outbox.sample_rows import (
    NOW,
    add_article,
    add_chat,
    choose,
    claim,
    send_all,
    states,
)


async def test_a_row_for_each_chat_that_wants_the_article(database: Database) -> None:
    """Everything or a followed tag, no muted tag, and active."""
    wants_all = await add_chat(database, 1)
    follows = await add_chat(database, 2, everything=False)
    await choose(database, "follows", follows, 7)
    mutes = await add_chat(database, 3)
    await choose(database, "mutes", mutes, 7)
    await add_chat(database, 4, everything=False)
    gone = await add_chat(database, 5)
    async with database.transaction() as connection:
        await connection.execute("update chats set active = 0 where id = ?", (gone,))
    assert await add_article(database, 1, tags=[7, 8]) == 2
    assert {chat for chat, *_ in await states(database)} == {wants_all, follows}


async def test_addressing_again_adds_nothing(database: Database) -> None:
    """A restart between storing and polling again must not queue anything twice."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    async with database.transaction() as connection:
        again = await Outbox(database).address(
            connection, 1, breaking=False, not_before=NOW, now=NOW
        )
    assert again == 0
    assert await claim(database) == []


async def test_rolled_back_with_the_article(database: Database) -> None:
    """What was promised in a transaction that failed was never promised."""
    await add_chat(database, 1)
    with pytest.raises(RuntimeError, match="power"):
        async with database.transaction() as connection:
            await connection.execute(
                """
                insert into articles (id, site_id, url, title, paragraphs, excerpt, author,
                    language, summary, published, modified, first_seen, content_hash)
                values (1, '1', '', '', '', '', '', '', '', 0, 0, 0, '')
                """
            )
            await Outbox(database).address(connection, 1, breaking=True, not_before=NOW, now=NOW)
            raise RuntimeError("power cut")
    assert await states(database) == []


async def test_a_hundred_thousand_chats_are_addressed_together(database: Database) -> None:
    """One statement addresses all."""
    async with database.transaction() as connection:
        await connection.execute(
            """
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
            insert into chats (telegram_id, kind, joined) select i, 'private', 0 from n
            """
        )
    assert await add_article(database, 1, tags=[1, 2]) == 100_000


@pytest.mark.parametrize(
    ("column", "table"), [("article_id", "articles"), ("announcement_id", "announcements")]
)
async def test_a_row_never_outlives_what_it_carries(
    database: Database, column: str, table: str
) -> None:
    """On either engine: none is added for what is not there, none changes it, all go with it."""
    chat = await add_chat(database, 1)
    await add_article(database, 1)
    values = f"({column}, chat_id, priority, state, not_before, addressed)"
    async with database.transaction() as connection:
        await connection.execute("delete from outbox")
        await connection.execute(
            "insert into announcements (id, owner_id, html, state, drafted) "
            "values (1, 1, '', 'draft', 0)"
        )
        for number in (1, 2):
            await connection.execute(
                f"insert into outbox {values} values (1, ?, 0, 'ready', 0, 0)", (chat * number,)
            )
    for wrong in (
        f"insert into outbox {values} values (7, 99, 0, 'ready', 0, 0)",
        f"update outbox set {column} = 7",
    ):
        with pytest.raises(StorageError):
            async with database.transaction() as connection:
                await connection.execute(wrong)
    async with database.transaction() as connection:
        assert len(await connection.execute_fetchall("select 1 from outbox")) == 2
        await connection.execute(f"delete from {table} where id = 1")
        assert len(await connection.execute_fetchall("select 1 from outbox")) == 0
