"""Wraps a database so that each use first checks that its user, a leader, may still use it."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from storage.engine.database import Connection, Database


class CheckedDatabase(Database):
    """Passes everything on to another database, if a check at the beginning of each loan passes.

    Every transaction waits for its turn, so that what the check has found holds until its end: who
    is to lead is decided in a transaction that takes turns, too.

    Args:
        inner: the database.
        check: given the connection, raises where it must not be used any more.
    """

    def __init__(self, inner: Database, check: Callable[[Connection], Awaitable[None]]) -> None:
        self._inner = inner
        self._check = check

    @contextlib.asynccontextmanager
    async def transaction(self, *, alone: bool = True) -> AsyncIterator[Connection]:  # noqa: ARG002 - see above
        """Lend a connection inside a transaction that waits for its turn."""
        async with self._inner.transaction() as connection:
            await self._check(connection)
            yield connection

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Lend a read-only connection."""
        async with self._inner.reading() as connection:
            await self._check(connection)
            yield connection

    async def migrate(self) -> list[str]:
        """Bring the schema to the newest version."""
        return await self._inner.migrate()

    async def fold_log(self) -> None:
        """Leave nothing legible of what was deleted."""
        await self._inner.fold_log()

    async def save(self, target: Path) -> None:
        """Write all that the database holds to a new file."""
        await self._inner.save(target)

    async def close(self) -> None:
        """Close every connection."""
        await self._inner.close()
