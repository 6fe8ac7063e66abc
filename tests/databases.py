"""Databases that are made once in a process and copied for each test."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.engine.sqlite import READERS

_templates: dict[str, bytes] = {}


async def copy(path: Path, name: str, make: Callable[[Path], Awaitable[Database]]) -> None:
    """Put a copy of the file that `make` fills at a path; `name` says which it is."""
    if name not in _templates:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder, "khabar.db")
            database = await make(first)
            await database.close()
            # Also of what the file's WAL may still hold.
            with contextlib.closing(sqlite3.connect(first)) as whole:
                _templates[name] = whole.serialize()
    path.write_bytes(_templates[name])


async def _newest(path: Path) -> Database:
    database = await open_database(path)
    await database.migrate()
    return database


async def migrated(path: Path, *, readers: int = READERS) -> Database:
    """The database at a path, empty where there was none; whoever opened it closes it."""
    if not path.exists():
        await copy(path, "empty", _newest)
    return await open_database(path, readers=readers)
