"""Migrates a PostgreSQL database to the newest schema; other instances wait until it is there.

    lock of the migration -> sessions of others end -> file by file: statements, mark, commit

No session lives on from one schema to the next: what others have is ended, and whoever makes a new
one reads the mark before he does anything by it, for which he waits while a migration runs. That is
a lock of our own and none on a table: a `pg_dump`, which reads all tables for hours, stops neither.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Sequence

import psycopg
from psycopg import errors

from storage.engine.address import UPDATING, session_name
from storage.engine.database import Connection, to_its_end
from storage.engine.migrations import Migration, newer
from storage.engine.postgresql.connection import PostgresqlConnection
from storage.engine.postgresql.errors import translated
from storage.engine.postgresql.instance_liveness import end_lead
from storage.engine.postgresql.server import connect
from storage.engine.postgresql.sessions import HOLDS_LOCK, OURS
from storage.errors import DatabaseForeign, DatabaseFromFuture

log = logging.getLogger(__name__)

# Names the migration among the advisory locks of the database: "Khbr", 2.
MIGRATION = 0x4B686272_0002
# An index over years of articles takes minutes, and whoever waits for it waits that long.
_WAIT = "set lock_timeout = '15min'; set statement_timeout = 0"
_MARK = "khabar_schema"
# For a session to end after it was told to.
_ENDS_WITHIN_MILLISECONDS = 5000


@contextlib.asynccontextmanager
async def updating_session(address: str) -> AsyncIterator[PostgresqlConnection]:
    """A connection for those who migrate or wait for it, which no migration ends.

    Args:
        address: of the database.

    Raises:
        StorageError: it can't be made, or was lost.
    """
    connection = await connect(address, instance=UPDATING)
    try:
        await connection.execute(_WAIT)
        yield PostgresqlConnection(connection)
    except psycopg.Error as error:
        raise translated(error) from error
    finally:
        await to_its_end(connection.close())


async def migrate(
    connection: PostgresqlConnection,
    migrations: Sequence[Migration],
    *,
    spared: Collection[int] = (),
) -> list[str]:
    """Apply what is missing, each file in a transaction; return the names applied.

    Args:
        connection: an `updating_session`, with whose end it gives back the lock of the migration.
        migrations: all of them, in order.
        spared: the sessions of this process, by their numbers at the server.

    Raises:
        DatabaseForeign: another program's tables stand in the schema.
        DatabaseFromFuture: a newer version of Khabar has migrated it.
    """
    newest = migrations[-1].version
    if await settled_mark(connection) == newest:
        return []
    await connection.execute(f"select pg_advisory_lock({MIGRATION})")
    schema = await schema_of(connection)
    if schema > newest:
        raise DatabaseFromFuture(newer(schema, newest))
    missing = [one for one in migrations if one.version > schema]
    for number, migration in enumerate(missing):
        async with connection.inner.transaction():
            if not schema and not number:
                await connection.execute(f"create table {_MARK} (version integer not null)")
                await connection.execute(f"insert into {_MARK} (version) values (0)")  # noqa: S608 - a constant
            elif not number:
                await _shut_others_out(connection, spared)
            for statement in migration.statements:
                await connection.inner.execute(statement)
            await connection.execute(f"update {_MARK} set version = ?", (migration.version,))  # noqa: S608 - a constant
    return [migration.name for migration in missing]


async def _shut_others_out(connection: PostgresqlConnection, spared: Collection[int]) -> None:
    """End what other processes have open, and the lead of whoever has it."""
    if await has_table(connection, "leader"):
        # A leader that woke now would write nothing, also where its sessions can't be ended.
        await end_lead(connection)
    try:
        async with connection.inner.transaction():
            await connection.execute(
                f"""
                select pg_terminate_backend(pid, ?)
                from pg_stat_activity
                where datname = current_database()
                and {OURS}
                and application_name <> ?
                and not pid = any(?)
                and not {HOLDS_LOCK}
                """,  # noqa: S608 - constants
                (_ENDS_WITHIN_MILLISECONDS, session_name(UPDATING), list(spared)),
            )
    except errors.InsufficientPrivilege:
        log.warning(
            "the role in DATABASE may not end the sessions of other instances: whichever of an "
            "older version runs must end by itself"
        )


async def settled_mark(connection: Connection) -> int:
    """The number of the last migration once none runs; 0 where Khabar has not set its mark."""
    await connection.execute(f"select pg_advisory_xact_lock_shared({MIGRATION})")
    return await _mark(connection) if await has_table(connection, _MARK) else 0


async def _mark(connection: Connection) -> int:
    [row] = await connection.execute_fetchall(f"select version from {_MARK}")  # noqa: S608 - a constant
    return int(row["version"])


async def has_table(connection: Connection, table: str) -> bool:
    """Whether the schema has a table of this name."""
    [row] = await connection.execute_fetchall(
        "select to_regclass(quote_ident(current_schema()) || '.' || ?) is not null as there",
        (table,),
    )
    return bool(row["there"])


async def schema_of(connection: Connection) -> int:
    """The number of the last migration, 0 for a schema without any table.

    Raises:
        DatabaseForeign: tables are there, but not the mark that Khabar sets.
    """
    rows = await connection.execute_fetchall(
        """
        select c.relname as name
        from pg_class c
        where c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        """
    )
    names = {row["name"] for row in rows}
    if _MARK in names:
        return await _mark(connection)
    if names:
        raise DatabaseForeign(
            "the database holds the tables of another program, and is left as it is: "
            "make one for Khabar alone"
        )
    return 0
