"""Counts how tags are used, and marks those that stand on nearly every article."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Database

# The newest articles that are counted.
RECENT_ARTICLES = 1_000
# A tag is common if it stands on such a share of the newest articles, of so many at least.
COMMON_OF = 300
COMMON_FROM = 50
COMMON_PERCENT = 40


@dataclass(frozen=True, slots=True)
class TagUsage:
    """How many of the newest `RECENT_ARTICLES` have a tag, and how many chats follow it."""

    articles: int
    followers: int


UNUSED = TagUsage(0, 0)


class TagUsages:
    """Counts the use of tags."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tag_ids: Sequence[int]) -> dict[int, TagUsage]:
        """How these tags are used, by id; a tag that does not exist counts as unused.

        Args:
            tag_ids: ids of tags, a few: those of one article.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select
                    value as tag_id,
                    (
                        select count(*)
                        from article_tags
                        where tag_id = value and listed >= coalesce(
                            (
                                select published
                                from articles
                                where status = 'live'
                                order by published desc
                                limit 1 offset ?
                            ),
                            0
                        )
                    ) as articles,
                    (select count(*) from follows where tag_id = value) as followers
                from each_number(?)
                """,
                (RECENT_ARTICLES - 1, json.dumps(list(tag_ids))),
            )
        return {row["tag_id"]: TagUsage(row["articles"], row["followers"]) for row in rows}

    async def mark_common(self) -> None:
        """Mark the tags that stand on nearly every article of late, and no others.

        Counted over the newest `COMMON_OF` articles; of fewer than `COMMON_FROM` nothing is known,
        and no tag is marked.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                with recent as (
                    select id
                    from articles
                    where status = 'live'
                    order by published desc, id desc
                    limit :of
                ),
                counted as (
                    select tag_id
                    from recent
                    join article_tags on article_id = recent.id
                    group by tag_id
                    having count(*) * 100 >= :percent * (select count(*) from recent)
                        and (select count(*) from recent) >= :at_least
                )
                update tags
                set common = case when id in (select tag_id from counted) then 1 else 0 end
                where common <> case when id in (select tag_id from counted) then 1 else 0 end
                """,
                {"of": COMMON_OF, "percent": COMMON_PERCENT, "at_least": COMMON_FROM},
            )
