"""Stores posts that wait for a chosen time or for room in their chat's hourly limit."""

from dataclasses import dataclass
from datetime import datetime

from storage.channels import release
from storage.chats.inactive_reasons import CHOSEN
from storage.engine.database import Connection, Database
from storage.outbox import Outbox, RowPriority
from storage.outbox.rows import RANKS
from storage.timestamps import from_seconds, to_seconds

# Rows of an article addressed just now, which nothing else puts off, in chats with a bound.
_FRESH = """
    article_id = :article
    and chat_id in (select chat_id from channel_settings where hourly > 0)
    and addressed = :now
    and not_before = :settled
    and state in ('ready', 'waiting')
    and action = 'post'
    and message_id = 0
    and priority between :lowest and :highest
    """


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An article that is to be posted at a time chosen by hand."""

    article_id: int
    title: str
    at: datetime


class ScheduledPosts:
    """Holds back what is too much for an hour or for later, and lets it go in time.

    For an hour the weightiest go first: what holds more of the chat's alert words, then what has
    more of the tags that it follows, then what shares its tags with more of the newest articles;
    the older first among equals. Breaking news never waits.
    """

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def hold(
        self,
        connection: Connection,
        article_id: int,
        *,
        not_before: datetime,
        now: datetime,
    ) -> int:
        """Let the article's fresh rows wait in chats with a bound; how many.

        It belongs into the transaction that addressed the article. What was put off to a digest
        or to the end of quiet hours comes together anyway and is left alone.
        """
        fresh = {
            "article": article_id,
            "settled": to_seconds(not_before),
            "now": to_seconds(now),
            "lowest": RowPriority.NEWS * RANKS,
            "highest": RowPriority.NEWS * RANKS + RANKS - 1,
        }
        cursor = await connection.execute(
            f"""
            insert or ignore into scheduled_posts (article_id, chat_id, not_before, queued)
            select article_id, chat_id, not_before, addressed
            from outbox
            where {_FRESH}
            """,  # noqa: S608 - a constant
            fresh,
        )
        await connection.execute(f"delete from outbox where {_FRESH}", fresh)  # noqa: S608 - a constant
        return cursor.rowcount

    async def wait(
        self,
        connection: Connection,
        article_id: int,
        chat_id: int,
        *,
        not_before: datetime,
        manual: bool,
        now: datetime,
    ) -> bool:
        """Let one article wait for one chat, `manual` for a certain time.

        What had another time gets this one. False where nothing changes: it waits for its hour
        already, or the chat takes no posts.

        It works inside the caller's transaction.
        """
        cursor = await connection.execute(
            """
            insert into scheduled_posts (article_id, chat_id, not_before, queued, manual)
            select ?, id, ?, ?, ? from chats where id = ? and active = 1
            on conflict (chat_id, article_id) do update
            set not_before = excluded.not_before, manual = 1
            where excluded.manual = 1
            """,
            (article_id, to_seconds(not_before), to_seconds(now), manual, chat_id),
        )
        return cursor.rowcount == 1

    async def bounded(self, connection: Connection, chat_id: int) -> bool:
        """Whether the chat has such a bound, inside the caller's transaction."""
        rows = await connection.execute_fetchall(
            "select 1 from channel_settings where chat_id = ? and hourly > 0", (chat_id,)
        )
        return bool(list(rows))

    async def collapse(self, connection: Connection, now: datetime, at_least: int) -> None:
        """After an outage: what waits comes as one digest where there are so many of a chat.

        It belongs into the transaction that stored the last article. Chats that want single posts
        after an outage are left alone.
        """
        await connection.execute(
            """
            update scheduled_posts
            set queued = min(queued, ?1), not_before = min(not_before, ?2)
            where manual = 0
            and chat_id in (
                select w.chat_id
                from scheduled_posts w
                join chats c on c.id = w.chat_id and c.catch_up = 1
                where w.manual = 0
                group by w.chat_id
                having count(*) >= ?3
            )
            """,
            (to_seconds(now - release.STALE_AFTER), to_seconds(now), at_least),
        )

    async def drop(self, connection: Connection, article_id: int) -> None:
        """The article was withdrawn: no chat waits for it any more."""
        await connection.execute("delete from scheduled_posts where article_id = ?", (article_id,))

    async def drop_one(self, connection: Connection, article_id: int, chat_id: int) -> None:
        """The article came to this chat by another way."""
        await connection.execute(
            "delete from scheduled_posts where chat_id = ? and article_id = ?",
            (chat_id, article_id),
        )

    async def take(self, connection: Connection, chat_id: int) -> list[int]:
        """Hand over what waits for no certain time, inside the caller's transaction."""
        rows = await connection.execute_fetchall(
            "delete from scheduled_posts where chat_id = ? and manual = 0 returning article_id",
            (chat_id,),
        )
        return [int(row["article_id"]) for row in rows]

    async def drop_chat(self, chat_id: int) -> None:
        """What waits for this chat's next hours is not wanted any more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from scheduled_posts where chat_id = ? and manual = 0", (chat_id,)
            )

    async def waiting(self, chat_id: int) -> int:
        """How many articles wait for this chat's next hours."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select count(*) as waiting from scheduled_posts where chat_id = ? and manual = 0",
                (chat_id,),
            )
        return next(int(row["waiting"]) for row in rows)

    async def scheduled(self, chat_id: int, limit: int) -> list[Scheduled]:
        """What was put off to a certain time by hand, the earliest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select w.article_id, a.title, w.not_before
                from scheduled_posts w
                join articles a on a.id = w.article_id
                where w.chat_id = ? and w.manual = 1
                order by w.not_before, w.article_id
                limit ?
                """,
                (chat_id, limit),
            )
        return [
            Scheduled(row["article_id"], row["title"], from_seconds(row["not_before"]))
            for row in rows
        ]

    async def cancel(self, article_id: int, chat_id: int) -> bool:
        """Take back what was put off by hand; False where nothing was."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from scheduled_posts where chat_id = ? and article_id = ? and manual = 1",
                (chat_id, article_id),
            )
        return cursor.rowcount == 1

    async def release(self, now: datetime) -> int:
        """Promise what each chat has room for by now; how many articles.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select 1
                from scheduled_posts w
                join chats c on c.id = w.chat_id
                where w.not_before <= ?
                and (c.active = 1 or c.inactive_reason in {CHOSEN})
                limit 1
                """,  # noqa: S608 - a constant
                (to_seconds(now),),
            )
        if not list(rows):
            return 0
        async with self._database.transaction() as connection:
            return await release.release(connection, self._outbox, now)
