"""Stores the Telegram `file_id` of each file of an article after it was sent once."""

from storage.engine.database import Database


class PhotoIds:
    """Ids of photos, videos and audio at Telegram, so that each is uploaded once.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, article_id: int, url: str) -> str:
        """The `file_id` of an article's file at this address; empty if it was never sent."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select file_id from article_files where article_id = ? and url = ?",
                (article_id, url),
            )
        return next((str(row["file_id"]) for row in rows), "")

    async def remember(self, article_id: int, url: str, file_id: str) -> None:
        """Store the `file_id` of an article's file; an empty one removes it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from article_files where article_id = ? and url = ?", (article_id, url)
            )
            if file_id:
                await connection.execute(
                    """
                    insert into article_files (article_id, url, file_id)
                    select id, ?, ? from articles where id = ?
                    """,
                    (url, file_id, article_id),
                )
