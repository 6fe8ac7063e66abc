"""Keeps a second bot away from a file, and a second copy of a command from either engine.

While a database is moved, nothing else may use it: the move holds the locks of everything that
writes, and whatever opens the database looks for the lock of the move.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

from storage.engine.address import DatabaseAddress
from storage.engine.database import Database
from storage.engine.move_mark import MOVE, being_moved
from storage.engine.opening import postgresql_engine
from storage.engine.sqlite.ownership import refuse_foreign
from storage.engine.sqlite.running_lock import is_locked, running_lock
from storage.errors import AlreadyRunning, StorageError

# The purposes of the commands that write beside a running bot.
BACKFILL = "backfill"
REINDEX = "reindex"


def _named_for(path: Path, purpose: str) -> Path:
    """What the lock of a purpose stands beside, by whatever links the file is named."""
    file = path.resolve()
    return file.with_name(f"{file.name}.{purpose}") if purpose else file


@contextlib.asynccontextmanager
async def running_on(address: DatabaseAddress, *, purpose: str = "") -> AsyncIterator[None]:
    """Hold the lock of a database for as long as the block runs.

    Args:
        address: the database.
        purpose: of a command that may run beside the bot, but not twice; empty for the bot, of
            which a server may have several.

    Raises:
        AlreadyRunning: another process holds it.
        StorageError: the lock file can't be made, the database is another user's, or the server
            can't be reached.
    """
    if isinstance(address, Path):
        refuse_foreign(address)
        with running_lock(_named_for(address, purpose)):
            yield
        return
    async with _session_locks().session_lock(address.secret, purpose):
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


def is_in_use(path: Path) -> bool:
    """Whether a bot runs on a file, or a command that writes into it or moves it.

    The lock files say nothing by themselves: they stay, and a command makes them, too.

    Raises:
        StorageError: it can't be told.
    """
    return any(is_locked(_named_for(path, purpose)) for purpose in ("", MOVE, BACKFILL, REINDEX))


async def refuse_while_moved(address: DatabaseAddress, database: Database) -> None:
    """Refuse a database that is being moved at this moment.

    Raises:
        AlreadyRunning: it is.
        StorageError: it can't be told.
    """
    if await _is_moved(address, database):
        raise being_moved(str(address))


async def ensure_kept(address: DatabaseAddress, database: Database) -> None:
    """Refuse to end a move of which the locks are lost, as they are when a server restarts.

    Raises:
        StorageError: something else may have written meanwhile.
    """
    if not await _is_moved(address, database):
        raise StorageError(
            f"{address} was not kept from others all the time: run the same command again"
        )


async def _is_moved(address: DatabaseAddress, database: Database) -> bool:
    if isinstance(address, Path):
        return is_locked(_named_for(address, MOVE))
    moved: bool = await _session_locks().is_locked(database, MOVE)
    return moved


def _session_locks() -> ModuleType:
    """What holds locks at a server.

    Raises:
        StorageError: psycopg is not installed.
    """
    postgresql_engine()
    from storage.engine.postgresql import session_lock  # noqa: PLC0415 - needs psycopg

    return session_lock
