"""Guards the bot's files: finds those that others can read."""

import stat
from collections.abc import Iterable
from pathlib import Path

from storage.engine.address import DatabaseAddress

# What is created from now on is for the bot's user alone.
PRIVATE_UMASK = 0o077
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def files_of(database: DatabaseAddress, env_file: Path | None) -> list[Path]:
    """Return the files with secrets or readers' data: SQLite's files and the settings file."""
    beside = ("", "-wal", "-shm", ".lock") if isinstance(database, Path) else ()
    return [*(Path(f"{database}{suffix}") for suffix in beside), *([env_file] if env_file else [])]


def readable_by_others(paths: Iterable[Path]) -> list[Path]:
    """Return the existing files that the group or others may read or write."""
    found = []
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if stat.S_ISREG(mode) and mode & _OTHERS:
            found.append(path)
    return found
