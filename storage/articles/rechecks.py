"""Schedules when each article's page is read again to find corrections and withdrawals."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.articles.aliases import add_aliases
from storage.articles.rows import COLUMNS, with_tags
from storage.engine.database import Connection, Database
from storage.models import StoredArticle
from storage.timestamps import to_seconds


class Rechecks:
    """The articles to be looked at again; one that has settled is none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[StoredArticle]:
        """Articles whose time has come to be looked at again, the longest due first.

        A withdrawn one is among them only if `read_soon` was told that it is public again.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where next_recheck <= ? and status in ('live', 'withdrawn')
                order by next_recheck
                limit ?
                """,  # noqa: S608 - constants
                (to_seconds(now), limit),
            )
            return await with_tags(connection, rows)

    async def looked_at(self, article_id: int, next_recheck: datetime | None) -> None:
        """The article is as it was; None when it need not be looked at again."""
        async with self._database.transaction() as connection:
            await self.schedule(connection, article_id, next_recheck)

    async def schedule(
        self, connection: Connection, article_id: int, next_recheck: datetime | None
    ) -> None:
        """Say when the article is to be read again, inside the caller's transaction."""
        await connection.execute(
            "update articles set next_recheck = ?, misses = 0 where id = ?",
            (to_seconds(next_recheck), article_id),
        )

    async def read_soon(
        self, site_ids: Sequence[str], now: datetime, *, public_again: bool = False
    ) -> int:
        """Have these articles read again at once; return how many there are.

        Withdrawn ones only with `public_again`: what the site lists may have been unlocked.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update articles
                set next_recheck = ?1
                where status in ('live', case when ?3 then 'withdrawn' end) and id in (
                    select id
                    from articles
                    where site_id in (select value from json_each(?2))
                    union
                    select article_id
                    from article_aliases
                    where alias in (select value from json_each(?2))
                )
                """,
                (to_seconds(now), json.dumps(list(site_ids)), public_again),
            )
        return cursor.rowcount

    async def moved(self, article_id: int, url: str, alias: str) -> None:
        """The article is found at another address; `alias` is the id that it stands for."""
        async with self._database.transaction() as connection:
            await connection.execute("update articles set url = ? where id = ?", (url, article_id))
            await add_aliases(connection, article_id, (alias,))

    async def published_since(self, moment: datetime, limit: int) -> list[StoredArticle]:
        """What was published since then, shown, waiting for an owner or withdrawn, newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where published >= ? and status in ('live', 'held', 'withdrawn')
                order by published desc, id desc
                limit ?
                """,  # noqa: S608 - constants
                (to_seconds(moment), limit),
            )
            return await with_tags(connection, rows)

    async def missed(self, article_id: int, next_recheck: datetime) -> None:
        """The article was not where it had been; count it and look again."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update articles set next_recheck = ?, misses = misses + 1 where id = ?",
                (to_seconds(next_recheck), article_id),
            )
