"""Records which owners were told that a feed fails, so that a restart tells nobody twice."""

from datetime import datetime

from storage.engine.database import Database
from storage.timestamps import to_seconds


class FeedAlarms:
    """One row for each owner told that a feed fails, until the owner is told that it is back.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def notified(self) -> set[tuple[str, int]]:
        """Return pairs of a feed's URL and the id of an owner who was told that it fails."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("select feed_url, owner_id from feed_alarms")
        return {(row["feed_url"], row["owner_id"]) for row in rows}

    async def mark_notified(self, feed_url: str, owner_id: int, now: datetime) -> None:
        """Note that an owner was told that the feed fails."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into feed_alarms (feed_url, owner_id, notified)
                values (?, ?, ?)
                on conflict (feed_url, owner_id) do update
                set notified = excluded.notified
                """,
                (feed_url, owner_id, to_seconds(now)),
            )

    async def clear(self, feed_url: str, owner_id: int) -> None:
        """Remove a note: the owner was told that the feed is back, or one of them is no more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from feed_alarms where feed_url = ? and owner_id = ?",
                (feed_url, owner_id),
            )
