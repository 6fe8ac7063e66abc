"""Stores the Telegram `file_id` of each article's photo after it was sent once."""

from storage.engine.database import Database


class PhotoIds:
    """Ids of photos at Telegram, so that a photo is uploaded once.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, article_id: int) -> str:
        """The `file_id` of an article's photo; empty if it was never sent."""
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    "select photo_file_id from articles where id = ?", (article_id,)
                )
            )
        return str(rows[0]["photo_file_id"]) if rows else ""

    async def remember(self, article_id: int, file_id: str) -> None:
        """Store the `file_id` of an article's photo; an empty one removes it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update articles set photo_file_id = ? where id = ?", (file_id, article_id)
            )
