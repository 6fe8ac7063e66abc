"""Stores articles that the quality gate held back, until an owner has decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.timestamps import from_seconds, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """A row of the owners' list; `reason` is what the gate said."""

    article_id: int
    title: str
    url: str
    reason: str
    held: datetime


class Held:
    """Who decides is the caller's business; here a decision is made at most once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, connection: Connection, article_id: int, reason: str, now: datetime
    ) -> None:
        """Put an article on the list, inside the caller's transaction."""
        await connection.execute(
            "insert or ignore into held_articles (article_id, reason, held) values (?, ?, ?)",
            (article_id, reason[:500], to_seconds(now)),
        )

    async def newest(self, limit: int) -> list[HeldArticle]:
        """Those that wait for a decision, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select article_id, title, url, reason, held
                from held_articles
                join articles on articles.id = article_id
                order by article_id desc
                limit ?
                """,
                (limit,),
            )
        return [
            HeldArticle(
                article_id=row["article_id"],
                title=row["title"],
                url=row["url"],
                reason=row["reason"],
                held=from_seconds(row["held"]),
            )
            for row in rows
        ]

    async def untold(self, now: datetime, *, at_most_every: timedelta) -> bool:
        """Whether owners are to be told: of articles they know nothing of, but not too often."""
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    """
                    select count(*) > count(notified) as some, coalesce(max(notified), 0) as last
                    from held_articles
                    """
                )
            )
        last = from_seconds(rows[0]["last"])
        return bool(rows[0]["some"]) and now - last >= at_most_every

    async def told(self, now: datetime) -> None:
        """The owners know of everything that is held back by now."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update held_articles set notified = ? where notified is null",
                (to_seconds(now),),
            )

    async def leave(self, article_id: int) -> bool:
        """The article stays unpublished; False where it was decided before."""
        async with self._database.transaction() as connection:
            return await self.decided(connection, article_id)

    async def decided(self, connection: Connection, article_id: int) -> bool:
        """Take an article off the list, inside the caller's transaction; whether it stood there."""
        cursor = await connection.execute(
            "delete from held_articles where article_id = ?", (article_id,)
        )
        return cursor.rowcount == 1
