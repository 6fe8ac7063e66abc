"""Lists the posts that wait in the outbox, by article, and drops what waits on request.

Each function works inside its caller's transaction or on its caller's reader.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.ordering import hand_over_digest, post_if_alone, promote_next
from storage.outbox.rows import Action, DropReason, RowState
from storage.timestamps import from_seconds, to_seconds

# A post that no chat has yet; one that is in doubt counts as not there.
_UNSENT = "message_id = 0 and action in ('post', 'digest')"
_BY_ARTICLE = """
        select article_id, addressed, state
        from outbox
        where finished is null and message_id = 0 and action in ('post', 'digest')
        union all
        select o.article_id, o.addressed, d.state
        from outbox d
        join outbox o on o.digest_id = d.id and o.state = 'digested'
        where d.finished is null and d.message_id = 0
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingArticle:
    """An article that `chats` chats have not got yet, to `sending` of them it is being sent.

    `since` is when it was first promised to one of them.
    """

    article_id: int
    title: str
    chats: int
    sending: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """Which waiting posts to drop.

    Those of an article or of a message to all, those promised before a time, or what is both.
    """

    article_id: int | None = None
    announcement_id: int | None = None
    before: datetime | None = None


async def waiting_articles(connection: Connection, limit: int) -> list[WaitingArticle]:
    """The articles that wait for chats, the one that waits longest first."""
    rows = await connection.execute_fetchall(
        f"""
        select
            o.article_id, a.title, count(*) as chats, min(o.addressed) as since,
            count(*) filter (where o.state = 'sending') as sending
        from ({_BY_ARTICLE}) o
        join articles a on a.id = o.article_id
        group by o.article_id, a.title
        order by since, o.article_id
        limit ?
        """,  # noqa: S608 - a constant
        (limit,),
    )
    return [
        WaitingArticle(
            article_id=row["article_id"],
            title=row["title"],
            chats=row["chats"],
            sending=row["sending"],
            since=from_seconds(row["since"]),
        )
        for row in rows
    ]


async def clear(
    connection: Connection,
    clearing: Clearing,
    now: datetime,
    *,
    after: int,
    limit: int,
) -> tuple[int, int]:
    """Drop the next waiting posts whose row ids follow `after`, at most `limit` of them.

    What is being sent at this moment is left alone. Of a digest only the articles that are meant
    are left out.

    Returns:
        how many were dropped, and the last row id, 0 where none was found.
    """
    rows = list(
        await connection.execute_fetchall(
            _selecting(clearing),
            {
                "after": after,
                "article": clearing.article_id,
                "announcement": clearing.announcement_id,
                "before": to_seconds(clearing.before),
                "limit": limit,
            },
        )
    )
    moment = to_seconds(now)
    in_digests = [row for row in rows if row["state"] == RowState.DIGESTED]
    await connection.executemany(
        """
        update outbox set state = 'dropped', finished = ?, error = ?, digest_id = null where id = ?
        """,
        [(moment, DropReason.CLEARED, row["id"]) for row in in_digests],
    )
    for digest_id in {int(row["digest_id"]) for row in in_digests}:
        await post_if_alone(connection, digest_id)
    waiting = [row for row in rows if row["state"] != RowState.DIGESTED]
    for row in waiting:
        if row["action"] == Action.DIGEST:
            await hand_over_digest(connection, row["id"])
    await connection.executemany(
        "update outbox set state = 'dropped', finished = ?, error = ? where id = ?",
        [(moment, DropReason.CLEARED, row["id"]) for row in waiting],
    )
    await promote_next(connection, [(row["chat_id"], row["priority"]) for row in waiting])
    return len(rows), int(rows[-1]["id"]) if rows else 0


def _selecting(clearing: Clearing) -> str:
    conditions = ["o.id > :after"]
    if clearing.article_id is not None:
        conditions.append("o.article_id = :article")
    if clearing.announcement_id is not None:
        conditions.append("o.announcement_id = :announcement")
    if clearing.before is not None:
        conditions.append("o.addressed < :before")
    return f"""
        select o.id, o.chat_id, o.priority, o.state, o.action, o.digest_id
        from outbox o
        where {" and ".join(conditions)}
        and (
            (o.state in ('ready', 'waiting') and {_UNSENT})
            or (
                o.state = 'digested'
                and exists (
                    select 1
                    from outbox d
                    where d.id = o.digest_id and d.state in ('ready', 'waiting')
                    and d.message_id = 0
                )
            )
        )
        order by o.id
        limit :limit
    """  # noqa: S608 - constants
