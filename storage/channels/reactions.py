"""Keeps how many reactions the posts of channels have."""

from storage.engine.database import Database

# More than people there are would be no number of Telegram's.
_MOST = 10**10


class Reactions:
    """One number for each post of the last weeks; raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, telegram_id: int, message_id: int, count: int) -> bool:
        """Keep the number of a message's reactions; False where the message is none of our posts.

        Args:
            telegram_id: the channel.
            message_id: the message in it.
            count: all its reactions together.
        """
        async with self._database.transaction(alone=False) as connection:
            cursor = await connection.execute(
                """
                update channel_posts
                set reactions = ?
                where chat_id in (select id from chats where telegram_id = ?)
                and message_id = ? and message_id <> 0 and event = 'post'
                """,
                (max(0, min(count, _MOST)), telegram_id, message_id),
            )
        return cursor.rowcount > 0
