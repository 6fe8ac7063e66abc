"""Opens the database that an address names, with the engine that it belongs to."""

from pathlib import Path

from storage.engine.database import Database
from storage.engine.sqlite import READERS, SqliteDatabase


async def open_database(path: Path, *, readers: int = READERS) -> Database:
    """Open or create the database. It holds no tables before `migrate` was called.

    Raises:
        StorageError: it can't be opened, or is no database.
    """
    return await SqliteDatabase.open(path, readers=readers)
