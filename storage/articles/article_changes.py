"""Adds, corrects, withdraws and restores articles, inside the caller's transaction."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.articles.aliases import add_aliases
from storage.articles.article_tags import set_tags
from storage.articles.minhashes import set_minhash
from storage.articles.rows import encode_gallery
from storage.engine.database import Connection
from storage.models import Photo, Publication
from storage.timestamps import from_seconds, to_seconds


async def insert_article(
    connection: Connection, publication: Publication, now: datetime
) -> int | None:
    """Add an article with its tags, aliases and minhash.

    The aliases are added to an article that is stored already, too.

    Args:
        connection: a transaction.
        publication: the article and what was found out about it.
        now: when it was first seen.

    Returns:
        its row; None if its site id is stored already.
    """
    article_id = await _insert(connection, publication, now)
    await _add_aliases(connection, publication.article.site_id, publication.aliases)
    return article_id


async def _insert(connection: Connection, publication: Publication, now: datetime) -> int | None:
    article = publication.article
    photo = article.photo or Photo("")
    inserted = await connection.execute_fetchall(
        """
        insert into articles (
            site_id, url, title, paragraphs, excerpt, author, language, photo_url,
            photo_caption, photo_credit, summary, breaking, published, modified,
            first_seen, content_hash, status, copy_of, gallery, media_kind, media_url,
            reading_rules
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            json.dumps(list(publication.summary), ensure_ascii=False),
            article.breaking,
            to_seconds(article.published),
            to_seconds(article.modified),
            to_seconds(now),
            publication.content_hash,
            publication.status,
            publication.copy_of,
            encode_gallery(article.gallery),
            article.media.kind if article.media else "",
            article.media.url if article.media else "",
            publication.reading_rules,
        ),
    )
    if not inserted:
        return None
    article_id = int(inserted[0]["id"])
    await set_tags(connection, article_id, article.tags)
    await set_minhash(connection, article_id, publication.minhash)
    return article_id


async def update_article(
    connection: Connection,
    article_id: int,
    publication: Publication,
    *,
    corrected: datetime | None = None,
) -> None:
    """Replace an article by a newer reading of it, with its tags and minhash.

    Args:
        connection: a transaction.
        article_id: the row.
        publication: the newer reading; its status and aliases are left aside.
        corrected: when it was read, if readers see the change; None keeps the last time.
    """
    article = publication.article
    photo = article.photo or Photo("")
    await connection.execute(
        """
        update articles
        set url = ?,
            title = ?,
            paragraphs = ?,
            excerpt = ?,
            author = ?,
            photo_url = ?,
            photo_caption = ?,
            photo_credit = ?,
            summary = ?,
            breaking = ?,
            published = ?,
            modified = ?,
            content_hash = ?,
            corrected = coalesce(?, corrected),
            gallery = ?,
            media_kind = ?,
            media_url = ?,
            reading_rules = ?,
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
            photo.caption,
            photo.credit,
            json.dumps(list(publication.summary), ensure_ascii=False),
            article.breaking,
            to_seconds(article.published),
            to_seconds(article.modified),
            publication.content_hash,
            to_seconds(corrected),
            encode_gallery(article.gallery),
            article.media.kind if article.media else "",
            article.media.url if article.media else "",
            publication.reading_rules,
            article_id,
        ),
    )
    await connection.execute("delete from article_tags where article_id = ?", (article_id,))
    await set_tags(connection, article_id, article.tags)
    await connection.execute("delete from article_minhashes where article_id = ?", (article_id,))
    await set_minhash(connection, article_id, publication.minhash)


async def publish_held_article(connection: Connection, article_id: int) -> bool:
    """Make a held article live; False if it was withdrawn or decided before."""
    cursor = await connection.execute(
        "update articles set status = 'live' where id = ? and status = 'held'", (article_id,)
    )
    return cursor.rowcount > 0


async def part_copy(connection: Connection, article_id: int) -> bool:
    """Make a copy a live article of its own; False if it is no copy any more."""
    cursor = await connection.execute(
        "update articles set status = 'live', copy_of = null where id = ? and status = 'copy'",
        (article_id,),
    )
    return cursor.rowcount > 0


async def withdraw_article(connection: Connection, article_id: int, now: datetime) -> None:
    """Mark an article as withdrawn by now: it is listed and read again no more."""
    await connection.execute(
        """
        update articles
        set
            was_held = case status when 'held' then 1 else 0 end,
            status = 'withdrawn',
            withdrawn = ?,
            next_recheck = null
        where id = ? and status <> 'withdrawn'
        """,
        (to_seconds(now), article_id),
    )


async def restore_article(connection: Connection, article_id: int) -> datetime | None:
    """Make a withdrawn article live or held as it was.

    Returns:
        when it was withdrawn, if it is live now.
    """
    rows = await connection.execute_fetchall(
        "select withdrawn, was_held from articles where id = ? and status = 'withdrawn'",
        (article_id,),
    )
    await connection.execute(
        """
        update articles
        set status = case when was_held = 1 then 'held' else 'live' end,
            withdrawn = null
        where id = ? and status = 'withdrawn'
        """,
        (article_id,),
    )
    return next((from_seconds(row["withdrawn"] or 0) for row in rows if not row["was_held"]), None)


async def is_live(connection: Connection, article_id: int) -> bool:
    """Whether readers can see an article."""
    rows = await connection.execute_fetchall(
        "select 1 from articles where id = ? and status = 'live'", (article_id,)
    )
    return bool(list(rows))


async def _add_aliases(connection: Connection, site_id: str, aliases: Sequence[str]) -> None:
    rows = await connection.execute_fetchall(
        "select id from articles where site_id = ?", (site_id,)
    )
    for row in rows:
        await add_aliases(connection, row["id"], aliases)
