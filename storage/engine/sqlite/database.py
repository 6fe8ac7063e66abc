"""Opens an SQLite file: one writer with transactions, a few readers."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from storage.engine.database import Connection, Database, to_its_end
from storage.engine.migrations import newer
from storage.engine.sqlite.connection import SqliteConnection, ThreadedConnection
from storage.engine.sqlite.migrations import migrate
from storage.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFromFuture,
    DatabaseFull,
    StorageError,
)

# Longer than the five seconds for which a backup or a curious engineer may hold the file.
BUSY_TIMEOUT = timedelta(seconds=15)
FOLD_WITHIN = timedelta(milliseconds=250)
READERS = 3
MAPPED_BYTES = 2**31
_FOR_ALL = f"""
    pragma busy_timeout = {BUSY_TIMEOUT // timedelta(milliseconds=1)};
    pragma foreign_keys = on;
    pragma temp_store = memory;
"""
# Search walks many pages of the index: reading them without a call for each, and without a copy,
# halves its time. Address space, not memory.
_FOR_READERS = f"{_FOR_ALL} pragma mmap_size = {MAPPED_BYTES};"
# In WAL mode NORMAL is safe against a killed process and FULL also against a power cut; a lost
# outbox record would mean a second post, so FULL it is. What is deleted is overwritten: erased
# words must not stand in free pages.
_FOR_THE_WRITER = f"""
    {_FOR_ALL}
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma wal_autocheckpoint = 1000;
    pragma secure_delete = on;
"""


def translated(error: sqlite3.Error) -> StorageError:
    """The project's own exception for one of SQLite's (https://sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return DatabaseBusy("the database is held by another process")
    if code == sqlite3.SQLITE_FULL:
        return DatabaseFull("the disk is full")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DatabaseDamaged(f"the database file is damaged: {error}")
    return StorageError(str(error))


def _any_text(stored: bytes) -> str:
    try:
        return stored.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return stored.decode("utf-8", "replace")


async def _connect(path: Path, *, read_only: bool) -> SqliteConnection:
    connection = ThreadedConnection(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    )
    await connection
    try:
        connection.row_factory = sqlite3.Row
        await connection.executescript(_FOR_READERS if read_only else _FOR_THE_WRITER)
    except sqlite3.Error as error:
        await connection.close()
        raise translated(error) from error
    except BaseException:
        await connection.close()
        raise
    return SqliteConnection(connection)


class SqliteDatabase(Database):
    """One writer, a few readers, which see the last committed state."""

    def __init__(self, writer: SqliteConnection, readers: list[SqliteConnection]) -> None:
        self.writer = writer
        self.connections = [*readers, writer]
        self._turn = asyncio.Lock()
        self._kept_schema: int | None = None
        self._free: asyncio.Queue[SqliteConnection] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path, *, readers: int = READERS) -> "SqliteDatabase":
        """Open or create the file. It holds no tables before `migrate` was called.

        Raises:
            StorageError: the file can't be opened, or is no database.
        """
        connections: list[SqliteConnection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                # SQLite gives what it puts beside the file the same rights.
                path.touch(mode=0o600)
            connections.append(await _connect(path, read_only=False))
            for _ in range(readers):
                connections.append(await _connect(path, read_only=True))  # noqa: PERF401 - closed one by one on failure
        except BaseException as error:
            for connection in connections:
                await connection.inner.close()
            if isinstance(error, sqlite3.Error):
                raise translated(error) from error
            if isinstance(error, OSError):
                raise StorageError(f"cannot open {path}: {error.strerror}") from error
            raise
        return cls(connections[0], connections[1:])

    @contextlib.asynccontextmanager
    async def transaction(self, *, alone: bool = True) -> AsyncIterator[Connection]:  # noqa: ARG002 - there is one writer
        """Lend the writer inside `begin immediate`."""
        with self._held("transaction"):
            async with self._turn:
                try:
                    await self.writer.inner.execute("begin immediate")
                    await self._refuse_newer_schema()
                    yield self.writer
                    await to_its_end(self.writer.inner.execute("commit"))
                except BaseException as error:
                    # SQLite runs in a thread of its own, one statement after the other: what a
                    # cancelled await left running there is over when the rollback begins.
                    await self._roll_back()
                    if isinstance(error, sqlite3.Error):
                        raise translated(error) from error
                    raise

    def keep_to_schema(self, schema: int) -> None:
        """Refuse each transaction once another process has migrated the file to a newer schema.

        For whoever does not hold the running lock: nobody else migrates under who does.
        """
        self._kept_schema = schema

    async def _refuse_newer_schema(self) -> None:
        if self._kept_schema is None:
            return
        [row] = await self.writer.execute_fetchall("pragma user_version")
        if int(row[0]) > self._kept_schema:
            raise DatabaseFromFuture(newer(int(row[0]), self._kept_schema))

    async def _roll_back(self) -> None:
        """End the transaction, if one is open.

        An error that already ended it (https://sqlite.org/lang_transaction.html) leaves nothing
        to do, and one of the rollback itself must not hide why it was called.
        """
        with contextlib.suppress(sqlite3.Error):
            await to_its_end(self.writer.inner.rollback())

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Lend a reader; each of its statements sees what is committed then."""
        with self._held("reading"):
            connection = await self._free.get()
            try:
                yield connection
            except sqlite3.Error as error:
                raise translated(error) from error
            finally:
                self._free.put_nowait(connection)

    async def migrate(self) -> list[str]:
        """Apply what is missing, each file in a transaction."""
        return await migrate(self)

    async def fold_log(self) -> None:
        """Write the WAL into the file and empty it: it holds nothing of what was deleted.

        While another process reads (a backup), that can't be done, and no writer may wait for it.
        """
        async with self._turn:
            try:
                await self._wait_at_most(FOLD_WITHIN)
                await self.writer.inner.execute_fetchall("pragma wal_checkpoint(truncate)")
            except sqlite3.Error as error:
                raise translated(error) from error
            finally:
                await to_its_end(self._wait_at_most(BUSY_TIMEOUT))

    async def save(self, target: Path) -> None:
        """Write all of it to a new file; writers wait meanwhile.

        What is open is what is written, also where its file is no longer under its name
        (https://sqlite.org/lang_vacuum.html#vacuuminto). Only the writer has surely opened the WAL,
        too, before that.
        """
        async with self._turn:
            try:
                target.touch(mode=0o600, exist_ok=False)
            except OSError as error:
                raise StorageError(f"cannot write {target}: {error.strerror}") from error
            try:
                await self.writer.inner.execute("vacuum into ?", (str(target),))
            except sqlite3.Error as error:
                # What is left of it looks like a copy.
                target.unlink(missing_ok=True)
                raise translated(error) from error

    async def _wait_at_most(self, longest: timedelta) -> None:
        """Set how long the writer waits for other processes."""
        await self.writer.inner.execute(
            f"pragma busy_timeout = {longest // timedelta(milliseconds=1)}"
        )

    def read_any_text(self) -> None:
        """Read also texts that are none, with halves of surrogate pairs or letters in their place.

        Only SQLite's own functions can have written such a one, or a fault of the disk.
        """
        for connection in self.connections:
            connection.inner.text_factory = _any_text

    async def close(self) -> None:
        """Close every connection; the last one folds the WAL into the file."""
        for connection in self.connections:
            await connection.inner.close()
