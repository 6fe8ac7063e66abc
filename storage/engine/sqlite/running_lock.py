"""Keeps a second copy of a process away by a lock file beside the database file."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from storage.engine.sqlite.ownership import refuse_foreign
from storage.errors import AlreadyRunning, StorageError


def _private(path: str, flags: int) -> int:
    """Open a file that only the bot's user may read."""
    return os.open(path, flags, 0o600)


def _lock_of(path: Path) -> str:
    """The lock file beside the database itself, by whatever links it is named."""
    return f"{os.path.realpath(path)}.lock"


@contextlib.contextmanager
def running_lock(path: Path) -> Iterator[None]:
    """Hold the lock beside the database file for as long as a bot runs on it.

    Raises:
        AlreadyRunning: another process holds it.
        StorageError: the lock file can't be made or locked, or one of the two is another user's.
    """
    refuse_foreign(path)
    refuse_foreign(Path(_lock_of(path)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = open(_lock_of(path), "a", opener=_private)  # noqa: SIM115 - closed below, after the yield
    except OSError as error:
        raise StorageError(f"cannot write beside {path}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"another bot is running on {path}") from error
        except OSError as error:
            raise StorageError(f"cannot lock {_lock_of(path)}: {error.strerror}") from error
        yield


def is_locked(path: Path) -> bool:
    """Whether another process holds the lock beside this path; no lock file is made.

    Raises:
        StorageError: the lock file can't be read.
    """
    try:
        with Path(_lock_of(path)).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError as error:
        raise StorageError(f"cannot read {path}.lock: {error.strerror}") from error
    return False
