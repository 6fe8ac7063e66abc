"""Keeps a second bot away from a file, and a second copy of a command from either engine.

While a database is moved, nothing else may use it: the move holds the locks of everything that
writes, and whatever opens the database looks for the lock of the move.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from storage.engine.address import DatabaseAddress
from storage.engine.database import Database
from storage.engine.opening import postgresql_engine
from storage.engine.running_lock import is_locked, running_lock
from storage.errors import AlreadyRunning

# The purposes of the commands that write beside a running bot, and that of the move.
BACKFILL = "backfill"
REINDEX = "reindex"
MOVE = "move-database"


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


@contextlib.asynccontextmanager
async def kept_from_others(address: DatabaseAddress) -> AsyncIterator[None]:
    """Hold the locks of everything that writes into a database, for as long as it is moved.

    Running instances on PostgreSQL hold none: whoever moves their database looks for them after
    this.

    Raises:
        AlreadyRunning: a bot or a command works on it.
        StorageError: a lock file can't be made, or the server can't be reached.
    """
    purposes = [MOVE, BACKFILL, REINDEX, *([""] if isinstance(address, Path) else [])]
    async with contextlib.AsyncExitStack() as stack:
        for purpose in purposes:
            try:
                await stack.enter_async_context(running_on(address, purpose=purpose))
            except AlreadyRunning:
                raise AlreadyRunning(
                    f"{f'another {purpose}' if purpose else 'a bot'} is running on {address}: "
                    "stop it first"
                ) from None
        yield


async def refuse_while_moved(address: DatabaseAddress, database: Database) -> None:
    """Refuse a database that is being moved at this moment.

    Raises:
        AlreadyRunning: it is.
        StorageError: it can't be told.
    """
    if isinstance(address, Path):
        moving = is_locked(address.with_name(f"{address.name}.{MOVE}"))
    else:
        moving = await postgresql_engine().is_locked(database, MOVE)
    if moving:
        raise AlreadyRunning(f"{address} is being moved by `khabar move-database`")
