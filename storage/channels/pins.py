"""Stores which posts of breaking news are to be pinned, and which were."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from storage.engine.database import Database
from storage.timestamps import to_seconds

# Breaking news that could not be pinned within this time is not pinned any more.
PIN_WITHIN = timedelta(minutes=15)
BATCH = 20


class PinState(IntEnum):
    """Whether the bot has pinned a post; `NOT_PINNED` if it could not, or unpinned it since."""

    NOT_TRIED = 0
    PINNED = 1
    NOT_PINNED = 2


@dataclass(frozen=True, slots=True)
class PostToPin:
    """A post of breaking news that stands in a chat; `id` is its row in the statistics."""

    id: int
    chat_id: int
    telegram_id: int
    message_id: int
    title: str


class Pins:
    """Finds posts to pin among recent ones; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime) -> list[PostToPin]:
        """The posts of the last `PIN_WITHIN` to be pinned, the oldest first, at most `BATCH`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select p.id, p.chat_id, c.telegram_id, o.message_id, a.title
                from channel_posts p
                join channel_settings s on s.chat_id = p.chat_id and s.pin_breaking = 1
                join articles a on a.id = p.article_id and a.breaking = 1
                join outbox o on o.article_id = p.article_id and o.chat_id = p.chat_id
                join chats c on c.id = p.chat_id
                where p.at > ? and p.event = 'post' and p.pin_state = 0
                and o.state = 'sent' and o.action = 'post' and o.message_id != 0
                and o.posted_in is null
                order by p.at, p.id
                limit ?
                """,
                (to_seconds(now - PIN_WITHIN), BATCH),
            )
        return [
            PostToPin(
                row["id"], row["chat_id"], row["telegram_id"], row["message_id"], row["title"]
            )
            for row in rows
        ]

    async def record(self, post: PostToPin, state: PinState) -> None:
        """Store whether a post was pinned."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update channel_posts set pin_state = ? where id = ?", (state, post.id)
            )

    async def note(self, chat_id: int, article_id: int, state: PinState) -> None:
        """Store that an administrator has pinned or unpinned the post of an article by hand."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update channel_posts set pin_state = ? "
                "where chat_id = ? and article_id = ? and event = 'post'",
                (state, chat_id, article_id),
            )

    async def unpin_earlier(self, post: PostToPin) -> list[int]:
        """Mark all other pinned posts of the chat as not pinned; return their message ids.

        The caller unpins the messages in Telegram.
        """
        async with self._database.transaction() as connection:
            rows = list(
                await connection.execute_fetchall(
                    """
                    update channel_posts
                    set pin_state = 2
                    where chat_id = ? and pin_state = 1 and id != ?
                    returning article_id
                    """,
                    (post.chat_id, post.id),
                )
            )
            found = [
                await connection.execute_fetchall(
                    """
                    select message_id
                    from outbox
                    where article_id = ? and chat_id = ? and message_id != 0 and posted_in is null
                    """,
                    (row["article_id"], post.chat_id),
                )
                for row in rows
            ]
        return [int(row["message_id"]) for messages in found for row in messages]
