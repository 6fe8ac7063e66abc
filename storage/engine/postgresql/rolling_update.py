"""Brings a PostgreSQL database up to date once the instances of older versions have ended.

    newer version starts -> announces its schema -> older instances see that when they renew their
    lease, end, and give everything back -> none lives any more -> migrations

Whoever waits and dies waits no longer. An instance that is frozen has ended once its lease is over;
the migration ends its sessions, and when it wakes, the schema that it finds is too new for it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import psycopg

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Connection, Database
from storage.engine.migrations import newer
from storage.engine.postgresql.announced_schema import ANNOUNCED
from storage.engine.postgresql.instance_liveness import any_alive
from storage.engine.postgresql.migrations import has_table, settled_mark, updating_session
from storage.errors import DatabaseFromFuture, StorageError

log = logging.getLogger(__name__)

# For all instances to see the announcement, and to end what they have begun.
ENDED_WITHIN = timedelta(seconds=60)
_LOCK = "cast(? as integer), cast(? as integer)"
_LOOK_EVERY = timedelta(seconds=0.1)


async def bring_up_to_date(
    address: PostgresqlAddress,
    database: Database,
    schema: int,
    *,
    may_ask: bool,
    refuse: Callable[[Connection], Awaitable[None]] | None = None,
    patience: timedelta = ENDED_WITHIN,
) -> list[str]:
    """Migrate a database on which no instance of an older version lives; return what was applied.

    Args:
        address: of the database.
        database: the same, opened.
        schema: the newest.
        may_ask: instances of older versions are asked to end; else nothing is done while one lives.
        refuse: raises where nothing may be changed now; asked right before anything is.
        patience: for how long they are waited for.

    Raises:
        StorageError: an instance of an older version lives on it, or `refuse` raises it.
        DatabaseForeign: another program's tables stand in the schema.
        DatabaseFromFuture: a newer version of Khabar has migrated it.
    """
    async with updating_session(address.secret) as session:
        # The first that waits for the migration of another instance: none else is as patient.
        older = await _older_live(session, schema)
        if refuse is not None:
            await refuse(session)
        if not older:
            applied = await database.migrate()
            # Of an empty database all of them are.
            if 0 < len(applied) < schema:
                log.warning("the database was brought up to date: %s", ", ".join(applied))
            return applied
        if not may_ask:
            raise StorageError(
                f"a bot of an older version is running on {address}: restart it first, and it "
                "brings the database up to date"
            )
        log.info("instances of an older version are asked to end: the database is to be updated")
        async with _announced(session, schema):
            await _until_none(session, address, schema, patience)
            if refuse is not None:
                await refuse(session)
            applied = await database.migrate()
    log.warning("the database was brought up to date: %s", ", ".join(applied) or "by another one")
    return applied


@contextlib.asynccontextmanager
async def _announced(session: Connection, schema: int) -> AsyncIterator[None]:
    """Have the instances of older versions see that this schema is to come."""
    await session.execute(f"select pg_advisory_lock_shared({_LOCK})", (ANNOUNCED, schema))
    try:
        yield
    finally:
        # With the end of the session alone, the server would free its lock some time after.
        with contextlib.suppress(psycopg.Error):
            await session.execute(f"select pg_advisory_unlock_shared({_LOCK})", (ANNOUNCED, schema))


async def _older_live(session: Connection, schema: int) -> bool:
    """Whether an instance lives that the schema would be changed under.

    One that lives on an older schema is of an older version: a newer one lives only on its own.

    Raises:
        DatabaseFromFuture: it is newer than this version's.
    """
    mark = await settled_mark(session)
    if mark > schema:
        raise DatabaseFromFuture(newer(mark, schema))
    if mark == schema or not await has_table(session, "instances"):
        return False
    return await any_alive(session)


async def _until_none(
    session: Connection, address: PostgresqlAddress, schema: int, patience: timedelta
) -> None:
    until = time.monotonic() + patience.total_seconds()
    while await _older_live(session, schema):
        if time.monotonic() > until:
            raise StorageError(
                f"a bot of an older version is running on {address} and does not end: stop it first"
            )
        await asyncio.sleep(_LOOK_EVERY.total_seconds())
