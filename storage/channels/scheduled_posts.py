"""Stores posts that wait for a chosen time or for room in their chat's hourly limit."""

from dataclasses import dataclass
from datetime import datetime

from storage.channels import release
from storage.chats.inactive_reasons import CHOSEN
from storage.engine.database import Connection, Database
from storage.outbox import Outbox, PriorityClass
from storage.outbox.rows import RANKS
from storage.timestamps import from_seconds, to_seconds

# Rows of an article addressed just now, deferred by nothing else, in chats with an hourly limit.
_NEW_ROWS = """
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
class ScheduledPost:
    """An article that an administrator has scheduled for a certain time."""

    article_id: int
    title: str
    at: datetime


class ScheduledPosts:
    """Posts held outside the outbox; raises `StorageError` where the database fails.

    Of those that wait for their chat's hourly limit the most relevant go first
    (`storage.channels.relevance`). Breaking news never waits.
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
        """Move the article's new outbox rows of chats with an hourly limit here; return how many.

        Call it in the transaction that addressed the article, with the same times. What was
        deferred to a digest or to the end of quiet hours comes together anyway and stays there.
        """
        fresh = {
            "article": article_id,
            "settled": to_seconds(not_before),
            "now": to_seconds(now),
            "lowest": PriorityClass.NEWS * RANKS,
            "highest": PriorityClass.NEWS * RANKS + RANKS - 1,
        }
        cursor = await connection.execute(
            f"""
            insert into scheduled_posts (article_id, chat_id, not_before, queued)
            select article_id, chat_id, not_before, addressed
            from outbox
            where {_NEW_ROWS}
            on conflict do nothing
            """,  # noqa: S608 - a constant
            fresh,
        )
        await connection.execute(f"delete from outbox where {_NEW_ROWS}", fresh)  # noqa: S608 - a constant
        return cursor.rowcount

    async def schedule(
        self,
        connection: Connection,
        article_id: int,
        chat_id: int,
        *,
        not_before: datetime,
        manual: bool,
        now: datetime,
    ) -> bool:
        """Schedule an article for one chat, inside the caller's transaction.

        Args:
            connection: a transaction.
            article_id: the article.
            chat_id: the chat's own id.
            not_before: the earliest time; it replaces another one that was chosen before.
            manual: whether a person chose the time, else the hourly limit applies.
            now: the present time.

        Returns:
            False if nothing changed: it waits for the hourly limit already, or the chat is
            inactive.
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

    async def has_hourly_limit(self, connection: Connection, chat_id: int) -> bool:
        """Whether the chat has an hourly limit, inside the caller's transaction."""
        rows = await connection.execute_fetchall(
            "select 1 from channel_settings where chat_id = ? and hourly > 0", (chat_id,)
        )
        return bool(list(rows))

    async def collapse(self, connection: Connection, now: datetime, at_least: int) -> None:
        """After an outage let `at_least` or more waiting posts of a chat go out as one digest.

        Call it in the transaction that stored the last article. Chats with `catch_up` off keep
        single posts.
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

    async def drop_one(self, connection: Connection, article_id: int, chat_id: int) -> None:
        """Remove an article from one chat's schedule, inside the caller's transaction."""
        await connection.execute(
            "delete from scheduled_posts where chat_id = ? and article_id = ?",
            (chat_id, article_id),
        )

    async def take_unplanned(self, connection: Connection, chat_id: int) -> list[int]:
        """Remove what waits for the chat's hourly limit; return the ids of the articles."""
        rows = await connection.execute_fetchall(
            "delete from scheduled_posts where chat_id = ? and manual = 0 returning article_id",
            (chat_id,),
        )
        return [int(row["article_id"]) for row in rows]

    async def count_unplanned(self, chat_id: int) -> int:
        """How many articles wait for the chat's hourly limit."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select count(*) as waiting from scheduled_posts where chat_id = ? and manual = 0",
                (chat_id,),
            )
        return next(int(row["waiting"]) for row in rows)

    async def planned(self, chat_id: int, limit: int) -> list[ScheduledPost]:
        """The posts that administrators scheduled for a certain time, the earliest first."""
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
            ScheduledPost(row["article_id"], row["title"], from_seconds(row["not_before"]))
            for row in rows
        ]

    async def cancel(self, connection: Connection, article_id: int, chat_id: int) -> bool:
        """Cancel a post that was scheduled for a certain time; False if there is none.

        Call it in the transaction that takes back its approval (`storage.channels.manual_posts`).
        """
        cursor = await connection.execute(
            "delete from scheduled_posts where chat_id = ? and article_id = ? and manual = 1",
            (chat_id, article_id),
        )
        return cursor.rowcount == 1

    async def release(self, now: datetime) -> int:
        """Queue the scheduled posts that may go out by now; return how many articles that were.

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
