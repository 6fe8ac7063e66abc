"""Stores which posts of breaking news are to be pinned, and which were."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from storage.engine.database import Database
from storage.timestamps import to_seconds

# A post that could not be pinned so long is no breaking news any more.
LATEST = timedelta(minutes=15)
AT_ONCE = 20


class Pinned(IntEnum):
    """What became of pinning a post."""

    UNTRIED = 0
    YES = 1
    NOT = 2


@dataclass(frozen=True, slots=True)
class ToPin:
    """A post of breaking news that stands in a chat."""

    id: int
    chat_id: int
    telegram_id: int
    message_id: int
    title: str


class Pins:
    """Looks for posts to pin among those that were sent lately."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime) -> list[ToPin]:
        """Posts to pin by now, the older first."""
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
                order by p.at, p.id
                limit ?
                """,
                (to_seconds(now - LATEST), AT_ONCE),
            )
        return [
            ToPin(row["id"], row["chat_id"], row["telegram_id"], row["message_id"], row["title"])
            for row in rows
        ]

    async def record(self, post: ToPin, what: Pinned) -> None:
        """Write what became of it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update channel_posts set pin_state = ? where id = ?", (what, post.id)
            )

    async def earlier(self, post: ToPin) -> list[int]:
        """The messages that were pinned before this one, which count as unpinned from now on."""
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
                    where article_id = ? and chat_id = ? and message_id != 0
                    """,
                    (row["article_id"], post.chat_id),
                )
                for row in rows
            ]
        return [int(row["message_id"]) for messages in found for row in messages]
