"""Keeps a second bot away from a file, and a second copy of a command from either engine."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from storage.engine.address import DatabaseAddress
from storage.engine.opening import postgresql_engine
from storage.engine.running_lock import running_lock


@contextlib.asynccontextmanager
async def running_on(address: DatabaseAddress, *, purpose: str = "") -> AsyncIterator[None]:
    """Hold the lock of a database for as long as the block runs.

    Args:
        address: the database.
        purpose: of a command that may run beside the bot, but not twice; empty for the bot, of
            which a server may have several.

    Raises:
        AlreadyRunning: another process holds it.
        StorageError: the lock file can't be made, or the server can't be reached.
    """
    if isinstance(address, Path):
        with running_lock(address.with_name(f"{address.name}.{purpose}") if purpose else address):
            yield
        return
    async with postgresql_engine().session_lock(address.secret, purpose):
        yield
