"""Counts what is still to be sent, and finds when the next of it is due."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.deliveries import ALL_DOUBTS, AllowedDoubts
from storage.outbox.rows import PRIORITIES
from storage.timestamps import from_optional_seconds, from_seconds, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many posts and changes wait.

    `due` could go now, `later` wait for their hour (a digest, quiet hours, another attempt); of
    both `in_doubt` may have been sent already. `failed` have failed for good and are kept for
    the owners. `oldest_due` is since when the longest waiting of those due could have gone: when it
    was promised, or when its hour had come (a digest's, the end of quiet hours). What
    waits for a group that lets the bot write nothing is `later`.
    """

    due: int
    later: int
    in_doubt: int
    failed: int
    oldest_due: datetime | None


async def backlog(connection: Connection, now: datetime) -> Backlog:
    """Count by the index on unfinished rows, however many are finished."""
    rows = await connection.execute_fetchall(
        """
        select count(*) filter (where not_before <= :now and not locked) as due,
               count(*) filter (where not_before > :now or locked) as later,
               count(*) filter (where doubts > 0) as in_doubt,
               min(
                   case when attempts = 0 and not_before > addressed then not_before
                        else addressed
                   end
               ) filter (where not_before <= :now and not locked) as oldest
        from (
            select o.not_before, o.addressed, o.attempts, o.doubts,
                o.chat_id in (select id from chats where locked_since is not null) as locked
            from outbox o
            where o.finished is null
        ) waiting
        """,
        {"now": to_seconds(now)},
    )
    failed = await connection.execute_fetchall(
        "select count(*) as failed from outbox where state = 'failed'"
    )
    row = rows[0]
    return Backlog(
        due=row["due"],
        later=row["later"],
        in_doubt=row["in_doubt"],
        failed=failed[0]["failed"],
        oldest_due=from_optional_seconds(row["oldest"]),
    )


async def next_due(connection: Connection, allowed: AllowedDoubts = ALL_DOUBTS) -> datetime | None:
    """The earliest `not_before` of the rows that could be claimed."""
    rows = await connection.execute_fetchall(
        "\nunion all\n".join(
            f"""
            select * from (
                select not_before
                from outbox
                where state = 'ready' and priority = {priority} and doubts <= :doubts
                order by not_before
                limit 1
            ) of_priority_{priority}
            """  # noqa: S608 - numbers of this project
            for priority in PRIORITIES
        ),
        {"doubts": allowed.doubts},
    )
    return min((from_seconds(row[0]) for row in rows), default=None)
