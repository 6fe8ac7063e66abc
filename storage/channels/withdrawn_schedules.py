"""Keeps where a withdrawn article was scheduled, for its return."""

from datetime import datetime

from storage.engine.database import Connection, Database
from storage.timestamps import to_seconds


class WithdrawnSchedules:
    """Scheduled posts of withdrawn articles; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def withdraw(self, connection: Connection, article_id: int) -> None:
        """Remove a withdrawn article from all chats' schedules, inside the caller's transaction.

        Where it stood is kept for `restore`; where it stood at a withdrawal before, no longer.
        """
        await connection.execute(
            "delete from withdrawn_schedules where article_id = ?", (article_id,)
        )
        await connection.execute(
            """
            insert into withdrawn_schedules (article_id, chat_id, not_before, manual)
            select article_id, chat_id, not_before, manual
            from scheduled_posts
            where article_id = ?
            """,
            (article_id,),
        )
        await connection.execute("delete from scheduled_posts where article_id = ?", (article_id,))

    async def restore(self, connection: Connection, article_id: int, now: datetime) -> None:
        """Put an article back where `withdraw` has removed it, inside the caller's transaction."""
        await connection.execute(
            """
            insert into scheduled_posts (article_id, chat_id, not_before, queued, manual)
            select article_id, chat_id, not_before, ?, manual
            from withdrawn_schedules
            where article_id = ?
            on conflict do nothing
            """,
            (to_seconds(now), article_id),
        )
        await connection.execute(
            "delete from withdrawn_schedules where article_id = ?", (article_id,)
        )

    async def prune(self, withdrawn_before: datetime) -> None:
        """Forget the schedules of articles that were withdrawn before this time."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                delete from withdrawn_schedules
                where article_id in (select id from articles where withdrawn < ?)
                """,
                (to_seconds(withdrawn_before),),
            )
