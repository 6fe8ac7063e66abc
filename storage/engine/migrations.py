"""Reads the numbered SQL files of an engine's migrations, of which the first makes the tables."""

import functools
from dataclasses import dataclass
from importlib import resources

from storage.engine.database import Engine


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    version: int
    name: str
    statements: tuple[str, ...]


def _statements(sql: str) -> tuple[str, ...]:
    """Split at semicolons that end a line.

    Triggers of SQLite keep theirs by ending in `end;`, functions of PostgreSQL between `$$`.
    """
    statements: list[str] = []
    lines: list[str] = []
    in_trigger = in_body = False
    for line in sql.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("--"):
            continue
        lines.append(line)
        in_body ^= bare.count("$$") % 2 == 1
        in_trigger = in_trigger or (bare.lower() == "begin" and not in_body)
        if bare.endswith(";") and not in_body and (not in_trigger or bare.lower() == "end;"):
            statements.append("\n".join(lines))
            lines, in_trigger = [], False
    if lines:
        statements.append("\n".join(lines))
    return tuple(statements)


@functools.cache
def all_migrations(engine: Engine) -> tuple[Migration, ...]:
    """The numbered files of an engine, in order."""
    folder = resources.files("storage").joinpath("migrations", engine)
    found = [
        Migration(int(file.name.split("_", 1)[0]), file.name, _statements(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return tuple(sorted(found, key=lambda migration: migration.version))


def newest_schema(engine: Engine) -> int:
    """The number of the schema that this version of Khabar works on."""
    return all_migrations(engine)[-1].version


def newer(current: int, newest: int) -> str:
    """What is said of a database of a newer version."""
    return (
        f"the database has schema {current}, this version of Khabar knows {newest}: "
        "run the newer version, or restore a backup"
    )
