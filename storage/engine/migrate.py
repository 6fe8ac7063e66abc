"""Migrates a database file to the newest schema, one numbered SQL file at a time."""

from dataclasses import dataclass
from importlib import resources

import aiosqlite

from storage.engine.database import Database
from storage.errors import DatabaseForeign, DatabaseFromFuture

# Marks a file as Khabar's own (https://sqlite.org/pragma.html#pragma_application_id): "Khbr".
APPLICATION_ID = 0x4B686272


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    version: int
    name: str
    statements: tuple[str, ...]


def _statements(sql: str) -> tuple[str, ...]:
    """Split at semicolons that end a line; triggers keep theirs by ending in `end;`."""
    statements: list[str] = []
    lines: list[str] = []
    in_trigger = False
    for line in sql.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("--"):
            continue
        lines.append(line)
        in_trigger = in_trigger or bare.lower().startswith("create trigger")
        if bare.endswith(";") and (not in_trigger or bare.lower() == "end;"):
            statements.append("\n".join(lines))
            lines, in_trigger = [], False
    if lines:
        statements.append("\n".join(lines))
    return tuple(statements)


def all_migrations() -> list[Migration]:
    """The numbered files of this package, in order."""
    found = [
        Migration(int(file.name.split("_", 1)[0]), file.name, _statements(file.read_text("utf-8")))
        for file in resources.files("storage").joinpath("migrations", "sqlite").iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found, key=lambda migration: migration.version)


async def _number(connection: aiosqlite.Connection, sql: str) -> int:
    """The one number that a statement gives."""
    return next(int(row[0]) for row in await connection.execute_fetchall(sql))


async def migrate(database: Database) -> list[str]:
    """Apply what is missing, each file in a transaction; return the names applied.

    Raises:
        DatabaseForeign: another program made the file, or a version before the first release.
        DatabaseFromFuture: a newer version of Khabar has migrated the file.
        StorageError: a statement failed; the file is as it was before that migration.
    """
    migrations = all_migrations()
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
        raise DatabaseFromFuture(
            f"the database has schema {current}, this version of Khabar knows {newest}: "
            "run the newer version, or restore a backup"
        )
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
