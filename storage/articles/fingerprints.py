"""Sketches of texts: the smallest hashes of each, by which possible originals are found."""

import json
from collections.abc import Sequence

import aiosqlite


async def set_sketch(
    connection: aiosqlite.Connection, article_id: int, sketch: Sequence[int]
) -> None:
    """Keep the sketch of an article, in the caller's transaction."""
    await connection.executemany(
        "insert or ignore into article_minhashes (hash, article_id) values (?, ?)",
        [(hashed, article_id) for hashed in sketch],
    )


async def sharing(
    connection: aiosqlite.Connection, sketch: Sequence[int], *, at_least: int, limit: int
) -> list[int]:
    """Articles that share so many hashes of a sketch, the oldest first."""
    rows = await connection.execute_fetchall(
        """
        select article_id
        from article_minhashes
        where hash in (select value from json_each(?))
        group by article_id
        having count(*) >= ?
        order by article_id
        limit ?
        """,
        (json.dumps(list(sketch)), at_least, limit),
    )
    return [int(row["article_id"]) for row in rows]
