"""Links an article with its tags and sections, inside the caller's transaction."""

from collections.abc import Sequence

from storage.engine.database import Connection
from storage.models import Tag


async def set_tags(
    connection: Connection,
    article_id: int,
    tags: Sequence[Tag],
    *,
    start: int = 0,
) -> None:
    """Link the article with its tags, the first of them at the place `start`."""
    named = [tag for tag in tags if tag.folded]
    await connection.executemany(
        """
        insert into tags (kind, name, slug, folded)
        values (?, ?, ?, ?)
        on conflict (kind, folded) do update
        set slug = case when excluded.slug = '' then tags.slug else excluded.slug end
        """,
        [(tag.kind, tag.name, tag.slug, tag.folded) for tag in named],
    )
    await connection.executemany(
        """
        insert into article_tags (article_id, tag_id, position)
        select ?, id, ?
        from tags
        where kind = ? and folded = ?
        on conflict do nothing
        """,
        [(article_id, place, tag.kind, tag.folded) for place, tag in enumerate(named, start)],
    )


async def add_tags(connection: Connection, site_id: str, tags: Sequence[Tag]) -> None:
    """Unite further tags with the article's own: another feed named it, too.

    A feed does not tell tags from sections: a name that the article has as either is kept.
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
    if further := [tag for tag in tags if tag.folded and tag.folded not in present]:
        await set_tags(connection, rows[0]["id"], further, start=len(present))
