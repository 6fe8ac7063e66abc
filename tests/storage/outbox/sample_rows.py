"""Chats, articles and claims for tests of the outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from storage.engine.database import Database
from storage.outbox import (
    Delivery,
    Outbox,
    Sent,
)
from tests.stored_articles import add_tag, insert_article

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


LEASE = timedelta(minutes=5)


async def add_chat(
    database: Database, telegram_id: int, kind: str = "private", *, everything: bool = True
) -> int:
    async with database.transaction() as connection:
        rows = await connection.execute_fetchall(
            """
            insert into chats (telegram_id, kind, everything, joined)
            values (?, ?, ?, 0)
            returning id
            """,
            (telegram_id, kind, everything),
        )
    return int(rows[0]["id"])


async def add_article(
    database: Database,
    number: int,
    *,
    tags: Sequence[int] = (),
    breaking: bool = False,
    not_before: datetime = NOW,
) -> int:
    async with database.transaction() as connection:
        await insert_article(connection, number, title="حديقة جديدة", tags=tags)
        return await Outbox(database).address(
            connection, number, breaking=breaking, not_before=not_before, now=NOW
        )


async def choose(database: Database, table: str, chat_id: int, tag_id: int) -> None:
    async with database.transaction() as connection:
        await add_tag(connection, tag_id)
        await connection.execute(
            f"insert into {table} (chat_id, tag_id) values (?, ?)", (chat_id, tag_id)
        )


async def states(database: Database) -> list[tuple[int, int, str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select chat_id, article_id, action, state from outbox order by id"
        )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def claim(database: Database, limit: int = 100, at: datetime = NOW) -> list[Delivery]:
    return await Outbox(database).claim(limit, at, LEASE)


async def send_all(database: Database, at: datetime = NOW) -> list[Delivery]:
    """Claim and record until nothing is due; the deliveries in the order of claiming."""
    sent: list[Delivery] = []
    while claimed := await claim(database, at=at):
        sent += claimed
        await Outbox(database).record([Sent(o.id, 1000 + o.id, False) for o in claimed], at)
    return sent
