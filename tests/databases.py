"""A database of the newest schema: migrated once in a process, copied for each test."""

import tempfile
from pathlib import Path

from storage.database import READERS, Database
from storage.migrate import migrate

_template: list[bytes] = []


async def _migrated_bytes() -> bytes:
    if not _template:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "khabar.db")
            database = await Database.open(path)
            await migrate(database)
            # The last connection to go folds the WAL into the file.
            await database.close()
            _template.append(path.read_bytes())
    return _template[0]


async def migrated(path: Path, *, readers: int = READERS) -> Database:
    """The database at a path, empty where there was none; whoever opened it closes it."""
    if not path.exists():
        path.write_bytes(await _migrated_bytes())
    return await Database.open(path, readers=readers)
