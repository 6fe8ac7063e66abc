"""Which chats get a row, and that the rows stand or fall with the article."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from storage.engine.database import Connection, Database
from storage.errors import StorageError
from storage.models import ChatKind
from storage.outbox import Outbox
from storage.outbox.rows import KINDS_BY_RANK, RANKS, PriorityClass
from storage.timestamps import to_seconds
from tests.storage.outbox.sample_rows import (
    NOW,
    add_article,
    add_chat,
    choose,
    claim,
    send_all,
    states,
)
from tests.stored_articles import insert_article

TAG, OTHER_TAG = 7, 8
ALERTED = ((), ("alert",), ("search",), ("mute",), ("alert", "search"), ("search", "mute"))


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whatever of a chat has a say in whether and how it gets article 2, which has two tags."""

    active: bool
    everything: bool
    paused: bool
    follows: bool
    mutes: bool
    alerted: tuple[str, ...]
    has_it: bool
    is_owed_another: bool

    @property
    def wants(self) -> bool:
        chosen = self.everything or self.follows or bool({"alert", "search"} & set(self.alerted))
        return chosen and not self.mutes and "mute" not in self.alerted

    @property
    def gets(self) -> bool:
        return self.active and not self.paused and self.wants and not self.has_it


def kind_of(chat: int) -> ChatKind:
    return KINDS_BY_RANK[chat % RANKS]


def news_priority(chat: int) -> int:
    return PriorityClass.NEWS * RANKS + chat % RANKS


async def store(connection: Connection, chats: dict[int, Addressee]) -> None:
    """Chats with their choices, the alerts that an article meets, and what the outbox holds."""
    for article in (1, 2):
        await insert_article(connection, article, title="حديقة", tags=(TAG, OTHER_TAG))
    later = to_seconds(NOW + timedelta(hours=1))
    await connection.executemany(
        """
        insert into chats (id, telegram_id, kind, active, everything, paused_until, joined)
        values (?1, ?1, ?2, ?3, ?4, ?5, 0)
        """,
        [
            (chat, kind_of(chat), one.active, one.everything, later if one.paused else 0)
            for chat, one in chats.items()
        ],
    )
    # One of both tags is enough, and both are no more than one.
    tags = [(chat, tag) for chat in chats for tag in (TAG, OTHER_TAG)[: 1 + chat % 2]]
    for table, chosen in (
        ("follows", [pair for pair in tags if chats[pair[0]].follows]),
        ("mutes", [pair for pair in tags if chats[pair[0]].mutes]),
    ):
        await connection.executemany(f"insert into {table} (chat_id, tag_id) values (?, ?)", chosen)
    met = [(chat, kind) for chat, one in chats.items() for kind in one.alerted]
    await connection.executemany(
        """
        insert into alerts (id, chat_id, kind, words, term_count, created)
        values (?, ?, ?, ?, 1, 0)
        """,
        [(number, chat, kind, str(number)) for number, (chat, kind) in enumerate(met, 1)],
    )
    await connection.executemany(
        "insert into alert_matches (article_id, chat_id, alert_id, kind) values (2, ?, ?, ?)",
        [(chat, number, kind) for number, (chat, kind) in enumerate(met, 1)],
    )
    await connection.executemany(
        """
        insert into outbox (article_id, chat_id, priority, state, not_before, addressed, finished)
        values (?, ?, ?, ?, 0, 0, ?)
        """,
        [
            *((2, chat, 0, "sent", 0) for chat, one in chats.items() if one.has_it),
            *(
                (1, chat, news_priority(chat), "ready", None)
                for chat, one in chats.items()
                if one.is_owed_another
            ),
        ],
    )


async def test_who_gets_an_article_follows_from_each_choice_and_from_all_together(
    database: Database,
) -> None:
    """On either engine: nobody else, nobody twice, in the order of chats, behind what waits."""
    either = (False, True)
    every = product(either, either, either, either, either, ALERTED, either, either)
    chats = {chat: Addressee(*choices) for chat, choices in enumerate(every, 1)}
    async with database.transaction() as connection:
        await store(connection, chats)
        added = await Outbox(database).address(
            connection, 2, breaking=False, not_before=NOW, now=NOW
        )
        rows = await connection.execute_fetchall(
            "select chat_id, priority, state from outbox where article_id = 2 and addressed > 0 "
            "order by id"
        )
    expected = [
        (chat, news_priority(chat), "waiting" if one.is_owed_another else "ready")
        for chat, one in chats.items()
        if one.gets
    ]
    assert len(chats) == 768
    assert [tuple(row) for row in rows] == expected
    assert added == len(expected)


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
