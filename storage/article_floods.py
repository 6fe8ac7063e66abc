"""Holds floods, more new articles at once than a newsroom publishes, until owners decide.

What they don't want sent stays marked as theirs for a month.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Connection, Database
from storage.timestamps import from_seconds, to_seconds

# A flood that no owner has decided about for so long sends its newest few.
DECIDED_AFTER = timedelta(hours=1)
NEWEST_FEW = 5
IN_A_DIGEST = 20
# "None" holds for what the same feed brings in the next day.
NONE_HOLDS_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)


class FloodDecision(StrEnum):
    """What is done with the articles of a flood."""

    ALL = "all"
    DIGEST = "digest"
    NONE = "none"
    NEWEST = "newest"


# How many of a flood's articles each decision sends.
_SENT = {
    FloodDecision.ALL: 1_000_000_000,
    FloodDecision.DIGEST: IN_A_DIGEST,
    FloodDecision.NONE: 0,
    FloodDecision.NEWEST: NEWEST_FEW,
}


@dataclass(frozen=True, slots=True)
class Flood:
    """A flood that no owner has decided about; `articles` is how many it holds by now.

    `notified` is whether the owners were told of it.
    """

    id: int
    feed_url: str
    began: datetime
    articles: int
    notified: bool


class Floods:
    """One row for each flood, with the articles that it holds.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_article(
        self, connection: Connection, feed_url: str, article_id: int, now: datetime
    ) -> None:
        """Add an article to the feed's open flood, or to a new one, inside a transaction.

        For `NONE_HOLDS_FOR` after the decision to send none of the feed it is added to that flood.
        """
        rows = await connection.execute_fetchall(
            "select id from floods where feed_url = ? and decision = ''", (feed_url,)
        )
        flood_id = next((int(row[0]) for row in rows), 0)
        if not flood_id:
            unwanted = await connection.execute_fetchall(
                """
                select id
                from floods
                where feed_url = ? and decision = 'none' and decided > ?
                order by decided desc
                limit 1
                """,
                (feed_url, to_seconds(now - NONE_HOLDS_FOR)),
            )
            flood_id = next((int(row["id"]) for row in unwanted), 0)
        if not flood_id:
            opened = await connection.execute_fetchall(
                "insert into floods (feed_url, began) values (?, ?) returning id",
                (feed_url, to_seconds(now)),
            )
            flood_id = int(opened[0]["id"])
        await connection.execute(
            """
            insert into flood_articles (flood_id, article_id) values (?, ?)
            on conflict do nothing
            """,
            (flood_id, article_id),
        )

    async def undecided(self) -> list[Flood]:
        """The floods that no owner has decided about, the oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select f.id, f.feed_url, f.began, f.told, count(a.article_id) as articles
                from floods f
                left join flood_articles a on a.flood_id = f.id
                where f.decision = ''
                group by f.id
                order by f.began
                """
            )
        return [
            Flood(
                id=row["id"],
                feed_url=row["feed_url"],
                began=from_seconds(row["began"]),
                articles=row["articles"],
                notified=bool(row["told"]),
            )
            for row in rows
        ]

    async def decide(
        self,
        connection: Connection,
        flood_id: int,
        decision: FloodDecision,
        now: datetime,
    ) -> list[int] | None:
        """Close a flood, inside the caller's transaction.

        What is not sent of it stays in it: it is not sent to a chat that catches up, either.

        Returns:
            the ids of the articles to be sent, the oldest first; None if it was closed before.
        """
        cursor = await connection.execute(
            "update floods set decision = ?, decided = ? where id = ? and decision = ''",
            (decision, to_seconds(now), flood_id),
        )
        if not cursor.rowcount:
            return None
        rows = await connection.execute_fetchall(
            """
            select a.id
            from flood_articles f
            join articles a on a.id = f.article_id and a.status = 'live'
            where f.flood_id = ?
            order by a.published desc, a.id desc
            limit ?
            """,
            (flood_id, _SENT[decision]),
        )
        sent = [int(row[0]) for row in rows][::-1]
        if decision is FloodDecision.ALL:
            # With what is withdrawn just now: once it is public again, it was not refused.
            await connection.execute("delete from flood_articles where flood_id = ?", (flood_id,))
        else:
            for article_id in sent:
                await self.take_out(connection, article_id)
        await connection.execute(
            "delete from floods where decided < ?", (to_seconds(now - KEPT_FOR),)
        )
        return sent

    async def take_out(self, connection: Connection, article_id: int) -> None:
        """Have an article belong to no flood any more, because it is sent."""
        await connection.execute("delete from flood_articles where article_id = ?", (article_id,))

    async def mark_notified(self, flood_id: int) -> None:
        """Note that the owners were told of a flood."""
        async with self._database.transaction() as connection:
            await connection.execute("update floods set told = 1 where id = ?", (flood_id,))
