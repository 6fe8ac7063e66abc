"""Converts rows of the articles table, with their tags, to dataclasses."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from storage.engine.database import Connection, Row
from storage.models import Article, ArticleStatus, Photo, StoredArticle, Tag, TagKind

COLUMNS = """
    id, site_id, url, title, paragraphs, excerpt, author, language, photo_url, photo_caption,
    photo_credit, photo_file_id, summary, breaking, published, modified, first_seen,
    content_hash, revision, status, misses, corrected
"""


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _stored(row: Row, tags: tuple[Tag, ...]) -> StoredArticle:
    photo = None
    if row["photo_url"]:
        photo = Photo(row["photo_url"], row["photo_caption"], row["photo_credit"])
    article = Article(
        site_id=row["site_id"],
        url=row["url"],
        title=row["title"],
        paragraphs=tuple(json.loads(row["paragraphs"])),
        published=moment_of(row["published"]),
        modified=moment_of(row["modified"]),
        excerpt=row["excerpt"],
        author=row["author"],
        language=row["language"],
        photo=photo,
        tags=tags,
        breaking=bool(row["breaking"]),
    )
    return StoredArticle(
        id=row["id"],
        article=article,
        summary=tuple(json.loads(row["summary"])),
        status=ArticleStatus(row["status"]),
        first_seen=moment_of(row["first_seen"]),
        content_hash=row["content_hash"],
        revision=row["revision"],
        photo_file_id=row["photo_file_id"],
        misses=row["misses"],
        corrected_at=None if row["corrected"] is None else moment_of(row["corrected"]),
    )


def in_reading_order(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Tags before sections, as an article that was stored has them."""
    return tuple(sorted(tags, key=lambda tag: tag.kind, reverse=True))


async def with_tags(connection: Connection, rows: Iterable[Row]) -> list[StoredArticle]:
    """The articles of rows that hold `COLUMNS`, in their order."""
    found = list(rows)
    if not found:
        return []
    tags: dict[int, list[Tag]] = {row["id"]: [] for row in found}
    marks = ",".join("?" * len(found))
    links = await connection.execute_fetchall(
        f"""
        select article_id, tags.id, kind, name, slug, folded
        from article_tags
        join tags on tags.id = tag_id
        where article_id in ({marks})
        order by kind desc, position, tag_id
        """,  # noqa: S608 - only question marks are put in
        list(tags),
    )
    for link in links:
        tags[link["article_id"]].append(
            Tag(link["name"], TagKind(link["kind"]), link["slug"], link["folded"], link["id"])
        )
    return [_stored(row, tuple(tags[row["id"]])) for row in found]
