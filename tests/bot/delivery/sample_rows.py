"""Invented chats and articles for tests of delivery, stored in a database."""

from collections.abc import Sequence
from datetime import UTC, datetime

from storage.engine.database import Database
from storage.outbox import Outbox
from tests.stored_articles import insert_article


async def add_chats(
    database: Database,
    telegram_ids: range | list[int],
    kind: str = "private",
    *,
    threads: Sequence[int] = (0,),
) -> None:
    """Chats that want everything, or topics of them."""
    async with database.transaction() as connection:
        await connection.executemany(
            "insert into chats (telegram_id, kind, thread_id, joined) values (?, ?, ?, 0)",
            [(one, kind, thread) for one in telegram_ids for thread in threads],
        )


async def add_article(
    database: Database,
    number: int,
    now: datetime,
    *,
    breaking: bool = False,
    not_before: datetime | None = None,
    tag: int = 0,
) -> int:
    """Store article `number` and address it in one transaction; return how many rows."""
    async with database.transaction() as connection:
        await insert_article(
            connection, number, title="خبر", url="https://news.example/", tags=(tag,) if tag else ()
        )
        return await Outbox(database).address(
            connection, number, breaking=breaking, not_before=not_before or now, now=now
        )


async def add_together(database: Database, numbers: Sequence[int], now: datetime) -> None:
    """Store and address articles in one transaction: who looks sees all of them, or none."""
    outbox = Outbox(database)
    async with database.transaction() as connection:
        for number in numbers:
            await insert_article(connection, number, title="خبر", url="https://news.example/")
            await outbox.address(connection, number, breaking=False, not_before=now, now=now)


async def add_articles(database: Database, count: int) -> None:
    """Articles 1 to `count`, addressed one after the other at this moment."""
    for number in range(1, count + 1):
        await add_article(database, number, datetime.now(UTC))
