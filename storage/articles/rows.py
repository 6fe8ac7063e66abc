"""Converts rows of the articles table, with their tags, to dataclasses."""

import json
from collections.abc import Iterable

from storage.engine.database import Connection, Row
from storage.models import (
    Article,
    ArticleStatus,
    Media,
    MediaKind,
    Photo,
    StoredArticle,
    Tag,
    TagKind,
)
from storage.timestamps import from_optional_seconds, from_seconds

COLUMNS = """
    id, site_id, url, title, paragraphs, excerpt, author, language, photo_url, photo_caption,
    photo_credit, summary, breaking, published, modified, first_seen,
    content_hash, revision, status, misses, corrected, withdrawn, gallery, media_kind, media_url,
    reading_rules
"""


def _stored(row: Row, tags: tuple[Tag, ...]) -> StoredArticle:
    photo = None
    if row["photo_url"]:
        photo = Photo(row["photo_url"], row["photo_caption"], row["photo_credit"])
    article = Article(
        site_id=row["site_id"],
        url=row["url"],
        title=row["title"],
        paragraphs=tuple(json.loads(row["paragraphs"])),
        published=from_seconds(row["published"]),
        modified=from_seconds(row["modified"]),
        excerpt=row["excerpt"],
        author=row["author"],
        language=row["language"],
        photo=photo,
        tags=tags,
        breaking=bool(row["breaking"]),
        gallery=tuple(Photo(*photo) for photo in json.loads(row["gallery"])),
        media=Media(MediaKind(row["media_kind"]), row["media_url"]) if row["media_kind"] else None,
    )
    return StoredArticle(
        id=row["id"],
        article=article,
        summary=tuple(json.loads(row["summary"])),
        status=ArticleStatus(row["status"]),
        first_seen=from_seconds(row["first_seen"]),
        content_hash=row["content_hash"],
        revision=row["revision"],
        misses=row["misses"],
        corrected_at=from_optional_seconds(row["corrected"]),
        withdrawn_at=from_optional_seconds(row["withdrawn"]),
        reading_rules=row["reading_rules"],
    )


def encode_gallery(gallery: Iterable[Photo]) -> str:
    """Write the photos of a gallery as the column `gallery` has them."""
    return json.dumps([[one.url, one.caption, one.credit] for one in gallery], ensure_ascii=False)


def tag_of(row: Row) -> Tag:
    """The tag of a row with the columns `id, kind, name, slug, folded, common` of `tags`."""
    return Tag(
        row["name"],
        TagKind(row["kind"]),
        row["slug"],
        row["folded"],
        row["id"],
        bool(row["common"]),
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
    links = await connection.execute_fetchall(
        """
        select article_id, tags.id, kind, name, slug, folded, common
        from article_tags
        join tags on tags.id = tag_id
        where article_id in (select value from each_number(?))
        order by kind desc, position, tag_id
        """,
        (json.dumps(list(tags)),),
    )
    for link in links:
        tags[link["article_id"]].append(tag_of(link))
    return [_stored(row, tuple(tags[row["id"]])) for row in found]
