"""Counts delivery results since the database was created."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection
from storage.timestamps import from_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatistics:
    """Rows by state now, and what was counted since the database was made."""

    rows: dict[str, int]
    totals: dict[str, int]
    oldest_pending: datetime | None


async def count(connection: Connection, by: dict[str, int] | Counter[str]) -> None:
    """Add to the totals that outlive the process."""
    await connection.executemany(
        """
        insert into outbox_totals (name, value) values (?, ?)
        on conflict (name) do update set value = outbox_totals.value + excluded.value
        """,
        [(name, number) for name, number in by.items() if number > 0],
    )


async def statistics(connection: Connection) -> OutboxStatistics:
    """Counts the whole table: for a person who asks, not for every poll."""
    states = await connection.execute_fetchall("select state, count(*) from outbox group by state")
    totals = await connection.execute_fetchall("select name, value from outbox_totals")
    oldest = await oldest_pending(connection)
    return OutboxStatistics(
        rows={str(row[0]): int(row[1]) for row in states},
        totals={str(row[0]): int(row[1]) for row in totals},
        oldest_pending=oldest,
    )


async def oldest_pending(connection: Connection) -> datetime | None:
    """When the oldest unfinished post was addressed."""
    rows = await connection.execute_fetchall(
        """
        select addressed
        from outbox
        where finished is null and action in ('post', 'digest')
        order by id
        limit 1
        """
    )
    return next((from_seconds(row[0]) for row in rows), None)


async def pending_count(connection: Connection) -> int:
    """How many rows are still to be sent or changed."""
    rows = await connection.execute_fetchall("select count(*) from outbox where finished is null")
    return next(int(row[0]) for row in rows)
