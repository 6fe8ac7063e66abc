"""Merges the parts of SQLite's full-text index: a search looks for its words in each part.

FTS5 writes a part, which it calls a segment, at the end of a transaction, and joins them when four
of one size have come together (https://sqlite.org/fts5.html#the_merge_command). An archive of
200,000 articles has up to twenty: merged into one they are searched in a quarter less time.
"""

import asyncio
from typing import Final

from storage.engine.database import Connection, Database, Engine
from storage.search.spare_index import FULL_TEXT

# So many are left alone: each merging writes the whole index.
_MANY: Final = 8
# What a transaction writes, in less than a tenth of a second: a writer waits no longer.
_PAGES: Final = 1_000
# SQLite looks for the lock every tenth of a second: without a gap another process could miss it.
_PAUSE_SECONDS: Final = 0.1
# So FTS5 tells that there was nothing left to merge.
_NOTHING_LEFT: Final = 2


async def merge_if_many(database: Database) -> None:
    """Merge what the index in use has in many parts.

    Raises:
        StorageError: it is merged as far as it went, and goes on with the next call.
    """
    async with database.reading() as connection:
        if connection.engine is not Engine.SQLITE:
            return
        many = [name for name in FULL_TEXT if await _parts(connection, name) > _MANY]
    for name in many:
        await merge(database, name)


async def merge(database: Database, table: str) -> None:
    """Merge all parts of a full-text table into one, bit by bit in transactions of their own.

    Raises:
        StorageError: it is merged as far as it went.
    """
    # The first bit takes hold of all parts that there are, the others go on with these.
    pages = -_PAGES
    while True:
        async with database.transaction() as connection:
            before = await _changes(connection)
            await connection.execute(
                f"insert into {table} ({table}, rank) values ('merge', ?)",  # noqa: S608 - own name
                (pages,),
            )
            if await _changes(connection) - before < _NOTHING_LEFT:
                return
        pages = _PAGES
        await asyncio.sleep(_PAUSE_SECONDS)


async def _parts(connection: Connection, table: str) -> int:
    rows = await connection.execute_fetchall(f"select count(distinct segid) from {table}_idx")  # noqa: S608 - own name
    return int(next(iter(rows))[0])


async def _changes(connection: Connection) -> int:
    rows = await connection.execute_fetchall("select total_changes()")
    return int(next(iter(rows))[0])
