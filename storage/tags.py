"""The site's tags and sections: finding one by name, and those in use lately."""

import asyncio
import difflib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Database
from storage.models import Tag, TagKind

# What "lately" means: about two weeks of a newsroom that writes twenty articles a day.
RECENT_ARTICLES = 300
# Names that a misspelt one is compared with, the newest in use first.
_COMPARED = 5_000
# difflib's ratio below which a name is no likely misspelling.
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A tag with the number of recent articles under it."""

    tag: Tag
    articles: int


def _tag(row: sqlite3.Row) -> Tag:
    return Tag(row["name"], TagKind(row["kind"]), row["slug"], row["folded"], row["id"])


class Tags:
    """Look-up of tags by folded name, by id, and by use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, tag_id: int) -> Tag | None:
        """The tag with this id."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select id, kind, name, slug, folded from tags where id = ?", (tag_id,)
            )
        return next((_tag(row) for row in rows), None)

    async def known_among(self, folded: Sequence[str]) -> set[str]:
        """Those of the folded names that are a tag's or a section's."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select distinct folded
                from tags
                where folded in (select value from json_each(?))
                """,
                (json.dumps(list(folded)),),
            )
        return {str(row["folded"]) for row in rows}

    async def find(self, folded: str) -> list[Tag]:
        """The tag and the section of exactly this folded name, the one in more articles first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select id, kind, name, slug, folded
                from tags
                where folded = ?
                order by (select count(*) from article_tags where tag_id = id) desc, kind desc
                """,
                (folded,),
            )
        return [_tag(row) for row in rows]

    async def in_use(
        self, limit: int, offset: int = 0, *, sections_first: bool = False
    ) -> list[UsedTag]:
        """Tags and sections of the recent articles, the most used first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                with recent as (
                    select id
                    from articles
                    where status = 'live'
                    order by published desc, id desc
                    limit ?
                )
                select tags.id, kind, name, slug, folded, count(*) as articles
                from recent
                join article_tags on article_id = recent.id
                join tags on tags.id = tag_id
                group by tags.id
                order by kind = 'section' and ? desc, articles desc, tags.id
                limit ? offset ?
                """,
                (RECENT_ARTICLES, sections_first, limit, offset),
            )
        return [UsedTag(_tag(row), row["articles"]) for row in rows]

    async def count_in_use(self) -> int:
        """How many tags and sections `in_use` has in all."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select count(distinct tag_id) as tags
                from article_tags
                where article_id in (
                    select id
                    from articles
                    where status = 'live'
                    order by published desc, id desc
                    limit ?
                )
                """,
                (RECENT_ARTICLES,),
            )
        return int(next(iter(rows))["tags"])

    async def nearest(self, folded: str, limit: int) -> list[Tag]:
        """Tags whose names hold these words, or are spelt much like them, likeliest first."""
        if not folded:
            return []
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    """
                    select id, kind, name, slug, folded
                    from tags
                    where exists (select 1 from article_tags where tag_id = id)
                    order by id desc
                    limit ?
                    """,
                    (_COMPARED,),
                )
            )
        return await asyncio.to_thread(_likest, folded, [_tag(row) for row in rows], limit)


def _likest(folded: str, tags: list[Tag], limit: int) -> list[Tag]:
    by_name: dict[str, Tag] = {}
    for tag in tags:
        by_name.setdefault(tag.folded, tag)
    holding = [name for name in by_name if folded in name or (len(name) > 2 and name in folded)]  # noqa: PLR2004 - a shorter name is in everything
    holding.sort(key=lambda name: abs(len(name) - len(folded)))
    spelt = difflib.get_close_matches(folded, list(by_name), n=limit, cutoff=_LIKENESS)
    names = dict.fromkeys([*spelt, *holding])
    return [by_name[name] for name in list(names)[:limit]]
