"""Queues an article for each chat that wants it, inside its caller's transaction."""

from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.digests import defer_to_digest, exempt_alerts
from storage.outbox.rows import JOINING_NEW, NEW_PRIORITY, RANKS, PriorityClass
from storage.timestamps import to_seconds

# The chats that mute the article, or have it: few of many as a rule.
_UNWANTED = """
                select a.chat_id
                from alert_matches a
                where a.article_id = :article and a.kind = 'mute'
                union all
                select m.chat_id
                from article_tags t
                join mutes m on m.tag_id = t.tag_id
                where t.article_id = :article
                union all
                select o.chat_id
                from outbox o
                where o.article_id = :article
                """


async def address(
    connection: Connection,
    article_id: int,
    *,
    breaking: bool,
    not_before: datetime,
    now: datetime,
) -> int:
    """Promise an article to each chat that wants it; repeating it adds nothing.

    A chat wants it when it is active, and takes everything or follows one of the article's
    tags, and mutes none of them.

    Returns:
        how many rows were added.
    """
    added = await _insert(connection, article_id, breaking=breaking, not_before=not_before, now=now)
    if added and not breaking:
        await exempt_alerts(connection, article_id)
        await defer_to_digest(connection, article_id, not_before, now)
    return added


async def _insert(
    connection: Connection,
    article_id: int,
    *,
    breaking: bool,
    not_before: datetime,
    now: datetime,
) -> int:
    """One row for each chat that wants the article; a chat that has one gets no second.

    Chats that take everything are read as they lie, apart from those that follow something of it:
    put into one set with them and found in it again, each cost PostgreSQL half as much again. Who
    does not want it, or has it, is listed once: looked for one by one, that is more than half of
    the work of SQLite, and of PostgreSQL where it has counted nothing yet. Nobody else adds rows
    meanwhile, so `on conflict` is not needed.
    """
    cursor = await connection.execute(
        f"""
        insert into outbox
            (article_id, chat_id, priority, state, not_before, addressed)
        select
            :article,
            c.id,
            {NEW_PRIORITY},
            {JOINING_NEW},
            :not_before,
            :now
        from (
            select c.id, c.kind
            from chats c
            where c.active = 1
            and c.everything = 1
            and c.paused_until <= :now
            and c.id not in ({_UNWANTED})
            union all
            select c.id, c.kind
            from chats c
            where c.active = 1
            and c.everything <> 1
            and c.paused_until <= :now
            and c.id in (
                select f.chat_id
                from article_tags t
                join follows f on f.tag_id = t.tag_id
                where t.article_id = :article
                union
                select a.chat_id
                from alert_matches a
                where a.article_id = :article and a.kind in ('alert', 'search')
                except
                select chat_id from ({_UNWANTED}) unwanted
            )
        ) c
        order by c.id
        """,  # noqa: S608 - constants
        {
            "article": article_id,
            "base_priority": (PriorityClass.BREAKING if breaking else PriorityClass.NEWS) * RANKS,
            "not_before": to_seconds(not_before),
            "now": to_seconds(now),
        },
    )
    return cursor.rowcount
