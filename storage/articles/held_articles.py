"""Stores articles that the quality gate held back, until an owner has decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.timestamps import from_seconds, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """A row of the owners' list; `reason` is what the quality gate found, `held` since when."""

    article_id: int
    title: str
    url: str
    reason: str
    held: datetime


class HeldArticles:
    """Held articles, each decided at most once; the caller checks who may decide.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, connection: Connection, article_id: int, reason: str, now: datetime
    ) -> None:
        """Add an article, inside the caller's transaction; `reason` is cut at 500 letters."""
        await connection.execute(
            """
            insert into held_articles (article_id, reason, held) values (?, ?, ?)
            on conflict do nothing
            """,
            (article_id, reason[:500], to_seconds(now)),
        )

    async def newest(self, limit: int) -> list[HeldArticle]:
        """The articles that await a decision, at most `limit`, the newest first."""
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

    async def notification_due(self, now: datetime, *, at_most_every: timedelta) -> bool:
        """Whether an article is held of which no owner was told, and the last note is that old."""
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

    async def mark_notified(self, now: datetime) -> None:
        """Note that the owners were told of everything that is held by now."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update held_articles set notified = ? where notified is null",
                (to_seconds(now),),
            )

    async def reject(self, article_id: int) -> bool:
        """Leave an article unpublished; False if it was decided before."""
        async with self._database.transaction() as connection:
            return await self.remove(connection, article_id)

    async def remove(self, connection: Connection, article_id: int) -> bool:
        """Remove an article, inside the caller's transaction; False if it was decided before."""
        cursor = await connection.execute(
            "delete from held_articles where article_id = ?", (article_id,)
        )
        return cursor.rowcount == 1
