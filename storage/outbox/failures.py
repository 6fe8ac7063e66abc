"""Lists posts that failed for good or are in doubt, and queues them again.

Each function works inside its caller's transaction or on its caller's reader.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.rows import joining
from storage.timestamps import from_seconds, to_seconds

# In doubt this often, a post is held until Telegram answers steadily, and owners are told.
REPORTED_DOUBTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedArticle:
    """An article whose posts failed for good in `failed` chats and are in doubt in `held` others.

    In `unchanged` chats it stands, and could be neither corrected nor taken back. `error` is one of
    the reasons, as Telegram gave it.
    """

    article_id: int
    title: str
    failed: int
    unchanged: int
    held: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRow:
    """A row of the owners' list; `stands` where the post is there, and could not be changed."""

    id: int
    article_id: int
    title: str
    chat_id: int
    telegram_id: int
    chat_title: str
    error: str
    failed: datetime
    stands: bool = False


async def unreported(connection: Connection, limit: int) -> list[FailedArticle]:
    """Articles with such posts of which no owner was told, at most `limit`, the oldest first."""
    rows = await connection.execute_fetchall(
        """
        select
            o.article_id,
            a.title,
            count(*) filter (where o.state = 'failed' and o.message_id = 0) as failed,
            count(*) filter (where o.state = 'failed' and o.message_id <> 0) as unchanged,
            count(*) filter (where o.state != 'failed') as held,
            max(o.error) as error
        from (
            select article_id, state, error, message_id from outbox where state = 'failed'
            union all
            select article_id, state, error, message_id
            from outbox
            where doubts >= ? and state in ('ready', 'waiting')
        ) o
        join articles a on a.id = o.article_id
        where not exists (select 1 from failure_notices n where n.article_id = o.article_id)
        group by o.article_id, a.title
        order by o.article_id
        limit ?
        """,
        (REPORTED_DOUBTS, limit),
    )
    return [
        FailedArticle(
            article_id=row["article_id"],
            title=row["title"],
            failed=row["failed"],
            unchanged=row["unchanged"],
            held=row["held"],
            error=row["error"],
        )
        for row in rows
    ]


async def mark_reported(
    connection: Connection, article_id: int, now: datetime, *, none_failed: bool = False
) -> None:
    """Note that owners were told of an article.

    That ends when its posts are queued again, and, where none had failed yet, when one fails.

    Args:
        connection: a transaction.
        article_id: the article.
        now: when they were told.
        none_failed: they were told of doubts alone; if a post has failed since, nothing is noted.
    """
    if none_failed and await connection.execute_fetchall(
        "select 1 from outbox where article_id = ? and state = 'failed' and message_id = 0 limit 1",
        (article_id,),
    ):
        return
    await connection.execute(
        "insert into failure_notices values (?, ?) on conflict do nothing",
        (article_id, to_seconds(now)),
    )


async def have_told_anew(connection: Connection, row_ids: Sequence[int]) -> None:
    """Have owners told of articles of which they know only that posts were in doubt.

    A post that stands, and whose correction fails, is told of once.

    Args:
        connection: a transaction.
        row_ids: the rows that have failed just now.
    """
    await connection.execute(
        """
        delete from failure_notices
        where article_id in (
            select o.article_id
            from outbox o
            where o.id in (select value from each_number(:rows))
            and o.state = 'failed'
            and o.message_id = 0
        )
        and not exists (
            select 1
            from outbox known
            where known.article_id = failure_notices.article_id
            and known.state = 'failed'
            and known.finished <= failure_notices.told
            and known.id not in (select value from each_number(:rows))
        )
        """,
        {"rows": json.dumps(list(row_ids))},
    )


async def failed(connection: Connection, limit: int) -> list[FailedRow]:
    """The newest failures first."""
    rows = await connection.execute_fetchall(
        """
        select
            o.id, o.article_id, o.chat_id, o.error, o.finished, o.message_id,
            a.title, c.telegram_id, c.title as chat_title
        from outbox o
        join articles a on a.id = o.article_id
        join chats c on c.id = o.chat_id
        where o.state = 'failed'
        order by o.finished desc
        limit ?
        """,
        (limit,),
    )
    return [
        FailedRow(
            id=row["id"],
            article_id=row["article_id"],
            title=row["title"],
            chat_id=row["chat_id"],
            telegram_id=row["telegram_id"],
            chat_title=row["chat_title"],
            error=row["error"],
            failed=from_seconds(row["finished"]),
            stands=row["message_id"] != 0,
        )
        for row in rows
    ]


async def requeue(connection: Connection, column: str, value: int, now: datetime) -> int:
    """Queue failed rows again, those of chats that are still there; return how many.

    Args:
        connection: a transaction.
        column: the column of the outbox that tells the rows: `id`, `article_id`, `announcement_id`.
        value: what stands in it.
        now: from when they may be sent.
    """
    cursor = await connection.execute(
        f"""
        update outbox
        set state = {joining("outbox.chat_id", "outbox.priority")},
            finished = null, attempts = 0, doubts = 0, error = '', not_before = ?
        where {column} = ? and state = 'failed'
        and exists (select 1 from chats c where c.id = outbox.chat_id and c.active = 1)
        """,  # noqa: S608 - names of columns
        (to_seconds(now), value),
    )
    return cursor.rowcount


async def retry_failed(connection: Connection, row_id: int, now: datetime) -> bool:
    """Queue a failed row again; False where there is none, or its chat has gone."""
    return await requeue(connection, "id", row_id, now) == 1


async def retry_article(connection: Connection, article_id: int, now: datetime) -> int:
    """Queue the failed posts of an article again, those of chats that are still there; how many."""
    queued = await requeue(connection, "article_id", article_id, now)
    await connection.execute("delete from failure_notices where article_id = ?", (article_id,))
    return queued
