"""Finds the topic of a forum in which a sent post stands."""

from storage.engine.database import Database


class PostTopics:
    """Knows the posts of the last weeks; raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def thread_of(self, telegram_id: int, message_id: int) -> int | None:
        """The topic of a message, 0 for the chat itself; None where it is none of our posts.

        Args:
            telegram_id: the group.
            message_id: the message in it.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select c.thread_id
                from chats c
                join channel_posts p on p.chat_id = c.id
                where c.telegram_id = ? and p.message_id = ? and p.message_id <> 0
                limit 1
                """,
                (telegram_id, message_id),
            )
        return next((int(row["thread_id"]) for row in rows), None)
