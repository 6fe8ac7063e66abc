"""Looks up the site's tags and sections: by name, by nearest spelling, by recent use."""

import asyncio
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.articles.rows import tag_of
from storage.edit_distance import distance
from storage.engine.database import Database
from storage.models import Tag

# What "lately" means: the week that ends with the newest article, of the busiest newsroom too.
_WEEK_SECONDS = 7 * 86_400
RECENT_ARTICLES = 1_000
# Their ids, by the two bounds above.
_RECENT = """
    select id
    from articles
    where status = 'live'
    and published > (select max(published) from articles where status = 'live') - ?
    order by published desc, id desc
    limit ?
    """
# Names that a misspelt one is compared with, the newest in use first.
_COMPARED = 5_000
# Of so many articles those under a tag are counted, to tell a busy one.
_BUSYNESS_OF = 2_000
# From 0 to 1: below the first a name is not what was meant; what the same stems are worth, a name
# that holds the other, and being the busiest.
_LIKENESS = 0.5
_SAME_STEMS = 0.95
_HOLDING = 0.7
_BUSY = 0.2
_SHORT = 3


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A tag with the number of recent articles under it."""

    tag: Tag
    articles: int


class Tags:
    """Look-up of tags by folded name, by id, and by use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, tag_id: int) -> Tag | None:
        """The tag with this id."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select id, kind, name, slug, folded, common from tags where id = ?", (tag_id,)
            )
        return next((tag_of(row) for row in rows), None)

    async def known_among(self, folded: Sequence[str]) -> set[str]:
        """Those of the folded names that are a tag's or a section's."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select folded
                from tags
                where folded in (select value from each_text(?1))
                union
                select folded
                from former_tag_names
                where folded in (select value from each_text(?1))
                """,
                (json.dumps(list(folded)),),
            )
        return {str(row["folded"]) for row in rows}

    async def find(self, folded: str) -> list[Tag]:
        """The tag and the section of exactly this folded name, the one in more articles first.

        Behind them what had this name before it was renamed.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select id, kind, name, slug, folded, common
                from tags
                where folded = ?1 or id in (
                    select tag_id from former_tag_names where folded = ?1
                )
                order by
                    case when folded = ?1 then 0 else 1 end,
                    (select count(*) from article_tags where tag_id = id) desc,
                    kind desc
                """,
                (folded,),
            )
        return [tag_of(row) for row in rows]

    async def in_use(
        self, limit: int, offset: int = 0, *, sections_first: bool = False
    ) -> list[UsedTag]:
        """Tags and sections of the last week's articles, the most used first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                with recent as ({_RECENT})
                select tags.id, kind, name, slug, folded, common, count(*) as articles
                from recent
                join article_tags on article_id = recent.id
                join tags on tags.id = tag_id
                group by tags.id
                order by case when ? = 1 then kind = 'section' end desc, articles desc, tags.id
                limit ? offset ?
                """,  # noqa: S608 - a constant
                (_WEEK_SECONDS, RECENT_ARTICLES, sections_first, limit, offset),
            )
        return [UsedTag(tag_of(row), row["articles"]) for row in rows]

    async def count_in_use(self) -> int:
        """How many tags and sections `in_use` has in all."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select count(distinct tag_id) as tags
                from article_tags
                where article_id in ({_RECENT})
                """,  # noqa: S608 - a constant
                (_WEEK_SECONDS, RECENT_ARTICLES),
            )
        return int(next(iter(rows))["tags"])

    async def nearest(self, folded: str, limit: int, *, stem: Callable[[str], str]) -> list[Tag]:
        """Tags that this name could mean, likeliest first.

        Spelt nearly like it, of words with the same `stem`s, or holding it; of two that are as
        near the busier one.
        """
        if not folded:
            return []
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    """
                    with recent as (
                        select id
                        from articles
                        where status = 'live'
                        order by published desc, id desc
                        limit ?
                    ),
                    used as (
                        select tag_id, count(*) as articles
                        from recent
                        join article_tags on article_id = recent.id
                        group by tag_id
                    )
                    select id, kind, name, slug, folded, common, coalesce(articles, 0) as articles
                    from tags
                    left join used on tag_id = id
                    where exists (select 1 from article_tags where tag_id = id)
                    order by articles desc, id desc
                    limit ?
                    """,
                    (_BUSYNESS_OF, _COMPARED),
                )
            )
        used = [UsedTag(tag_of(row), row["articles"]) for row in rows]
        return await asyncio.to_thread(_likest, folded, used, limit, stem)


def _likest(
    folded: str, used: Sequence[UsedTag], limit: int, stem: Callable[[str], str]
) -> list[Tag]:
    by_name: dict[str, tuple[float, Tag]] = {}
    asked = _bare_words(folded)
    stems = frozenset(map(stem, asked))
    busiest = math.log1p(max((one.articles for one in used), default=0)) or 1.0
    for one in used:
        name = one.tag.folded
        if name in by_name:
            continue
        words = _bare_words(name)
        likeness = max(
            _spelt_alike(" ".join(asked), " ".join(words)),
            _SAME_STEMS * _shared(stems, frozenset(map(stem, words))),
            _HOLDING if _holds(name, folded) or _holds(folded, name) else 0.0,
        )
        if likeness >= _LIKENESS:
            busy = math.log1p(one.articles) / busiest
            by_name[name] = likeness + _BUSY * busy, one.tag
    ranked = sorted(by_name.values(), key=lambda pair: -pair[0])
    return [tag for _, tag in ranked[:limit]]


def _bare_words(name: str) -> list[str]:
    """The words without the article: people leave it out, and put it where it isn't."""
    words = name.replace("_", " ").split()
    return [word[2:] if word.startswith("ال") and len(word) > _SHORT else word for word in words]


def _spelt_alike(one: str, other: str) -> float:
    longer = max(len(one), len(other))
    allowed = max(1, longer // 4)
    mistakes = distance(one, other, at_most=allowed)
    return 1 - mistakes / longer if mistakes <= allowed and longer else 0.0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _holds(whole: str, part: str) -> bool:
    """Whether the words begin with a part, or one of them does; a shorter part is in everything."""
    return len(part) >= _SHORT and f" {part}" in f" {whole}"
