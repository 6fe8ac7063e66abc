"""Stores the state of each polled feed: HTTP validators, next poll, failures."""

from collections.abc import Sequence
from datetime import datetime

from storage.engine.database import Connection, Database
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
        row = rows[0]
        return Feed(
            url=url,
            etag=row["etag"],
            last_modified=row["last_modified"],
            next_check=from_optional_seconds(row["next_check"]),
            last_success=from_optional_seconds(row["last_success"]),
            failures=row["failures"],
            last_error=row["last_error"],
            polls=row["polls"],
            failing_since=from_optional_seconds(row["failing_since"]),
            cause=row["cause"],
            hub=row["hub"],
        )

    async def all(self, urls: Sequence[str]) -> list[Feed]:
        """The feeds with these URLs, in that order."""
        return [await self.get(url) for url in urls]

    async def last_success_of_others(self, url: str) -> datetime | None:
        """When another feed of the same scheme and host was last read; None if there is none."""
        site = url[: url.find("/", url.find("//") + 2) + 1]
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    """
                    select max(last_success) as latest
                    from feeds
                    where url <> ? and substr(url, 1, length(?)) = ?
                    """,
                    (url, site, site),
                )
            )
        return from_optional_seconds(rows[0]["latest"])

    async def save(self, connection: Connection, feed: Feed) -> None:
        """Write the feed inside the caller's transaction; its texts are cut at fixed lengths."""
        await connection.execute(
            """
            insert into feeds (
                url, etag, last_modified, next_check, last_success, failures, last_error, polls,
                failing_since, cause, hub
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (url) do update
            set etag = excluded.etag,
                last_modified = excluded.last_modified,
                next_check = excluded.next_check,
                last_success = excluded.last_success,
                failures = excluded.failures,
                last_error = excluded.last_error,
                polls = excluded.polls,
                failing_since = excluded.failing_since,
                cause = excluded.cause,
                hub = excluded.hub
            """,
            (
                feed.url,
                feed.etag,
                feed.last_modified,
                to_seconds(feed.next_check) or 0,
                to_seconds(feed.last_success),
                feed.failures,
                feed.last_error[:500],
                feed.polls,
                to_seconds(feed.failing_since),
                feed.cause,
                feed.hub[:2000],
            ),
        )
