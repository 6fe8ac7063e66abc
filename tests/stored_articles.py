"""Stores articles without contents, for tests of what is done with them later."""

from collections.abc import Sequence

from storage.engine.database import Connection


async def insert_article(
    connection: Connection, number: int, *, title: str, url: str = "", tags: Sequence[int] = ()
) -> None:
    """Article `number` with these tags, which are made where they are missing."""
    await connection.execute(
        """
        insert into articles
            (id, site_id, url, title, paragraphs, excerpt, author, language, summary,
             published, modified, first_seen, content_hash)
        values (?1, ?1, ?2, ?3, '[]', '', '', 'ar', '[]', 0, 0, 0, '')
        """,
        (number, url, title),
    )
    for tag in tags:
        await add_tag(connection, tag)
        await connection.execute(
            "insert into article_tags (article_id, tag_id) values (?, ?)", (number, tag)
        )


async def add_tag(connection: Connection, tag: int) -> None:
    """A tag that is called by its number, if there is none yet."""
    await connection.execute(
        "insert into tags (id, kind, name, folded) values (?1, 'tag', ?2, ?2)"
        " on conflict do nothing",
        (tag, str(tag)),
    )
