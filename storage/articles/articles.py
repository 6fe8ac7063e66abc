"""Stores articles with their tags: inserts, updates, reads in pages and counts them."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.articles.aliases import add_aliases
from storage.articles.article_tags import set_tags
from storage.articles.minhashes import set_minhash, sharing
from storage.articles.rows import COLUMNS, with_tags
from storage.engine.database import Connection, Database
from storage.models import Article, ArticleStatus, Photo, StoredArticle
from storage.timestamps import from_seconds, to_seconds

# SQLite's default bound for parameters is far higher; this keeps one statement short.
_CHUNK = 500


class Articles:
    """The articles of the newsroom, newest first wherever an order is not said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, site_ids: Sequence[str]) -> set[str]:
        """Those of the site's ids that are stored already."""
        found: set[str] = set()
        async with self._database.reading() as connection:
            for start in range(0, len(site_ids), _CHUNK):
                part = list(site_ids[start : start + _CHUNK])
                rows = await connection.execute_fetchall(
                    """
                    select value as site_id
                    from json_each(?)
                    where value in (select site_id from articles)
                        or value in (select alias from article_aliases)
                    """,
                    (json.dumps(part),),
                )
                found.update(row["site_id"] for row in rows)
        return found

    async def insert(
        self,
        connection: Connection,
        article: Article,
        *,
        summary: Sequence[str],
        content_hash: str,
        minhash: Sequence[int],
        status: ArticleStatus,
        copy_of: int | None,
        now: datetime,
    ) -> int | None:
        """Add the article with its tags; None where its site id is stored already."""
        photo = article.photo or Photo("")
        inserted = await connection.execute_fetchall(
            """
            insert into articles (
                site_id, url, title, paragraphs, excerpt, author, language, photo_url,
                photo_caption, photo_credit, summary, breaking, published, modified,
                first_seen, content_hash, status, copy_of
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (site_id) do nothing
            returning id
            """,
            (
                article.site_id,
                article.url,
                article.title,
                json.dumps(article.paragraphs, ensure_ascii=False),
                article.excerpt,
                article.author,
                article.language,
                photo.url,
                photo.caption,
                photo.credit,
                json.dumps(list(summary), ensure_ascii=False),
                article.breaking,
                to_seconds(article.published),
                to_seconds(article.modified),
                to_seconds(now),
                content_hash,
                status,
                copy_of,
            ),
        )
        if not inserted:
            return None
        article_id = int(inserted[0]["id"])
        await set_tags(connection, article_id, article.tags)
        await set_minhash(connection, article_id, minhash)
        return article_id

    async def name_also(self, connection: Connection, site_id: str, aliases: Sequence[str]) -> None:
        """Have the article of this id known by further ids, whoever stored it."""
        rows = await connection.execute_fetchall(
            "select id from articles where site_id = ?", (site_id,)
        )
        for row in rows:
            await add_aliases(connection, row["id"], aliases)

    async def update(
        self,
        connection: Connection,
        article_id: int,
        article: Article,
        *,
        summary: Sequence[str],
        content_hash: str,
        minhash: Sequence[int],
        corrected: datetime | None = None,
    ) -> None:
        """Put a newer reading in the place of the older one; `corrected` if readers see it."""
        photo = article.photo or Photo("")
        await connection.execute(
            """
            update articles
            set url = ?,
                title = ?,
                paragraphs = ?,
                excerpt = ?,
                author = ?,
                photo_file_id = case when photo_url = ? then photo_file_id else '' end,
                photo_url = ?,
                photo_caption = ?,
                photo_credit = ?,
                summary = ?,
                breaking = ?,
                modified = ?,
                content_hash = ?,
                corrected = coalesce(?, corrected),
                misses = 0,
                revision = revision + 1
            where id = ?
            """,
            (
                article.url,
                article.title,
                json.dumps(article.paragraphs, ensure_ascii=False),
                article.excerpt,
                article.author,
                photo.url,
                photo.url,
                photo.caption,
                photo.credit,
                json.dumps(list(summary), ensure_ascii=False),
                article.breaking,
                to_seconds(article.modified),
                content_hash,
                to_seconds(corrected),
                article_id,
            ),
        )
        await connection.execute("delete from article_tags where article_id = ?", (article_id,))
        await set_tags(connection, article_id, article.tags)
        await connection.execute(
            "delete from article_minhashes where article_id = ?", (article_id,)
        )
        await set_minhash(connection, article_id, minhash)

    async def get(self, ids: Sequence[int]) -> list[StoredArticle]:
        """The articles with these ids, in the order asked for; unknown ids are left out."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where id in (select value from json_each(?))
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
        """The article that the site knows under this id, or has known."""
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
        """Articles published in this very second, the first stored first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {COLUMNS}
                from articles
                where published = ?
                order by id
                limit ?
                """,  # noqa: S608 - constants
                (to_seconds(moment), limit),
            )
            return await with_tags(connection, rows)

    async def latest(self, limit: int, offset: int = 0) -> list[StoredArticle]:
        """The newest articles that readers may see."""
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
        """The newest articles under a tag or section."""
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
        """When each article since that moment was published; at most five thousand."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select published from articles where published >= ? limit 5000",
                (to_seconds(moment),),
            )
        return [from_seconds(row["published"]) for row in rows]

    async def make_live(self, connection: Connection, article_id: int) -> bool:
        """An article that was held back is published after all, unless it was withdrawn."""
        cursor = await connection.execute(
            "update articles set status = 'live' where id = ? and status = 'held'", (article_id,)
        )
        return cursor.rowcount > 0

    async def withdraw(self, connection: Connection, article_id: int) -> None:
        """The newsroom has taken the article back: it is listed and read no more."""
        await connection.execute(
            """
            update articles
            set
                was_held = (status = 'held'),
                status = 'withdrawn',
                next_recheck = null
            where id = ? and status <> 'withdrawn'
            """,
            (article_id,),
        )

    async def restore(self, connection: Connection, article_id: int) -> bool:
        """A withdrawn article is public again; whether readers see it, as a held one stays held."""
        rows = await connection.execute_fetchall(
            """
            update articles
            set status = case when was_held then 'held' else 'live' end
            where id = ? and status = 'withdrawn'
            returning status
            """,
            (article_id,),
        )
        return [row["status"] for row in rows] == [ArticleStatus.LIVE]

    async def count(self) -> int:
        """How many articles readers may see."""
        return await self._number("select count(*) from articles where status = 'live'", ())

    async def count_by_tag(self, tag_id: int) -> int:
        """How many articles readers may see under a tag or section."""
        return await self._number(
            "select count(*) from article_tags where tag_id = ? and listed is not null", (tag_id,)
        )

    async def _number(self, sql: str, parameters: tuple[int, ...]) -> int:
        async with self._database.reading() as connection:
            rows = list(await connection.execute_fetchall(sql, parameters))
        return int(rows[0][0])

    async def alike(self, minhash: Sequence[int], *, at_least: int, limit: int = 3) -> list[int]:
        """Articles that share so many hashes of a minhash, the oldest first: possible originals."""
        async with self._database.reading() as connection:
            return await sharing(connection, minhash, at_least=at_least, limit=limit)
