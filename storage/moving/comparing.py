"""Compares a table in two databases by the number of its rows and a hash of what they hold."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from storage.engine.database import Database
from storage.moving.rows import pages
from storage.moving.tables import Table

_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class TableChecksum:
    """How many rows a table has, and the sum of their hashes, in hexadecimal digits.

    A sum, because the engines may order by a key differently where a letter was left out of it.
    """

    rows: int
    sum: str


async def checksum(
    database: Database, table: Table, advance: Callable[[int], None]
) -> TableChecksum:
    """Read a whole table; `advance` is told of each page how many rows it had.

    Raises:
        StorageError: it can't be read.
    """
    rows = total = 0
    async for page in pages(database, table):
        for values in page:
            hashed = hashlib.blake2b(repr(values).encode(), digest_size=_BYTES).digest()
            total += int.from_bytes(hashed)
        rows += len(page)
        advance(len(page))
    return TableChecksum(rows, f"{total % 2 ** (8 * _BYTES):0{2 * _BYTES}x}")
