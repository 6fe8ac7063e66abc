"""Examines a database file without changing it: whose it is, its schema, whether it is sound."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.engine.database import Engine
from storage.engine.migrations import all_migrations, newest_schema
from storage.engine.sqlite.database import translated
from storage.engine.sqlite.migrations import APPLICATION_ID
from storage.errors import DatabaseForeign, DatabaseFromFuture

_SOUND = "ok"


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """What a database file is.

    Attributes:
        schema: the number of its last migration; 0 for an empty file.
        newest: the newest that this version of Khabar knows.
        fault: what SQLite found damaged; empty for a sound file.
    """

    schema: int
    newest: int
    fault: str


def examine_file(path: Path, *, thorough: bool = False, at_rest: bool = False) -> ExaminedFile:
    """Examine a database file; it may be in use meanwhile.

    Args:
        path: the file, which must exist.
        thorough: also compare indexes with tables, which takes several times as long.
        at_rest: nobody uses the file, so nothing is written beside it.

    Raises:
        DatabaseForeign: another program made the file, or a version before the first release.
        DatabaseFromFuture: a newer version of Khabar has migrated it.
        StorageError: it can't be read, or is no database.
    """
    newest = newest_schema(Engine.SQLITE)
    address = f"{path.absolute().as_uri()}?{'immutable=1' if at_rest else 'mode=ro'}"
    check = "integrity_check" if thorough else "quick_check"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            # A schema may call functions wherever it is read (https://sqlite.org/security.html).
            connection.execute("pragma trusted_schema = off")
            application, schema, tables, fault = (
                connection.execute(statement).fetchone()[0]
                for statement in (
                    "pragma application_id",
                    "pragma user_version",
                    "select count(*) from sqlite_master",
                    f"pragma {check}",
                )
            )
    except sqlite3.Error as error:
        raise translated(error) from error
    if application != APPLICATION_ID and (application or schema or tables):
        raise DatabaseForeign("another program made it, or a version before the first release")
    if schema > newest:
        raise DatabaseFromFuture(
            f"it has schema {schema}, and this version of Khabar knows {newest}: run the newer one"
        )
    return ExaminedFile(int(schema), newest, "" if fault == _SOUND else str(fault))


def foreign_code(path: Path) -> tuple[str, ...]:
    """Return the names of triggers and views in a file at rest that no migration has made.

    They would run within the bot's own statements, each time that it writes or reads.

    Raises:
        StorageError: the file can't be read.
    """
    address = f"{path.absolute().as_uri()}?immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("pragma trusted_schema = off")
            found = _code_in(connection)
            (schema,) = connection.execute("pragma user_version").fetchone()
        with closing(sqlite3.connect(":memory:")) as fresh:
            for migration in all_migrations(Engine.SQLITE):
                for statement in migration.statements if migration.version <= schema else ():
                    fresh.execute(statement)
            made = _code_in(fresh)
    except sqlite3.Error as error:
        raise translated(error) from error
    return tuple(sorted(name for name, sql in found.items() if made.get(name) != sql))


def _code_in(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the SQL of triggers and views by their names, however it is spaced."""
    rows = connection.execute(
        "select name, sql from sqlite_master where type in ('trigger', 'view')"
    ).fetchall()
    return {str(name): " ".join(str(sql).split()) for name, sql in rows}
