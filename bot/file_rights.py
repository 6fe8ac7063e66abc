"""Finds files of the bot that other users of the machine can read."""

import stat
from collections.abc import Iterable
from pathlib import Path

# What is created from now on is for the bot's user alone.
PRIVATE_UMASK = 0o077
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def files_of(database: Path, env_file: Path) -> list[Path]:
    """The files with secrets or readers' words: the settings, and what SQLite keeps."""
    beside = [Path(f"{database}{suffix}") for suffix in ("", "-wal", "-shm", ".lock")]
    return [env_file, *beside]


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Those of the files that exist and that the group or everybody may read or write."""
    found = []
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & _OTHERS:
            found.append(path)
    return found
