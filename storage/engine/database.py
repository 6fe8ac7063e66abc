"""The SQLite file: one writer with transactions, a few readers, and the lock beside it."""

import asyncio
import contextlib
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import aiosqlite

from storage.errors import AlreadyRunning, StorageError, translated

# Longer than the five seconds for which a backup or a curious engineer may hold the file.
BUSY_TIMEOUT = timedelta(seconds=15)
READERS = 3
MAPPED_BYTES = 2**31


@contextlib.contextmanager
def running_lock(path: Path) -> Iterator[None]:
    """Hold the lock beside the database file for as long as a bot runs on it.

    Raises:
        AlreadyRunning: another process holds it.
        StorageError: the lock file can't be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = Path(f"{path}.lock").open("a")  # noqa: SIM115 - closed below, after the yield
    except OSError as error:
        raise StorageError(f"cannot write beside {path}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(f"another bot is running on {path}") from error
        yield


async def _connect(path: Path, *, read_only: bool) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
        uri=True,
        isolation_level=None,
    )
    try:
        connection.row_factory = sqlite3.Row
        await connection.execute(
            f"pragma busy_timeout = {BUSY_TIMEOUT // timedelta(milliseconds=1)}"
        )
        await connection.execute("pragma foreign_keys = on")
        await connection.execute("pragma temp_store = memory")
        if read_only:
            # Search walks many pages of the index: reading them without a call for each, and
            # without a copy, halves its time. Address space, not memory.
            await connection.execute(f"pragma mmap_size = {MAPPED_BYTES}")
        else:
            await connection.execute("pragma journal_mode = wal")
            # In WAL mode NORMAL is safe against a killed process and FULL also against a
            # power cut; a lost outbox record would mean a second post, so FULL it is.
            await connection.execute("pragma synchronous = full")
            await connection.execute("pragma wal_autocheckpoint = 1000")
    except sqlite3.Error as error:
        await connection.close()
        raise translated(error) from error
    except BaseException:
        await connection.close()
        raise
    return connection


class Database:
    """One writer, a few readers; every foreign exception is translated here.

    Writers wait for each other in the order of their coming; a reader sees the last
    committed state and waits for nobody.
    """

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._all_readers = readers
        self._turn = asyncio.Lock()
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path, *, readers: int = READERS) -> "Database":
        """Open or create the file. It holds no tables before `migrate` was called.

        Raises:
            StorageError: the file can't be opened, or is no database.
        """
        connections: list[aiosqlite.Connection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connections.append(await _connect(path, read_only=False))
            for _ in range(readers):
                connections.append(await _connect(path, read_only=True))  # noqa: PERF401 - closed one by one on failure
        except BaseException as error:
            for connection in connections:
                await connection.close()
            if isinstance(error, sqlite3.Error):
                raise translated(error) from error
            if isinstance(error, OSError):
                raise StorageError(f"cannot open {path}: {error.strerror}") from error
            raise
        return cls(connections[0], connections[1:])

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writer inside `begin immediate`: committed at the end, rolled back on any error.

        Raises:
            StorageError: in place of whatever SQLite raised.
        """
        async with self._turn:
            try:
                await self._writer.execute("begin immediate")
                try:
                    yield self._writer
                except BaseException:
                    await asyncio.shield(self._writer.rollback())
                    raise
                await self._commit()
            except sqlite3.Error as error:
                raise translated(error) from error

    async def _commit(self) -> None:
        """Commit so that a cancellation can't leave the transaction open for the next writer."""
        commit = asyncio.ensure_future(self._writer.execute("commit"))
        try:
            await asyncio.shield(commit)
        except asyncio.CancelledError:
            await asyncio.wait([commit])
            raise
        except sqlite3.Error:
            if self._writer.in_transaction:
                await self._writer.rollback()
            raise

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[aiosqlite.Connection]:
        """A read-only connection, lent until the end of the block.

        Raises:
            StorageError: in place of whatever SQLite raised.
        """
        connection = await self._free.get()
        try:
            yield connection
        except sqlite3.Error as error:
            raise translated(error) from error
        finally:
            self._free.put_nowait(connection)

    async def close(self) -> None:
        """Close every connection; the last one folds the WAL into the file."""
        for connection in [*self._all_readers, self._writer]:
            await connection.close()
