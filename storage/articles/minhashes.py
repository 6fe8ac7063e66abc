"""Stores MinHash values of articles' texts, by which near-duplicates are found."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.articles.copies import CAN_BE_ORIGINAL
from storage.engine.database import Connection
from storage.timestamps import to_seconds


async def set_minhash(connection: Connection, article_id: int, minhash: Sequence[int]) -> None:
    """Store the hash values of an article inside the caller's transaction."""
    await connection.executemany(
        "insert into article_minhashes (hash, article_id) values (?, ?) on conflict do nothing",
        [(hashed, article_id) for hashed in minhash],
    )


async def sharing(
    connection: Connection, minhash: Sequence[int], *, at_least: int, near: datetime, limit: int
) -> list[int]:
    """The ids of originals that share `at_least` of these hash values.

    Those that were published the nearest to a moment come first: of a bulletin each day's is alike.
    """
    rows = await connection.execute_fetchall(
        f"""
        select id
        from articles
        where {CAN_BE_ORIGINAL}
        and id in (
            select article_id
            from article_minhashes
            where hash in (select value from each_number(?))
            group by article_id
            having count(*) >= ?
        )
        order by abs(published - ?), id
        limit ?
        """,  # noqa: S608 - a constant
        (json.dumps(list(minhash)), at_least, to_seconds(near), limit),
    )
    return [int(row["id"]) for row in rows]
