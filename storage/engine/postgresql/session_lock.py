"""Holds a lock of a PostgreSQL database for as long as a command runs, by its purpose."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import AsyncConnection

from storage.engine.database import Connection, Database, to_its_end
from storage.engine.postgresql.connection import PostgresqlConnection
from storage.engine.postgresql.errors import translated
from storage.engine.postgresql.server import connect
from storage.engine.postgresql.sessions import SESSION
from storage.errors import AlreadyRunning

# The server learns some time after the end of a process that its connection is gone, and frees its
# locks then: whoever is started anew at once waits for that.
FREE_WITHIN = timedelta(seconds=2)
_LOOK_EVERY = timedelta(seconds=0.1)


@contextlib.asynccontextmanager
async def session_lock(address: str, purpose: str) -> AsyncIterator[None]:
    """Hold an advisory lock of the database by a connection that is there for nothing else.

    Raises:
        AlreadyRunning: another connection holds the lock of this purpose, and has not let go of it
            within `FREE_WITHIN`.
        StorageError: the server can't be reached.
    """
    connection = await connect(address)
    try:
        try:
            held = await _acquired(connection, purpose)
        except psycopg.Error as error:
            raise translated(error) from error
        if not held:
            raise AlreadyRunning("another bot is running on the database")
        try:
            yield
        finally:
            with contextlib.suppress(psycopg.Error):
                await to_its_end(
                    connection.execute(
                        "select pg_advisory_unlock(cast(%s as integer), hashtext(%s))",
                        (SESSION, purpose),
                    )
                )
    finally:
        await to_its_end(connection.close())


async def _acquired(connection: AsyncConnection[Any], purpose: str) -> bool:
    """Take the lock of a purpose, waiting for a session that is just ending."""
    for _ in range(FREE_WITHIN // _LOOK_EVERY):
        rows = await PostgresqlConnection(connection).execute_fetchall(
            "select pg_try_advisory_lock(cast(? as integer), hashtext(?)) as held",
            (SESSION, purpose),
        )
        if rows[0]["held"]:
            return True
        await asyncio.sleep(_LOOK_EVERY.total_seconds())
    return False


async def is_locked(database: Database, purpose: str) -> bool:
    """Whether some connection holds the `session_lock` of a purpose.

    Raises:
        StorageError: the server can't be asked.
    """
    async with database.transaction(alone=False) as connection:
        return await is_held(connection, purpose)


async def is_held(connection: Connection, purpose: str) -> bool:
    """The same, asked by a connection that the caller has; it waits for nothing."""
    rows = await connection.execute_fetchall(
        "select pg_try_advisory_xact_lock_shared(cast(? as integer), hashtext(?)) as free",
        (SESSION, purpose),
    )
    return not rows[0]["free"]
