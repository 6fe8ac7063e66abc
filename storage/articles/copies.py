"""Tells which articles can have copies, and has a copy take the place of one that is gone."""

from storage.engine.database import Connection

# Of what readers may see, or may see yet, a copy is told to nobody. What was withdrawn, or dropped
# by an owner, is told by its copy; a copy stands for its original alone.
CAN_BE_ORIGINAL = """
    (
        status = 'live'
        or (
            status = 'held'
            and exists (select 1 from held_articles h where h.article_id = articles.id)
        )
    )
    """
# Written to both rows in turn: at no moment two of them have the same.
_PARKED = " (changes places)"


async def swap_identities(connection: Connection, article_id: int, copy_id: int) -> bool:
    """Give an article the identity, address and date of its copy, and the copy the article's.

    Everything that refers to the article goes on referring to it; under its former identity the
    site's article stays known, as the copy.

    Args:
        connection: a transaction.
        article_id: the original, live or held.
        copy_id: the copy.

    Returns:
        False, and nothing is changed, if it is no copy of this article any more.
    """
    rows = await connection.execute_fetchall(
        """
        select o.site_id, o.url, o.published, c.site_id as copy_site_id, c.url as copy_url,
            c.published as copy_published
        from articles o
        join articles c on c.copy_of = o.id and c.status = 'copy'
        where o.id = ? and c.id = ? and o.status in ('live', 'held')
        """,
        (article_id, copy_id),
    )
    for row in rows:
        rename = "update articles set site_id = ?, url = ?, published = ? where id = ?"
        own = (row["site_id"], row["url"], row["published"])
        await connection.execute(rename, (f"{row['copy_site_id']}{_PARKED}", *own[1:], copy_id))
        await connection.execute(
            rename, (row["copy_site_id"], row["copy_url"], row["copy_published"], article_id)
        )
        await connection.execute(rename, (*own, copy_id))
        await connection.execute(
            """
            update article_aliases
            set article_id = case when article_id = ?1 then ?2 else ?1 end
            where article_id in (?1, ?2)
            """,
            (article_id, copy_id),
        )
        return True
    return False
