"""Links an article with its tags and sections, inside the caller's transaction."""

import json
from collections.abc import Sequence

from storage.articles.edit_notices import tags_by_rest
from storage.articles.tag_rows import KnownTags, row_of
from storage.engine.database import Connection
from storage.models import Tag, TagKind, TagSource


async def set_tags(
    connection: Connection,
    article_id: int,
    tags: Sequence[Tag],
    *,
    start: int = 0,
) -> None:
    """Link the article with its tags, the first of them at the place `start`."""
    named = [tag for tag in tags if tag.folded]
    if not named:
        return
    site = await _site_of(connection, article_id)
    known = await _known(connection, site, named)
    rows = [await _stored(connection, site, tag, known) for tag in named]
    await connection.executemany(
        """
        insert into article_tags (article_id, tag_id, position)
        values (?, ?, ?)
        on conflict do nothing
        """,
        [(article_id, row, place) for place, row in enumerate(dict.fromkeys(rows), start)],
    )


async def add_tags(connection: Connection, site_id: str, tags: Sequence[Tag]) -> None:
    """Unite further tags with the article's own: another feed named it, too.

    A feed does not tell tags from sections: a name that the article has as either is kept. A name
    that REST no longer gives after an edit is left out: the feed is a copy from before.
    """
    rows = list(
        await connection.execute_fetchall(
            """
            select articles.id, folded
            from articles
            left join article_tags on article_id = articles.id
            left join tags on tags.id = tag_id
            where articles.id = coalesce(
                (select id from articles where site_id = ?1),
                (select article_id from article_aliases where alias = ?1)
            )
            """,
            (site_id,),
        )
    )
    if not rows:
        return
    present = {row["folded"] for row in rows}
    by_rest = await tags_by_rest(connection, rows[0]["id"])
    further = [
        tag
        for tag in tags
        if tag.folded and tag.folded not in present and (not by_rest or tag.folded in by_rest)
    ]
    if further:
        await set_tags(connection, rows[0]["id"], further, start=len(present))


async def names_of(connection: Connection, article_id: int) -> list[str]:
    """The folded names of an article's tags and sections, those that they had before too."""
    rows = await connection.execute_fetchall(
        """
        select folded
        from article_tags
        join tags on tags.id = tag_id
        where article_id = ?1
        union
        select folded
        from article_tags
        join former_tag_names former on former.tag_id = article_tags.tag_id
        where article_id = ?1
        """,
        (article_id,),
    )
    return [row["folded"] for row in rows]


async def _site_of(connection: Connection, article_id: int) -> str:
    """The host of the article's site, with the site's directory where its id names one."""
    rows = await connection.execute_fetchall(
        "select site_id from articles where id = ?", (article_id,)
    )
    root, numbered, _ = str(rows[0]["site_id"]).partition("?p=")
    return root if numbered else root.partition("/")[0]


async def _known(connection: Connection, site: str, tags: Sequence[Tag]) -> KnownTags:
    names = json.dumps([tag.folded for tag in tags])
    known = KnownTags()
    for row in await connection.execute_fetchall(
        """
        select
            id,
            kind,
            folded,
            slug,
            case when exists (select 1 from tag_slugs where tag_id = id) then 1 else 0 end
                as addressed
        from tags
        where folded in (select value from each_text(?))
        """,
        (names,),
    ):
        known.names[TagKind(row["kind"]), row["folded"]] = row["id"]
        known.written[row["id"]] = row["slug"]
        if row["addressed"]:
            known.addressed.add(row["id"])
    for row in await connection.execute_fetchall(
        """
        select kind, folded, tag_id
        from former_tag_names
        where folded in (select value from each_text(?))
        """,
        (names,),
    ):
        known.former[TagKind(row["kind"]), row["folded"]] = row["tag_id"]
    for row in await connection.execute_fetchall(
        """
        select kind, slug, tag_id
        from tag_slugs
        where site = ? and slug in (select value from each_text(?))
        """,
        (site, json.dumps([tag.slug for tag in tags if tag.slug])),
    ):
        known.slugs[TagKind(row["kind"]), row["slug"]] = row["tag_id"]
        known.addressed.add(row["tag_id"])
    return known


async def _stored(connection: Connection, site: str, tag: Tag, known: KnownTags) -> int:
    """The row of a tag, which is made, renamed or merged first; `known` is kept true."""
    found = row_of(tag, known)
    row = found.row
    if row is None:
        row = await _insert(connection, tag)
        known.names[tag.kind, tag.folded] = row
        known.written[row] = tag.slug
    if found.merged is not None:
        await _merge(connection, found.merged, into=row)
    if found.renamed:
        await _rename(connection, row, tag)
        known.rename(row, tag, merged=found.merged)
    if tag.slug and found.kind is tag.kind and known.written.get(row) != tag.slug:
        known.written[row] = tag.slug
        await connection.execute("update tags set slug = ? where id = ?", (tag.slug, row))
    if tag.source is TagSource.REST and tag.slug:
        await _address(connection, site, tag, row, known)
    return row


async def _insert(connection: Connection, tag: Tag) -> int:
    rows = await connection.execute_fetchall(
        "insert into tags (kind, name, slug, folded) values (?, ?, ?, ?) returning id",
        (tag.kind, tag.name, tag.slug, tag.folded),
    )
    return int(rows[0]["id"])


async def _rename(connection: Connection, row: int, tag: Tag) -> None:
    await connection.execute(
        """
        insert into former_tag_names (folded, kind, tag_id)
        select folded, kind, id
        from tags
        where id = ?
        on conflict (folded, kind) do update
        set tag_id = excluded.tag_id
        """,
        (row,),
    )
    await connection.execute(
        "update tags set name = ?, folded = ? where id = ?", (tag.name, tag.folded, row)
    )


async def _address(connection: Connection, site: str, tag: Tag, row: int, known: KnownTags) -> None:
    """Note what the site calls a row; its name is its own now, whoever had it before."""
    known.addressed.add(row)
    if (tag.kind, tag.folded) in known.former:
        del known.former[tag.kind, tag.folded]
        await connection.execute(
            "delete from former_tag_names where folded = ? and kind = ?", (tag.folded, tag.kind)
        )
    if (tag.kind, tag.slug) not in known.slugs:
        known.slugs[tag.kind, tag.slug] = row
        await connection.execute(
            "insert into tag_slugs (site, kind, slug, tag_id) values (?, ?, ?, ?)",
            (site, tag.kind, tag.slug, row),
        )


async def _merge(connection: Connection, row: int, *, into: int) -> None:
    """Give all that a row has to another one; of two choices of a chat that one's stays."""
    for statement in (
        """
        insert into follows (chat_id, tag_id)
        select chat_id, :into
        from follows
        where tag_id = :row and chat_id not in (select chat_id from mutes where tag_id = :into)
        on conflict do nothing
        """,
        """
        insert into mutes (chat_id, tag_id)
        select chat_id, :into
        from mutes
        where tag_id = :row and chat_id not in (select chat_id from follows where tag_id = :into)
        on conflict do nothing
        """,
        """
        insert into article_tags (article_id, tag_id, position)
        select article_id, :into, position
        from article_tags
        where tag_id = :row
        on conflict do nothing
        """,
        "update former_tag_names set tag_id = :into where tag_id = :row",
    ):
        await connection.execute(statement, {"row": row, "into": into})
    await connection.execute("delete from tags where id = ?", (row,))
