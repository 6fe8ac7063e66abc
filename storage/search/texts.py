"""Reads the stored texts that an index is built from, in the order of their dates."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.engine.database import Connection, Row


@dataclass(frozen=True, slots=True)
class StoredText:
    """The fields of a stored article that the analysis needs; `paragraphs` is still JSON.

    What is not `live` is counted on the way and not indexed.
    """

    article_id: int
    published: int
    title: str
    paragraphs: str
    tags: tuple[str, ...]
    live: bool


_TEXT = """
    id,
    published,
    status,
    title,
    paragraphs,
    (
        select json_group_array(name)
        from article_tags
        join tags on tags.id = tag_id
        where article_id = articles.id
    ) as tag_names
"""


def _texts(rows: Iterable[Row]) -> list[StoredText]:
    """Rows of `_TEXT` as the analysis takes them."""
    return [
        StoredText(
            article_id=row["id"],
            published=row["published"],
            title=row["title"],
            paragraphs=row["paragraphs"],
            tags=tuple(json.loads(row["tag_names"])),
            live=row["status"] == "live",
        )
        for row in rows
    ]


async def texts_after(
    connection: Connection, place: tuple[int, int], limit: int
) -> list[StoredText]:
    """Return the articles after a date and id, oldest first."""
    return _texts(
        await connection.execute_fetchall(
            f"""
            select {_TEXT}
            from articles
            where (published, id) > (?, ?)
            order by published, id
            limit ?
            """,  # noqa: S608 - constants
            (*place, limit),
        )
    )


async def texts_of(connection: Connection, article_ids: Sequence[int]) -> list[StoredText]:
    """Return those of these articles that still exist."""
    marks = ", ".join("?" * len(article_ids))
    return _texts(
        await connection.execute_fetchall(
            f"select {_TEXT} from articles where id in ({marks})",  # noqa: S608 - constants and marks
            article_ids,
        )
    )
