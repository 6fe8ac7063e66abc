"""Stores the state of each polled feed: HTTP validators, next poll, failures."""

from collections.abc import Sequence

from storage.engine.database import Connection, Database, Row
from storage.models import Feed
from storage.timestamps import from_optional_seconds, to_seconds


class Feeds:
    """One row for each URL of `FEED_URLS`; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, url: str) -> Feed:
        """The feed as it was last saved; one with defaults if it was never polled."""
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall("select * from feeds where url = ?", (url,))
            )
        if not rows:
            return Feed(url=url)
        return _feed(rows[0])

    async def all(self, urls: Sequence[str]) -> list[Feed]:
        """The feeds with these URLs, in that order."""
        return [await self.get(url) for url in urls]

    async def every(self) -> list[Feed]:
        """All feeds that were ever polled, those that have left `FEED_URLS` too, in no order."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("select * from feeds")
        return [_feed(row) for row in rows]

    async def save(self, connection: Connection, feed: Feed) -> None:
        """Write the feed inside the caller's transaction; its texts are cut at fixed lengths."""
        await connection.execute(
            """
            insert into feeds (
                url, etag, last_modified, next_check, last_success, failures, last_error,
                not_modified, failing_since, cause, hub, floor, unsettled_since,
                edits_since, in_flood
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (url) do update
            set etag = excluded.etag,
                last_modified = excluded.last_modified,
                next_check = excluded.next_check,
                last_success = excluded.last_success,
                failures = excluded.failures,
                last_error = excluded.last_error,
                not_modified = excluded.not_modified,
                failing_since = excluded.failing_since,
                cause = excluded.cause,
                hub = excluded.hub,
                floor = excluded.floor,
                unsettled_since = excluded.unsettled_since,
                edits_since = excluded.edits_since,
                in_flood = excluded.in_flood
            """,
            (
                feed.url,
                feed.etag,
                feed.last_modified,
                to_seconds(feed.next_check) or 0,
                to_seconds(feed.last_success),
                feed.failures,
                feed.last_error[:500],
                feed.not_modified,
                to_seconds(feed.failing_since),
                feed.cause,
                feed.hub[:2000],
                to_seconds(feed.floor),
                to_seconds(feed.unsettled_since),
                to_seconds(feed.edits_since),
                int(feed.in_flood),
            ),
        )


def _feed(row: Row) -> Feed:
    return Feed(
        url=row["url"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        next_check=from_optional_seconds(row["next_check"]),
        last_success=from_optional_seconds(row["last_success"]),
        failures=row["failures"],
        last_error=row["last_error"],
        not_modified=row["not_modified"],
        failing_since=from_optional_seconds(row["failing_since"]),
        cause=row["cause"],
        hub=row["hub"],
        floor=from_optional_seconds(row["floor"]),
        unsettled_since=from_optional_seconds(row["unsettled_since"]),
        edits_since=from_optional_seconds(row["edits_since"]),
        in_flood=bool(row["in_flood"]),
    )
