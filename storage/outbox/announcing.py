"""Queues an owner's message to all subscribers, takes it back, and counts how far it has come.

Each function works inside its caller's transaction or on its caller's reader.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.failures import requeue
from storage.outbox.ordering import promote_next
from storage.outbox.rows import (
    JOINING_NEW,
    NEW_PRIORITY,
    RANKS,
    REOPEN,
    Action,
    RowPriority,
)
from storage.timestamps import from_seconds, to_seconds

# A tenth of a second of writing: between two pieces the bot goes on sending.
WITHDRAWN_AT_ONCE = 2_000
# Of a forum's topics the first; a chat that its reader or its desk has paused gets nothing.
_WANTING = """
        select min(c.id) as id
        from chats c
        left join channel_settings s on s.chat_id = c.id
        where c.active = 1 and c.paused_until <= :now and s.paused_since is null
        and (c.kind = 'private' or :everywhere = 1)
        group by c.telegram_id
    """


@dataclass(frozen=True, slots=True)
class Audience:
    """How many chats would get a message now: private ones, and groups and channels."""

    private: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementProgress:
    """What has become of a message to all.

    Attributes:
        chats: to how many it was promised.
        sent: those in which it stands.
        deleted: those in which it stood and was deleted.
        failed: those for which it failed for good, with `error` as one of the reasons.
        left_out: those that ended, or were paused, before it came.
        due: what is to be sent or deleted now.
        later: what waits for the end of quiet hours or of a long pause.
    """

    chats: int
    sent: int
    deleted: int
    failed: int
    left_out: int
    due: int
    later: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAnnouncement:
    """A message to all that `chats` chats have not got yet, to `sending` of them it is being sent.

    `since` is when it was approved; `html` may be empty below a file.
    """

    announcement_id: int
    html: str
    chats: int
    sending: int
    since: datetime


async def audience(connection: Connection, now: datetime) -> Audience:
    """Count the chats that a message would go to at this moment."""
    rows = await connection.execute_fetchall(
        f"""
        select count(*) filter (where c.kind = 'private') as private, count(*) as everybody
        from ({_WANTING}) wanting
        join chats c on c.id = wanting.id
        """,  # noqa: S608 - a constant
        {"now": to_seconds(now), "everywhere": 1},
    )
    return Audience(rows[0]["private"], rows[0]["everybody"] - rows[0]["private"])


async def address(
    connection: Connection, announcement_id: int, *, everywhere: bool, now: datetime
) -> int:
    """Promise a message to each subscriber, to groups and channels only with `everywhere`.

    Quiet hours are looked at when a row is claimed. Repeating it adds nothing.

    Returns:
        how many rows were added.
    """
    cursor = await connection.execute(
        f"""
        insert into outbox
            (announcement_id, chat_id, priority, state, not_before, addressed)
        select
            :announcement,
            c.id,
            {NEW_PRIORITY},
            {JOINING_NEW},
            :now,
            :now
        from ({_WANTING}) wanting
        join chats c on c.id = wanting.id
        where c.active = 1
        and not exists (
            select 1
            from outbox o
            where o.announcement_id = :announcement and o.chat_id = c.id
        )
        order by c.id
        """,  # noqa: S608 - constants
        {
            "announcement": announcement_id,
            "lane": RowPriority.ANNOUNCEMENTS * RANKS,
            "everywhere": int(everywhere),
            "now": to_seconds(now),
        },
    )
    return cursor.rowcount


async def withdraw(
    connection: Connection, announcement_id: int, now: datetime, *, after: int = 0
) -> int | None:
    """Have a message that was taken back deleted in the next chats, and sent to no more of them.

    A piece of the whole: whoever does one after the other may be killed between two, and begins
    anew. What is not reached yet is not sent meanwhile either, since a claim asks for that.

    Args:
        connection: a transaction.
        announcement_id: the message.
        now: the present.
        after: the chat at which the piece before has ended.

    Returns:
        the chat at which this one has ended; None where no other follows.
    """
    rows = list(
        await connection.execute_fetchall(
            """
            select id, chat_id, priority, state
            from outbox
            where announcement_id = ? and chat_id > ?
            and action = 'post'
            and (
                state in ('ready', 'waiting')
                or (state = 'sending' and next_action is null)
                or (state = 'sent' and message_id != 0)
            )
            order by chat_id
            limit ?
            """,
            (announcement_id, after, WITHDRAWN_AT_ONCE),
        )
    )
    by_state: dict[str, list[int]] = {}
    for row in rows:
        by_state.setdefault(row["state"], []).append(row["id"])
    waiting = [row for row in rows if row["state"] in {"ready", "waiting"}]
    await connection.executemany(
        "update outbox set state = 'dropped', finished = ?, error = 'withdrawn' where id = ?",
        [(to_seconds(now), row["id"]) for row in waiting],
    )
    await promote_next(connection, [(row["chat_id"], row["priority"]) for row in waiting])
    await connection.executemany(
        "update outbox set next_action = 'delete', not_before = ? where id = ?",
        [(to_seconds(now), one) for one in by_state.get("sending", [])],
    )
    await connection.execute(
        f"{REOPEN} where id in (select value from each_number(:ids))",  # noqa: S608 - constants
        {
            "ids": json.dumps(by_state.get("sent", [])),
            "action": Action.DELETE,
            "lane": RowPriority.CHANGES * RANKS,
            "ranks": RANKS,
            "moment": to_seconds(now),
        },
    )
    return int(rows[-1]["chat_id"]) if len(rows) == WITHDRAWN_AT_ONCE else None


async def retry(connection: Connection, announcement_id: int, now: datetime) -> int:
    """Queue what has failed again, for chats that are still there; return how many."""
    return await requeue(connection, "announcement_id", announcement_id, now)


async def waiting(connection: Connection, limit: int) -> list[WaitingAnnouncement]:
    """The messages to all that wait for chats, the one that waits longest first."""
    rows = await connection.execute_fetchall(
        """
        select n.id, n.html, o.chats, o.sending, o.since
        from (
            select
                announcement_id, count(*) as chats, min(addressed) as since,
                count(*) filter (where state = 'sending') as sending
            from outbox
            where finished is null
            and announcement_id is not null
            and message_id = 0
            and action = 'post'
            group by announcement_id
        ) o
        join announcements n on n.id = o.announcement_id
        order by o.since, n.id
        limit ?
        """,
        (limit,),
    )
    return [
        WaitingAnnouncement(
            announcement_id=row["id"],
            html=row["html"],
            chats=row["chats"],
            sending=row["sending"],
            since=from_seconds(row["since"]),
        )
        for row in rows
    ]


async def progress(
    connection: Connection, announcement_id: int, until: datetime
) -> AnnouncementProgress:
    """Count a message's rows by what has become of them.

    Args:
        connection: a reader.
        announcement_id: the message.
        until: rows that wait for a later moment count as `later`.
    """
    rows = await connection.execute_fetchall(
        """
        select count(*) as chats,
               count(*) filter (where state = 'sent') as sent,
               count(*) filter (where state = 'dropped' and message_id <> 0) as deleted,
               count(*) filter (where state = 'failed') as failed,
               count(*) filter (where state = 'dropped' and message_id = 0) as left_out,
               count(*) filter (where finished is null and not_before <= :until) as due,
               count(*) filter (where finished is null and not_before > :until) as later,
               coalesce(max(error) filter (where state = 'failed'), '') as error
        from outbox
        where announcement_id = :announcement
        """,
        {"announcement": announcement_id, "until": to_seconds(until)},
    )
    row = rows[0]
    return AnnouncementProgress(**{name: row[name] for name in row.keys()})  # noqa: SIM118 - rows
