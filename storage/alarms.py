"""Records which owners were told that a feed fails, so that a restart tells nobody twice."""

from datetime import datetime

from storage.engine.database import Database
from storage.timestamps import to_seconds


class Alarms:
    """One row for each owner who was told that a feed fails, until he is told that it is back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self) -> set[tuple[str, int]]:
        """Each feed's address with each owner who knows that it fails."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("select feed_url, owner_id from feed_alarms")
        return {(row["feed_url"], row["owner_id"]) for row in rows}

    async def raised(self, feed_url: str, owner_id: int, now: datetime) -> None:
        """The owner was told that the feed fails."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert or replace into feed_alarms (feed_url, owner_id, notified)
                values (?, ?, ?)
                """,
                (feed_url, owner_id, to_seconds(now)),
            )

    async def cleared(self, feed_url: str, owner_id: int) -> None:
        """The owner was told that the feed is back, or the feed or owner is no longer one."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from feed_alarms where feed_url = ? and owner_id = ?",
                (feed_url, owner_id),
            )
