"""Schedules when each article's page is read again to find corrections and withdrawals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.articles.aliases import add_aliases
from storage.articles.rows import COLUMNS, with_tags
from storage.engine.database import Connection, Database
from storage.models import StoredArticle
from storage.timestamps import to_seconds

# An article that is what it was when it was loaded; its values are `_state`.
_AS_LOADED = "id = ? and status = ? and revision = ?"


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that was at its address when it was last looked for."""

    id: int
    site_id: str
    url: str


class Rechecks:
    """When each article is read again; none for one that has settled.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[StoredArticle]:
        """Articles whose recheck is due by now, at most `limit`, the longest due first.

        A withdrawn one is among them only if `recheck_now` was told that it is public again, a copy
        if it was edited.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where next_recheck <= ? and status in ('live', 'withdrawn', 'copy')
                order by next_recheck
                limit ?
                """,  # noqa: S608 - constants
                (to_seconds(now), limit),
            )
            return await with_tags(connection, rows)

    async def mark_unchanged(
        self,
        stored: StoredArticle,
        next_recheck: datetime | None,
        *,
        modified: datetime | None = None,
        rules: str = "",
    ) -> None:
        """Note that an article is as it was, unless it has changed since it was loaded.

        Args:
            stored: the article as it was loaded.
            next_recheck: when it is read again; None for never.
            modified: when the newsroom changed last what nobody sees, if the reading tells that.
            rules: by which it was read; empty if it was not read.
        """
        async with self._database.transaction() as connection:
            if not await self.schedule_unchanged(connection, stored, next_recheck):
                return
            if modified is not None:
                await connection.execute(
                    "update articles set modified = ?1 where id = ?2 and modified < ?1",
                    (to_seconds(modified), stored.id),
                )
            if rules:
                await connection.execute(
                    "update articles set reading_rules = ?1 where id = ?2 and reading_rules <> ?1",
                    (rules, stored.id),
                )

    async def schedule(
        self, connection: Connection, article_id: int, next_recheck: datetime | None
    ) -> None:
        """Set when an article is read again, None for never, inside the caller's transaction."""
        await connection.execute(
            "update articles set next_recheck = ?, misses = 0 where id = ?",
            (to_seconds(next_recheck), article_id),
        )

    async def schedule_unchanged(
        self, connection: Connection, stored: StoredArticle, next_recheck: datetime | None
    ) -> bool:
        """Do as `schedule` if an article is what it was when it was loaded; whether it is.

        While its page was read it may have been withdrawn, restored, corrected or moved to its
        copy: what the page said then is about another state. The row stays so until the
        transaction ends.
        """
        cursor = await connection.execute(
            f"update articles set next_recheck = ?, misses = 0 where {_AS_LOADED}",  # noqa: S608 - a constant
            (to_seconds(next_recheck), *_state(stored)),
        )
        return cursor.rowcount > 0

    async def recheck_now(
        self, site_ids: Sequence[str], now: datetime, *, public_again: bool = False
    ) -> int:
        """Make the recheck of articles due, by their site ids; return how many these are.

        Withdrawn ones only with `public_again`: what the site lists may have been unlocked. With a
        copy its original is read, which may have to take its place.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update articles
                set next_recheck = ?1
                where status in ('live', 'copy', case when ?3 = 1 then 'withdrawn' end) and id in (
                    select id
                    from articles
                    where site_id in (select value from each_text(?2))
                    union
                    select article_id
                    from article_aliases
                    where alias in (select value from each_text(?2))
                    union
                    select copy_of
                    from articles
                    where status = 'copy' and site_id in (select value from each_text(?2))
                )
                """,
                (to_seconds(now), json.dumps(list(site_ids)), public_again),
            )
        return cursor.rowcount

    async def set_url(self, stored: StoredArticle, url: str, alias: str) -> None:
        """Store an article's new address, and the site id that it stands for as an alias.

        Not if it has changed since it was loaded, as in `schedule_unchanged`.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                f"update articles set url = ? where {_AS_LOADED}",  # noqa: S608 - a constant
                (url, *_state(stored)),
            )
            if cursor.rowcount > 0:
                await add_aliases(connection, stored.id, (alias,))

    async def published_since(self, moment: datetime, limit: int) -> list[StoredArticle]:
        """Live, held and withdrawn articles published since then, at most `limit`, newest first."""
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

    async def found_last_time(self, limit: int) -> list[FoundArticle]:
        """The newest live articles that are not missing, at most `limit`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select id, site_id, url
                from articles
                where status = 'live' and misses = 0
                order by published desc, id desc
                limit ?
                """,
                (limit,),
            )
        return [FoundArticle(row["id"], row["site_id"], row["url"]) for row in rows]

    async def mark_missing(self, stored: StoredArticle, next_recheck: datetime | None) -> None:
        """Count that an article was not at its address, and set when it is read again.

        Not if it has changed since it was loaded, as in `schedule_unchanged`.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                update articles
                set next_recheck = ?, misses = misses + 1
                where {_AS_LOADED}
                """,  # noqa: S608 - a constant
                (to_seconds(next_recheck), *_state(stored)),
            )


def _state(stored: StoredArticle) -> tuple[int, str, int]:
    return stored.id, stored.status, stored.revision
