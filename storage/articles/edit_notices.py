"""Stores which edits WordPress REST has told of, until a reading of the page shows them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.engine.database import Connection, Database
from storage.models import Tag, TagKind, TagSource
from storage.timestamps import from_seconds, to_seconds

# An edit is told of again while REST lists it among those of the last minutes, and the feed may
# be a copy from before it for some days.
KEPT_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNotice:
    """An edit that REST has told of: when it was made, when told, and the tags that it left.

    No tags where REST named none: it may keep them to itself.
    """

    modified: datetime
    told: datetime
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReport:
    """An article by its site id, as REST lists it: when it was edited, and its tags."""

    site_id: str
    modified: datetime
    tags: tuple[Tag, ...] = ()


class EditNotices:
    """The newest edit of each article that REST has told of.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, edited: Sequence[EditReport], now: datetime) -> int:
        """Note edits, and make the rechecks of their articles due; return how many are new.

        Those that were told of before are left out. Withdrawn articles are read again, too:
        what REST lists may have been made public again. With a copy its original is read, which
        may have to take its place.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from edit_notices where told < ?", (to_seconds(now - KEPT_FOR),)
            )
            rows = await connection.execute_fetchall(
                """
                select value as site_id, articles.id, edit_notices.modified
                from each_text(?)
                join articles on articles.id = coalesce(
                    (select id from articles where site_id = value),
                    (select article_id from article_aliases where alias = value)
                )
                left join edit_notices on article_id = articles.id
                where status in ('live', 'withdrawn')
                """,
                (json.dumps([one.site_id for one in edited]),),
            )
            known = {row["site_id"]: (int(row["id"]), row["modified"]) for row in rows}
            new = {
                known[one.site_id][0]: one
                for one in edited
                if one.site_id in known and _is_newer(one.modified, known[one.site_id][1])
            }
            await connection.executemany(
                """
                insert into edit_notices (article_id, modified, told, tags)
                values (?, ?, ?, ?)
                on conflict (article_id) do update
                set modified = excluded.modified,
                    told = excluded.told,
                    tags = excluded.tags,
                    shown = 0
                """,
                [
                    (article_id, to_seconds(one.modified), to_seconds(now), _written(one.tags))
                    for article_id, one in new.items()
                ],
            )
            await connection.executemany(
                "update articles set next_recheck = ? where id = ?",
                [(to_seconds(now), article_id) for article_id in new],
            )
            await connection.execute(
                """
                update articles
                set next_recheck = ?1
                where status = 'copy' and site_id in (select value from each_text(?2))
                or status = 'live' and id in (
                    select copy_of
                    from articles
                    where status = 'copy' and site_id in (select value from each_text(?2))
                )
                """,
                (to_seconds(now), json.dumps([one.site_id for one in edited])),
            )
        return len(new)

    async def awaited(self, article_id: int) -> EditNotice | None:
        """The edit of an article that no reading has shown yet; None if there is none."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select modified, told, tags from edit_notices where article_id = ? and shown = 0",
                (article_id,),
            )
        return next(
            (
                EditNotice(
                    modified=from_seconds(row["modified"]),
                    told=from_seconds(row["told"]),
                    tags=_read(row["tags"]),
                )
                for row in rows
            ),
            None,
        )

    async def mark_shown(self, article_id: int, notice: EditNotice) -> None:
        """Note that a reading has shown an edit, or that none will; not a newer one."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update edit_notices set shown = 1 where article_id = ? and modified <= ?",
                (article_id, to_seconds(notice.modified)),
            )


async def tags_by_rest(connection: Connection, article_id: int) -> frozenset[str]:
    """The folded names of an article's tags by REST, if it told of an edit of late; else none."""
    rows = await connection.execute_fetchall(
        "select tags from edit_notices where article_id = ?", (article_id,)
    )
    return frozenset(tag.folded for row in rows for tag in _read(row["tags"]))


def _is_newer(modified: datetime, known: int | None) -> bool:
    return known is None or to_seconds(modified) > known


def _written(tags: Sequence[Tag]) -> str:
    named = [[tag.kind, tag.name, tag.slug, tag.folded] for tag in tags if tag.folded]
    return json.dumps(named, ensure_ascii=False)


def _read(written: str) -> tuple[Tag, ...]:
    return tuple(
        Tag(name, TagKind(kind), slug, folded, source=TagSource.REST)
        for kind, name, slug, folded in json.loads(written)
    )
