"""Migrates a PostgreSQL database to the newest schema; other instances wait until it is there."""

from storage.engine.database import Engine
from storage.engine.migrations import all_migrations, newer
from storage.engine.postgresql.connection import PostgresqlConnection
from storage.errors import DatabaseForeign, DatabaseFromFuture

# Names the migration among the advisory locks of the database: "Khbr", 2.
MIGRATION = 0x4B686272_0002
# An index over years of articles takes minutes, and whoever waits for it waits that long.
_WAIT = "set local lock_timeout = '15min'; set local statement_timeout = 0"
_MARK = "khabar_schema"


async def migrate(connection: PostgresqlConnection) -> list[str]:
    """Apply what is missing, each file in a transaction; return the names applied.

    Args:
        connection: a writer, outside of any transaction.

    Raises:
        DatabaseForeign: another program's tables stand in the schema.
        DatabaseFromFuture: a newer version of Khabar has migrated it.
    """
    migrations = all_migrations(Engine.POSTGRESQL)
    applied = []
    for migration in migrations:
        async with connection.inner.transaction():
            await connection.inner.execute(_WAIT)
            await connection.execute(f"select pg_advisory_xact_lock({MIGRATION})")
            current = await _schema(connection)
            if current > migrations[-1].version:
                raise DatabaseFromFuture(newer(current, migrations[-1].version))
            if migration.version <= current:
                continue
            if not current:
                await connection.execute(f"create table {_MARK} (version integer not null)")
                await connection.execute(f"insert into {_MARK} (version) values (0)")  # noqa: S608 - a constant
            for statement in migration.statements:
                await connection.inner.execute(statement)
            await connection.execute(f"update {_MARK} set version = ?", (migration.version,))  # noqa: S608 - a constant
        applied.append(migration.name)
    return applied


async def _schema(connection: PostgresqlConnection) -> int:
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
        found = await connection.execute_fetchall(f"select version from {_MARK}")  # noqa: S608 - a constant
        return int(found[0]["version"])
    if names:
        raise DatabaseForeign(
            "the database holds the tables of another program, and is left as it is: "
            "make one for Khabar alone"
        )
    return 0
