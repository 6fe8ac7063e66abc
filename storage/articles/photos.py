"""Stores the Telegram `file_id` of each article's photo after it was sent once."""

from storage.engine.database import Database


class PhotoIds:
    """A photo sent once is never uploaded again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, article_id: int) -> str:
        """The id of the article's photo; empty where it was never sent."""
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    "select photo_file_id from articles where id = ?", (article_id,)
                )
            )
        return str(rows[0]["photo_file_id"]) if rows else ""

    async def remember(self, article_id: int, file_id: str) -> None:
        """Keep the id; an empty one forgets."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update articles set photo_file_id = ? where id = ?", (file_id, article_id)
            )
