"""Queues an owner's message to all subscribers, takes it back, and counts how far it has come.

Each function works inside its caller's transaction or on its caller's reader.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.addressing import address_change, drop_waiting
from storage.outbox.failures import requeue
from storage.outbox.rows import JOINING_NEW, NEW_PRIORITY, RANKS, Action, RowPriority
from storage.timestamps import to_seconds

_COLUMN = "announcement_id"
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
        order by c.id
        on conflict do nothing
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
    connection: Connection, announcement_id: int, *, sent_since: datetime, now: datetime
) -> int:
    """Send a message to nobody else, and delete it where it was sent since `sent_since`.

    Returns:
        how many rows were touched.
    """
    dropped = await drop_waiting(connection, announcement_id, now, column=_COLUMN)
    return dropped + await address_change(
        connection,
        announcement_id,
        Action.DELETE,
        sent_since=sent_since,
        not_before=now,
        column=_COLUMN,
    )


async def retry(connection: Connection, announcement_id: int, now: datetime) -> int:
    """Queue what has failed again, for chats that are still there; return how many."""
    return await requeue(connection, _COLUMN, announcement_id, now)


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
