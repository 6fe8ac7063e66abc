"""Migrates an SQLite file to the newest schema, one numbered SQL file at a time."""

from storage.engine.database import Connection, Database, Engine
from storage.engine.migrations import all_migrations, newer
from storage.errors import DatabaseForeign, DatabaseFromFuture

# Marks a file as Khabar's own (https://sqlite.org/pragma.html#pragma_application_id): "Khbr".
APPLICATION_ID = 0x4B686272


async def _number(connection: Connection, sql: str) -> int:
    """The one number that a statement gives."""
    return next(int(row[0]) for row in await connection.execute_fetchall(sql))


async def schema_of(database: Database) -> int:
    """Return the number of the last migration that was applied; 0 for an empty file."""
    async with database.reading() as connection:
        return await _number(connection, "pragma user_version")


async def migrate(database: Database) -> list[str]:
    """Apply what is missing, each file in a transaction; return the names applied.

    Raises:
        DatabaseForeign: another program made the file, or a version before the first release.
        DatabaseFromFuture: a newer version of Khabar has migrated the file.
        StorageError: a statement failed; the file is as it was before that migration.
    """
    migrations = all_migrations(Engine.SQLITE)
    newest = migrations[-1].version
    async with database.reading() as connection:
        current = await _number(connection, "pragma user_version")
        application = await _number(connection, "pragma application_id")
        tables = await _number(connection, "select count(*) from sqlite_master")
    if application != APPLICATION_ID and (application or current or tables):
        raise DatabaseForeign(
            "the database was made by another program, or by a version of Khabar before the first "
            "release, and is left as it is: move the file away, and a new one is made"
        )
    if current > newest:
        raise DatabaseFromFuture(newer(current, newest))
    applied = []
    for migration in migrations:
        if migration.version <= current:
            continue
        async with database.transaction() as connection:
            for statement in migration.statements:
                await connection.execute(statement)
            await connection.execute(f"pragma application_id = {APPLICATION_ID}")
            await connection.execute(f"pragma user_version = {migration.version}")
        applied.append(migration.name)
    return applied
