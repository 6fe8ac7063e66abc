"""Copies an SQLite database while it is in use, and puts a copy in its place again."""

import contextlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from storage.engine.sqlite.backup_files import incoming_of, open_part, part_of
from storage.engine.sqlite.database import BUSY_TIMEOUT, translated
from storage.engine.sqlite.examine import ExaminedFile, examine_file, foreign_code
from storage.errors import CopyStopped, DatabaseDamaged, DatabaseForeign, StorageError

# A copy leaves so much room on the disk for a bot that goes on writing there.
ROOM_LEFT = 64 << 20
_MEGABYTE = 1 << 20
_MOST_NAMED = 200
# What SQLite keeps beside a file, and takes for a part of it whenever it opens that
# (https://sqlite.org/tempfiles.html).
_BESIDE = ("-shm", "-wal", "-journal")


def copy_database(
    source: Path,
    target: Path,
    *,
    room_left: int = ROOM_LEFT,
    stopped: threading.Event | None = None,
) -> ExaminedFile:
    """Copy a database to a file that only this user may read; return what the copy is.

    The copy is what was committed at one instant, by SQLite's online backup
    (https://sqlite.org/backup.html) in a single step: in WAL mode nobody waits for it, and it does
    not begin anew when somebody writes. It stands under its name only when it was examined and
    lies on the disk; what stood there before is replaced.

    Args:
        source: the database.
        target: the copy.
        room_left: how many bytes must stay free beside it.
        stopped: set by whoever wants the copy no more, which is looked at between its steps.

    Raises:
        CopyStopped: it is wanted no more; nothing was put under its name.
        DatabaseDamaged: the copy is not sound; nothing stands under its name.
        StorageError: the source can't be read, or the target can't be written, for want of room
            for instance.
    """
    part = part_of(target)
    stopped = stopped or threading.Event()
    with contextlib.ExitStack() as stack:
        try:
            _refuse_without_room(source, target, room_left)
            stack.callback(os.close, open_part(part))
            stack.enter_context(_removed_after(part))
            with (
                contextlib.closing(_opened(source, "ro")) as reading,
                contextlib.closing(_opened(part, "rw")) as writing,
            ):
                reading.backup(writing, pages=-1)
                # A copy at rest is one file, without a log beside it.
                writing.execute("pragma journal_mode = delete").fetchone()
            _refuse_stopped(stopped)
            found = examine_file(part, thorough=True, at_rest=True)
            if found.fault:
                raise DatabaseDamaged(f"the copy of {source} is not sound: {found.fault}")
            if not found.schema:
                raise StorageError(f"{source} is empty: there is nothing in it to copy")
            _sync(part)
            _refuse_stopped(stopped)
            # With the log of what stood there before it would be no copy.
            _remove_beside(target)
            part.replace(target)
            _sync(target.parent)
        except sqlite3.Error as error:
            raise translated(error) from error
        except OSError as error:
            raise StorageError(f"cannot write {target}: {error.strerror}") from error
    return found


def restore_database(
    copy: Path, database: Path, now: datetime, *, stopped: threading.Event | None = None
) -> Path | None:
    """Put a copy in the place of the database; return where the old one was moved, if any.

    The caller keeps everything else from the database.

    Args:
        copy: what to put there.
        database: the file in whose place it comes, if there is one.
        now: names what was there before.
        stopped: set by whoever wants it no more, which is looked at before anything is moved.

    Raises:
        CopyStopped: it is wanted no more; the database is as it was.
        DatabaseForeign: another program has made the copy, or has put triggers or views into it.
        StorageError: the copy is not sound, or can't be put there; the database is as it was.
    """
    # Where it lies: of a link, what was there before would stay on the other disk.
    database = Path(os.path.realpath(database))
    incoming = incoming_of(database)
    with _removed_after(incoming):
        copy_database(copy, incoming, stopped=stopped)
        if code := foreign_code(incoming):
            raise DatabaseForeign(
                f"{copy} holds code that Khabar has not written: {', '.join(code)[:_MOST_NAMED]}"
            )
        try:
            return _exchanged(incoming, database, now)
        except OSError as error:
            raise StorageError(f"cannot restore {database}: {error.strerror}") from error


def _refuse_stopped(stopped: threading.Event) -> None:
    if stopped.is_set():
        raise CopyStopped("stopped before anything was written")


def _refuse_without_room(source: Path, target: Path, room_left: int) -> None:
    """Refuse before anything is written: a disk that is full stops the bot, too."""
    log = Path(f"{source}-wal")
    needed = source.stat().st_size + (log.stat().st_size if log.exists() else 0)
    free = shutil.disk_usage(target.parent).free
    if free < needed + room_left:
        raise StorageError(
            f"cannot write {target}: the copy takes up to {needed // _MEGABYTE} MB, "
            f"{room_left // _MEGABYTE} MB must stay free, and {free // _MEGABYTE} MB are"
        )


def value_of(path: Path, name: str, *, at_rest: bool = True) -> str:
    """Return a text of the table `key_value` of a file, `at_rest` or in use; empty for none.

    Raises:
        StorageError: the file can't be read.
    """
    try:
        with contextlib.closing(_opened(path, "ro", at_rest=at_rest)) as connection:
            row = connection.execute(
                "select value from key_value where name = ?", (name,)
            ).fetchone()
    except sqlite3.Error as error:
        raise translated(error) from error
    return str(row[0]) if row else ""


def _exchanged(incoming: Path, database: Path, now: datetime) -> Path | None:
    """Put a file in the place of the database; return where that was moved, if it was there.

    What SQLite keeps beside a database goes first, also where the file itself was removed by hand:
    a log that is left is taken for that of the new one. Where something can't be moved, what was
    moved goes back.

    Raises:
        OSError: something can't be moved; all is as it was.
    """
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%d-%H%M%S}")
    found = [suffix for suffix in (*_BESIDE, "") if os.path.lexists(f"{database}{suffix}")]
    with contextlib.ExitStack() as undo:
        for suffix in found:
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
            undo.callback(Path(f"{aside}{suffix}").rename, f"{database}{suffix}")
        incoming.replace(database)
        undo.pop_all()
    _sync(database.parent)
    return Path(f"{aside}{found[-1]}") if found else None


def _opened(path: Path, mode: str, *, at_rest: bool = False) -> sqlite3.Connection:
    query = f"mode={mode}{'&immutable=1' if at_rest else ''}"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{query}",
        uri=True,
        timeout=BUSY_TIMEOUT.total_seconds(),
        isolation_level=None,
    )
    connection.execute("pragma synchronous = full")
    connection.execute("pragma trusted_schema = off")
    return connection


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, lie on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _removed_after(path: Path) -> Iterator[None]:
    """Leave no half-written file behind, however the block ends."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            _remove_beside(path)


def _remove_beside(path: Path) -> None:
    for suffix in _BESIDE:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
