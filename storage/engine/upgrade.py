"""Opens a database with the newest schema; before an older one is migrated, a copy is kept.

    khabar.db  ->  khabar.db.schema-3  ->  migrations 4, 5, ...

The copy is the way back to the version before: `khabar restore` puts it in place. It holds readers'
words, so it goes after `KEPT_FOR`.
"""

import asyncio
import contextlib
import glob
import logging
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from storage.engine.address import DatabaseAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import newest_schema
from storage.engine.move_mark import refuse_moved
from storage.engine.opening import open_database
from storage.engine.running import refuse_while_moved
from storage.engine.sqlite.backup import copy_database
from storage.engine.sqlite.backup_files import incoming_of, remove_unfinished
from storage.engine.sqlite.database import SqliteDatabase
from storage.engine.sqlite.migrations import schema_of
from storage.engine.sqlite.ownership import refuse_foreign
from storage.engine.sqlite.running_lock import running_lock
from storage.errors import AlreadyRunning, StorageError

KEPT_FOR: Final = timedelta(days=14)
# Before an update, or when the file was gone from under the bot.
_COPY: Final = re.compile(r"\.(schema-\d+|saved-[\d-]+)")

log = logging.getLogger(__name__)


async def open_migrated(
    address: DatabaseAddress, *, lock_held: bool = False, instance: str = "", moving: bool = False
) -> Database:
    """Open or create a database and bring it to the newest schema.

    Args:
        address: the database. On PostgreSQL no copy is kept: that is for the server's own tools.
        lock_held: the caller is the bot, and holds the running lock; else it is held for the
            migration, so that none happens under a running bot of an older version. On PostgreSQL
            such a bot is asked to end by another one, and by nobody else.
        instance: names the connections to a server.
        moving: it is to be moved, or moved into, by the caller.

    Raises:
        AlreadyRunning: it is being moved at this moment.
        DatabaseMoved: it was moved to another one, or a move into it is not complete.
        DatabaseForeign: another program made it, or a version before the first release.
        DatabaseFromFuture: a newer version of Khabar has migrated it.
        StorageError: it can't be opened, copied or migrated, it is another user's, or an older
            version runs on it.
    """
    if isinstance(address, Path):
        refuse_foreign(address)
    database = await open_database(address, instance=instance, moving=moving)
    try:
        if isinstance(address, Path):
            await _migrate_file(address, database, lock_held=lock_held, moving=moving)
            if not lock_held and isinstance(database, SqliteDatabase):
                # A bot of a newer version may be started beside this command, and migrates.
                database.keep_to_schema(newest_schema(Engine.SQLITE))
        else:
            from storage.engine.postgresql.moved import refuse_update  # noqa: PLC0415 - as below
            from storage.engine.postgresql.rolling_update import (  # noqa: PLC0415 - needs psycopg
                bring_up_to_date,
            )

            newest = newest_schema(Engine.POSTGRESQL)
            refuse = None if moving else partial(refuse_update, shown=str(address))
            may_ask = lock_held and not moving
            await bring_up_to_date(address, database, newest, may_ask=may_ask, refuse=refuse)
        if not moving:
            await refuse_while_moved(address, database)
            await refuse_moved(database)
    except BaseException:
        await database.close()
        raise
    return database


async def server_schema(database: Database) -> int:
    """Return the number of the schema of a database on a server; 0 where it has no tables.

    Raises:
        StorageError: it can't be read.
    """
    from storage.engine.postgresql.migrations import settled_mark  # noqa: PLC0415 - needs psycopg

    async with database.reading() as connection:
        return await settled_mark(connection)


async def _migrate_file(path: Path, database: Database, *, lock_held: bool, moving: bool) -> None:
    schema = await schema_of(database)
    if not 0 < schema < newest_schema(Engine.SQLITE):
        await database.migrate()
        return
    if not moving:
        # What a move has left stays as it was, and no room is needed for a copy of it.
        await refuse_moved(database)
    with contextlib.nullcontext() if lock_held else _alone(path):
        await _keep_copy(path, schema)
        applied = await database.migrate()
    log.warning("the database was brought up to date: %s", ", ".join(applied))


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(running_lock(path))
        except AlreadyRunning:
            raise StorageError(
                f"a bot of an older version is running on {path}: restart it first, and it brings "
                "the database up to date"
            ) from None
        yield


async def _keep_copy(path: Path, schema: int) -> None:
    copy = path.with_name(f"{path.name}.schema-{schema}")
    try:
        await asyncio.to_thread(copy_database, path, copy)
    except StorageError as error:
        raise StorageError(
            f"the database has the older schema {schema}, and no copy could be kept before it is "
            f"brought up to date ({error}): make room beside {path}"
        ) from error
    log.warning("a copy of the database from before the update is kept for two weeks: %s", copy)


def remove_old_copies(path: DatabaseAddress, now: datetime) -> list[Path]:
    """Delete the copies from before migrations that are older than `KEPT_FOR`; return which.

    Also the beginnings of such copies, and a copy that was being put back when its process was
    killed: the caller holds the running lock, so that none is put back now.
    """
    if not isinstance(path, Path):
        return []
    # A copy from before a migration lies beside a link, one that is put back beside the file.
    named = dict.fromkeys((path.absolute(), Path(os.path.realpath(path))))
    return [removed for one in named for removed in _removed_beside(one, now)]


def _removed_beside(path: Path, now: datetime) -> Iterator[Path]:
    unfinished = re.compile(rf"{re.escape(path.name)}\.(schema-\d+|incoming)")
    yield from remove_unfinished(path.parent, unfinished)
    incoming = incoming_of(path)
    with contextlib.suppress(OSError):
        incoming.unlink()
        yield incoming
    for copy in path.parent.glob(f"{glob.escape(path.name)}.s*-*"):
        with contextlib.suppress(OSError):
            age = now.timestamp() - copy.stat().st_mtime
            if (
                _COPY.fullmatch(copy.name.removeprefix(path.name))
                and age > KEPT_FOR.total_seconds()
            ):
                copy.unlink()
                yield copy
