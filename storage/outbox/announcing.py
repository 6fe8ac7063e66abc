"""Queues an owner's message to all subscribers, and takes it back.

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
    DropReason,
    PriorityClass,
    RowState,
)
from storage.timestamps import to_seconds

# A tenth of a second of writing: between two pieces the bot goes on sending.
WITHDRAWN_AT_ONCE = 2_000
# Of a forum's topics the first; a chat that its reader or its desk has paused gets nothing.
_WANTING = """
        select min(c.id) as id
        from chats c
        where c.active = 1 and c.paused_until <= :now
        and (c.kind = 'private' or :everywhere = 1)
        group by c.telegram_id
    """


@dataclass(frozen=True, slots=True)
class AnnouncementAudience:
    """How many chats would get a message now: private ones, and groups and channels."""

    private: int
    others: int


async def audience(connection: Connection, now: datetime) -> AnnouncementAudience:
    """Count the chats that a message would go to at this moment."""
    rows = await connection.execute_fetchall(
        f"""
        select count(*) filter (where c.kind = 'private') as private, count(*) as everybody
        from ({_WANTING}) wanting
        join chats c on c.id = wanting.id
        """,  # noqa: S608 - a constant
        {"now": to_seconds(now), "everywhere": 1},
    )
    return AnnouncementAudience(rows[0]["private"], rows[0]["everybody"] - rows[0]["private"])


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
            "base_priority": PriorityClass.ANNOUNCEMENTS * RANKS,
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
    waiting = [row for row in rows if row["state"] in {RowState.READY, RowState.WAITING}]
    await connection.executemany(
        "update outbox set state = 'dropped', finished = ?, error = ? where id = ?",
        [(to_seconds(now), DropReason.WITHDRAWN, row["id"]) for row in waiting],
    )
    await promote_next(connection, [(row["chat_id"], row["priority"]) for row in waiting])
    await connection.executemany(
        "update outbox set next_action = 'delete', not_before = ? where id = ?",
        [(to_seconds(now), one) for one in by_state.get(RowState.SENDING, [])],
    )
    await connection.execute(
        f"{REOPEN} where id in (select value from each_number(:ids))",  # noqa: S608 - constants
        {
            "ids": json.dumps(by_state.get(RowState.SENT, [])),
            "action": Action.DELETE,
            "base_priority": PriorityClass.CHANGES * RANKS,
            "ranks": RANKS,
            "moment": to_seconds(now),
        },
    )
    return int(rows[-1]["chat_id"]) if len(rows) == WITHDRAWN_AT_ONCE else None


async def retry(connection: Connection, announcement_id: int, now: datetime) -> int:
    """Queue what has failed again, for chats that are still there; return how many."""
    return await requeue(connection, "announcement_id", announcement_id, now)
