"""Tells how long each use of a database took, whichever engine holds it."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from storage.engine.database import Connection, Database

# Given what was lent (`read` or `write`) and for how many seconds, the wait for it included.
Observe = Callable[[str, float], None]


class ObservedDatabase(Database):
    """Passes everything on to another database, and tells an observer how long it was lent.

    Args:
        inner: the database.
        observe: called at the end of each loan.
        clock: gives monotonic seconds.
    """

    def __init__(
        self, inner: Database, observe: Observe, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._inner = inner
        self._observe = observe
        self._clock = clock

    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside a transaction."""
        return self._timed("write", self._inner.transaction(alone=alone))

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a read-only connection."""
        return self._timed("read", self._inner.reading())

    @contextlib.asynccontextmanager
    async def _timed(
        self, access: str, loan: AbstractAsyncContextManager[Connection]
    ) -> AsyncIterator[Connection]:
        began = self._clock()
        try:
            async with loan as connection:
                yield connection
        finally:
            self._observe(access, self._clock() - began)

    async def migrate(self) -> list[str]:
        """Bring the schema to the newest version."""
        return await self._inner.migrate()

    async def fold_log(self) -> None:
        """Leave nothing legible of what was deleted."""
        await self._inner.fold_log()

    async def close(self) -> None:
        """Close every connection."""
        await self._inner.close()
