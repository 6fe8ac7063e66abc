"""Names the copies of a database in a folder, and finds the newest, surplus and unfinished ones."""

import contextlib
import errno
import fcntl
import os
import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from storage.engine.address import DatabaseAddress

# The folder beside the database in which `deploy/khabar-backup.service` keeps its copies.
FOLDER: Final = "copies"
# Sorted by name they are sorted by time.
_STAMP: Final = "khabar-%Y%m%d-%H%M%S.db"
_STAMPED: Final = re.compile(r"khabar-\d{8}-\d{6}\.db")
_PART: Final = ".part"


def copies_of(database: DatabaseAddress) -> Path | None:
    """Return the folder of copies of a database; None for one that other tools copy."""
    return database.parent / FOLDER if isinstance(database, Path) else None


def copy_name(now: datetime) -> str:
    """Return the name of a copy that is made now."""
    return f"{now:{_STAMP}}"


def surplus(names: Collection[str], keep: int, *, newest: str) -> list[str]:
    """Return which copies may go where so many are to stay; other files never.

    Args:
        names: what is in the folder.
        keep: how many stay; 0 for all.
        newest: the copy that was made last: it stays. Those with later names were made by a clock
            that was ahead, and go first.
    """
    others = [name for name in names if _STAMPED.fullmatch(name) and name != newest]
    oldest_first = sorted(others, key=lambda name: (name < newest, name))
    return oldest_first[: max(0, len(others) + 1 - keep)] if keep else []


def newest_copy(folder: Path, now: datetime) -> datetime | None:
    """Return when the newest copy in a folder was made; None if there is none from before now."""
    made = []
    with contextlib.suppress(OSError):
        for one in folder.iterdir():
            if _STAMPED.fullmatch(one.name):
                with contextlib.suppress(ValueError):
                    made.append(datetime.strptime(one.name, _STAMP).replace(tzinfo=UTC))
    return max((moment for moment in made if moment <= now), default=None)


def remove_unfinished(folder: Path, stem: re.Pattern[str] = _STAMPED) -> list[Path]:
    """Delete the beginnings of copies that nobody is writing any more; return which.

    A copy that was cut off by the end of its process or of the machine holds readers' words, too.

    Args:
        folder: where copies are made.
        stem: the names of the copies whose beginnings are meant.
    """
    removed = []
    for part in sorted(folder.glob(f"*{_PART}")):
        if stem.fullmatch(part.name.removesuffix(_PART)) and not _is_written(part):
            with contextlib.suppress(OSError):
                for suffix in ("-journal", "-wal", "-shm", ""):
                    Path(f"{part}{suffix}").unlink(missing_ok=True)
                removed.append(part)
    return removed


def part_of(target: Path) -> Path:
    """Return the name under which a copy stands until it is complete."""
    return target.with_name(f"{target.name}{_PART}")


def incoming_of(database: Path) -> Path:
    """Return the name under which a copy waits to be put in the place of a database."""
    return database.with_name(f"{database.name}.incoming")


def open_part(part: Path) -> int:
    """Create the beginning of a copy, for this user alone; return what keeps it from being removed.

    Raises:
        OSError: it can't be created, or another process writes it at this moment.
    """
    if part.exists() and _is_written(part):
        raise OSError(errno.EBUSY, "another copy is being written there")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _is_written(part: Path) -> bool:
    """Whether a process holds the lock of `open_part`; what can't be locked is a remnant."""
    try:
        # NFS locks nothing for one process alone that is not open for writing.
        descriptor = os.open(part, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
