"""Opens the SQLite file: one writer with transactions, a few readers, and a lock file."""

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiosqlite

from storage.errors import AlreadyRunning, StorageError, translated

# Longer than the five seconds for which a backup or a curious engineer may hold the file.
BUSY_TIMEOUT = timedelta(seconds=15)
READERS = 3
MAPPED_BYTES = 2**31


def _private(path: str, flags: int) -> int:
    """Open a file that only the bot's user may read."""
    return os.open(path, flags, 0o600)


@contextlib.contextmanager
def running_lock(path: Path) -> Iterator[None]:
    """Hold the lock beside the database file for as long as a bot runs on it.

    Raises:
        AlreadyRunning: another process holds it.
        StorageError: the lock file can't be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = open(f"{path}.lock", "a", opener=_private)  # noqa: SIM115 - closed below, after the yield
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
            # What is deleted is overwritten: erased words must not stand in free pages.
            await connection.execute("pragma secure_delete = on")
    except sqlite3.Error as error:
        await connection.close()
        raise translated(error) from error
    except BaseException:
        await connection.close()
        raise
    return connection


@dataclass(slots=True)
class _Loan:
    """A connection that is held by a task, or by the one that started it."""

    owner: "Database"
    kind: str
    current: bool = True


# Tasks inherit it: one that is awaited inside a transaction may not begin another either.
_LOANS: ContextVar[tuple[_Loan, ...]] = ContextVar("loans", default=())


async def _to_its_end(work: Awaitable[object]) -> None:
    """Await the work until it is done, also when cancelled meanwhile, and cancel only then."""
    running = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        # Its error, if any, is looked at: the cancellation is what the caller must learn of.
        running.exception()
        raise cancelled
    running.result()


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
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                # SQLite gives what it puts beside the file the same rights.
                path.touch(mode=0o600)
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
        """Lend the writer inside `begin immediate`: commit at the end, roll back on any error.

        However the block ends, also by a cancellation at any await, no transaction is left open.
        A cancellation while the commit runs may come after it: then the changes stay.

        Raises:
            StorageError: in place of whatever SQLite raised.
            RuntimeError: this task, or the one that started it, is inside a transaction of this
                database already and would wait for itself.
        """
        with self._held("transaction"):
            async with self._turn:
                try:
                    await self._writer.execute("begin immediate")
                    yield self._writer
                    await _to_its_end(self._writer.execute("commit"))
                except BaseException as error:
                    # SQLite runs in a thread of its own, one statement after the other: what a
                    # cancelled await left running there is over when the rollback begins.
                    await self._roll_back()
                    if isinstance(error, sqlite3.Error):
                        raise translated(error) from error
                    raise

    async def _roll_back(self) -> None:
        """End the transaction, if one is open.

        An error that already ended it (https://sqlite.org/lang_transaction.html) leaves nothing
        to do, and one of the rollback itself must not hide why it was called.
        """
        with contextlib.suppress(sqlite3.Error):
            await _to_its_end(self._writer.rollback())

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[aiosqlite.Connection]:
        """Lend a read-only connection until the end of the block.

        Raises:
            StorageError: in place of whatever SQLite raised.
            RuntimeError: this task, or the one that started it, holds a reader of this database
                already: enough such tasks at once would wait for each other for ever.
        """
        with self._held("reading"):
            connection = await self._free.get()
            try:
                yield connection
            except sqlite3.Error as error:
                raise translated(error) from error
            finally:
                self._free.put_nowait(connection)

    @contextlib.contextmanager
    def _held(self, kind: str) -> Iterator[None]:
        """Refuse a second connection of a kind to whoever holds one of that kind."""
        outer = _LOANS.get()
        if any(loan.current and loan.owner is self and loan.kind == kind for loan in outer):
            raise RuntimeError(f"{kind}() inside {kind}(): pass the connection on instead")
        loan = _Loan(self, kind)
        _LOANS.set((*outer, loan))
        try:
            yield
        finally:
            # Not reset by its token: a generator may be closed in another context than it began.
            loan.current = False
            _LOANS.set(tuple(loan for loan in _LOANS.get() if loan.current))

    async def fold_log(self) -> None:
        """Write the WAL into the file and empty it, so that it holds nothing of what was deleted.

        Raises:
            StorageError: it could not be emptied; it will be in time.
        """
        async with self._turn:
            try:
                await self._writer.execute_fetchall("pragma wal_checkpoint(truncate)")
            except sqlite3.Error as error:
                raise translated(error) from error

    async def close(self) -> None:
        """Close every connection; the last one folds the WAL into the file."""
        for connection in [*self._all_readers, self._writer]:
            await connection.close()
