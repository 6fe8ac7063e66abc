"""Reads what the bot did of late: the newest article, the last post, failures, busy hours."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.time_zones import zone_or_utc
from storage.timestamps import from_optional_seconds, from_seconds, to_seconds

# Hours are counted over a week, of this many articles at most.
HOURS_OVER = timedelta(days=7)
MAX_COUNTED = 5_000
BUSIEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What the bot did of late; None for what it never did.

    `waiting` counts posts and edits that are still to be sent, `failed` the posts given up in the
    last 24 hours; `busiest_hours` are the hours of the day in which most articles came out in the
    last week, the busiest first.
    """

    newest_title: str
    newest_article: datetime | None
    last_post: datetime | None
    waiting: int
    failed: int
    busiest_hours: tuple[int, ...]


class Activities:
    """Reads the activity; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def at(self, now: datetime, zone_name: str) -> Activity:
        """Read it for now; `zone_name` is the time zone whose hours are counted."""
        async with self._database.reading() as connection:
            newest = await connection.execute_fetchall(
                """
                select title, first_seen
                from articles
                where status = 'live'
                order by published desc, id desc
                limit 1
                """
            )
            title, seen = next(((str(row[0]), row[1]) for row in newest), ("", None))
            return Activity(
                newest_title=title,
                newest_article=from_optional_seconds(seen),
                last_post=await _last_post(connection),
                waiting=await _number(
                    connection, "select count(*) from outbox where finished is null"
                ),
                failed=await _number(
                    connection,
                    "select count(*) from outbox where state = 'failed' and finished > ?",
                    to_seconds(now - timedelta(days=1)),
                ),
                busiest_hours=await _busiest_hours(connection, now, zone_name),
            )


async def _last_post(connection: Connection) -> datetime | None:
    rows = await connection.execute_fetchall(
        """
        select sent
        from outbox
        where finished is not null and state = 'sent' and sent is not null
        order by finished desc
        limit 1
        """
    )
    return next((from_seconds(row[0]) for row in rows), None)


async def _number(connection: Connection, sql: str, *values: int) -> int:
    rows = await connection.execute_fetchall(sql, values)
    return next(int(row[0]) for row in rows)


async def _busiest_hours(connection: Connection, now: datetime, zone_name: str) -> tuple[int, ...]:
    rows = await connection.execute_fetchall(
        """
        select published
        from articles
        where status = 'live' and published > ?
        order by published desc
        limit ?
        """,
        (to_seconds(now - HOURS_OVER), MAX_COUNTED),
    )
    zone = zone_or_utc(zone_name)
    hours = Counter(from_seconds(row[0]).astimezone(zone).hour for row in rows)
    return tuple(hour for hour, _ in sorted(hours.items(), key=lambda one: (-one[1], one[0])))[
        :BUSIEST
    ]
