"""Stores further ids of an article, which feed and page may name differently."""

from collections.abc import Iterable

from storage.engine.database import Connection

# A slug that moves adds one; an address that moves without end must not.
MOST_ALIASES = 20


async def add_aliases(connection: Connection, article_id: int, aliases: Iterable[str]) -> None:
    """Have the article known by these ids, too; one that means another article stays with it."""
    await connection.executemany(
        """
        insert into article_aliases (alias, article_id)
        select :alias, :article
        where not exists (select 1 from articles where site_id = :alias)
            and (select count(*) from article_aliases where article_id = :article) < :most
        on conflict do nothing
        """,
        [
            {"alias": alias, "article": article_id, "most": MOST_ALIASES}
            for alias in aliases
            if alias
        ],
    )
