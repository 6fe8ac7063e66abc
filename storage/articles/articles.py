"""Reads stored articles with their tags: by id, in pages, and how many there are."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.articles.copies import CAN_BE_ORIGINAL
from storage.articles.minhashes import sharing
from storage.articles.rows import COLUMNS, with_tags
from storage.engine.database import Database, Row
from storage.models import ArticleStatus, KnownArticle, StoredArticle
from storage.timestamps import from_seconds, to_seconds

# SQLite's default bound for parameters is far higher; this keeps one statement short.
_CHUNK = 500
# The articles that have a site id, or an alias, of those that are asked for.
_NAMED = """
    from each_text(?)
    join articles on articles.id = coalesce(
        (select id from articles where site_id = value),
        (select article_id from article_aliases where alias = value)
    )
    """


class Articles:
    """Reads of articles, the newest first where no order is named.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, site_ids: Sequence[str]) -> set[str]:
        """Those of these site ids that are stored, as an article's own or as an alias."""
        rows = await self._asked(
            """
            select value as asked
            from each_text(?)
            where value in (select site_id from articles)
                or value in (select alias from article_aliases)
            """,
            site_ids,
        )
        return {row["asked"] for row in rows}

    async def known_at(self, site_ids: Sequence[str], moment: datetime) -> set[str]:
        """Those of these site ids, or aliases, whose articles were stored at a moment."""
        rows = await self._asked(
            f"select value as asked {_NAMED} where first_seen <= ?",
            site_ids,
            to_seconds(moment),
        )
        return {row["asked"] for row in rows}

    async def described(self, site_ids: Sequence[str]) -> dict[str, KnownArticle]:
        """What is stored under each of these site ids, as an article's own or as an alias."""
        rows = await self._asked(
            f"select value as asked, url, title, published {_NAMED}",
            site_ids,
        )
        return {
            row["asked"]: KnownArticle(
                url=row["url"], title=row["title"], published=from_seconds(row["published"])
            )
            for row in rows
        }

    async def _asked(self, sql: str, site_ids: Sequence[str], *more: int) -> list[Row]:
        """Run a query for all of these site ids, some at a time; they are its first parameter."""
        found: list[Row] = []
        async with self._database.reading() as connection:
            for start in range(0, len(site_ids), _CHUNK):
                part = json.dumps(list(site_ids[start : start + _CHUNK]))
                found += await connection.execute_fetchall(sql, (part, *more))
        return found

    async def get(self, ids: Sequence[int]) -> list[StoredArticle]:
        """The articles in these rows, in the order given; unknown ids are left out."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where id in (select value from each_number(?))
                """,  # noqa: S608 - constants
                (json.dumps(list(ids)),),
            )
            found = {stored.id: stored for stored in await with_tags(connection, rows)}
        return [found[key] for key in ids if key in found]

    async def public(self, ids: Sequence[int]) -> list[StoredArticle]:
        """As `get`, without what is not public: held, withdrawn, or a copy of another article.

        Whatever names an article to readers comes from here or from a list of live ones: an id
        may be forged, and a button may be older than what became of its article.
        """
        return [one for one in await self.get(ids) if one.status is ArticleStatus.LIVE]

    async def by_site_id(self, site_id: str) -> StoredArticle | None:
        """The article with this site id or alias; None if there is none."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where site_id = ?1
                    or id = (select article_id from article_aliases where alias = ?1)
                order by site_id <> ?1
                """,  # noqa: S608 - constants
                (site_id,),
            )
            found = await with_tags(connection, rows)
        return found[0] if found else None

    async def by_url(self, url: str) -> int | None:
        """The id of the live article at this address, with or without a slash at its end."""
        bare = url.rstrip("/")
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select id from articles where url in (?, ?) and status = 'live' limit 1",
                (bare, f"{bare}/"),
            )
        return next((int(row["id"]) for row in rows), None)

    async def published_at(self, moment: datetime, limit: int = 5) -> list[StoredArticle]:
        """The originals published in this second, at most `limit`, the first stored first.

        Originals are articles of which a copy is told to nobody.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where published = ? and {CAN_BE_ORIGINAL}
                order by id
                limit ?
                """,  # noqa: S608 - constants
                (to_seconds(moment), limit),
            )
            return await with_tags(connection, rows)

    async def latest(self, limit: int, offset: int = 0) -> list[StoredArticle]:
        """The newest live articles, at most `limit` after the first `offset`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where id in (
                    select id
                    from articles
                    where status = 'live'
                    order by published desc, id desc
                    limit ? offset ?
                )
                order by published desc, id desc
                """,  # noqa: S608 - constants
                (limit, offset),
            )
            return await with_tags(connection, rows)

    async def by_tag(self, tag_id: int, limit: int, offset: int = 0) -> list[StoredArticle]:
        """The newest live articles under a tag or section, at most `limit` after `offset`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where id in (
                    select article_id
                    from article_tags
                    where tag_id = ? and listed is not null
                    order by listed desc, article_id desc
                    limit ? offset ?
                )
                order by published desc, id desc
                """,  # noqa: S608 - constants
                (tag_id, limit, offset),
            )
            return await with_tags(connection, rows)

    async def published_since(self, moment: datetime) -> list[datetime]:
        """When each article since then was published, in no order; at most 5,000."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select published from articles where published >= ? limit 5000",
                (to_seconds(moment),),
            )
        return [from_seconds(row["published"]) for row in rows]

    async def count(self) -> int:
        """How many articles are live."""
        return await self._number("select count(*) from articles where status = 'live'", ())

    async def count_by_tag(self, tag_id: int) -> int:
        """How many live articles stand under a tag or section."""
        return await self._number(
            "select count(*) from article_tags where tag_id = ? and listed is not null", (tag_id,)
        )

    async def _number(self, sql: str, parameters: tuple[int, ...]) -> int:
        async with self._database.reading() as connection:
            rows = list(await connection.execute_fetchall(sql, parameters))
        return int(rows[0][0])

    async def alike(
        self, minhash: Sequence[int], *, at_least: int, near: datetime, limit: int = 3
    ) -> list[int]:
        """Rows of originals with at least so many values of a minhash, the nearest in time first.

        A text that was published at `near` may be a copy of them.
        """
        async with self._database.reading() as connection:
            return await sharing(connection, minhash, at_least=at_least, near=near, limit=limit)

    async def copies_of(self, article_id: int, limit: int) -> list[StoredArticle]:
        """The copies of an article, at most `limit`, the first stored first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where copy_of = ? and status = 'copy'
                order by id
                limit ?
                """,  # noqa: S608 - constants
                (article_id, limit),
            )
            return await with_tags(connection, rows)

    async def original_of(self, copy_id: int) -> StoredArticle | None:
        """The article that a row is stored as a copy of; None if it is no copy."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where id = (select copy_of from articles where id = ? and status = 'copy')
                """,  # noqa: S608 - constants
                (copy_id,),
            )
            return next(iter(await with_tags(connection, rows)), None)
