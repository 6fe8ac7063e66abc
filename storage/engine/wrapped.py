"""Passes everything on to another database, for wrappers that change how it is lent."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from storage.engine.database import Connection, Database


class WrappedDatabase(Database):
    """Passes everything on to `inner`."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner

    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside a transaction."""
        return self._inner.transaction(alone=alone)

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a read-only connection."""
        return self._inner.reading()

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
