"""Counts how far messages to all have come, and lists those that wait.

Each function works on its caller's reader.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.timestamps import from_seconds, to_seconds


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
        later: what waits for the end of quiet hours or of a long pause, or because Telegram has put
            it off; of a message that was taken back, the deletions.
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
