"""Wraps a database so that each use first checks that its user, a leader, may still use it."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from storage.engine.database import Connection, Database
from storage.engine.wrapped import WrappedDatabase


class CheckedDatabase(WrappedDatabase):
    """Passes everything on to another database, if a check at the beginning of each loan passes.

    Every transaction waits for its turn, so that what the check has found holds until its end: who
    is to lead is decided in a transaction that takes turns, too.

    Args:
        inner: the database.
        check: given the connection, raises where it must not be used any more.
    """

    def __init__(self, inner: Database, check: Callable[[Connection], Awaitable[None]]) -> None:
        super().__init__(inner)
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
