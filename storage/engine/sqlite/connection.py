"""Speaks the shared SQL on one connection of SQLite, which runs in a thread of its own."""

import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import aiosqlite

from storage.engine.database import Connection, Engine, Parameters, Row
from storage.engine.sqlite.dialect import dialect

T = TypeVar("T")
# Rows that aiosqlite fetches at once where it is iterated over; its own default.
_CHUNK = 64


class ThreadedConnection(aiosqlite.Connection):
    """A connection of aiosqlite whose thread also takes whole functions.

    Args:
        address: a URI, as SQLite takes it (https://sqlite.org/uri.html).
    """

    def __init__(self, address: str) -> None:
        super().__init__(
            lambda: sqlite3.connect(address, uri=True, isolation_level=None), iter_chunk_size=_CHUNK
        )

    async def in_thread(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function in the thread, behind what is there already; given up, it still runs."""
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]
        return result


class SqliteConnection:
    """An SQLite connection that understands the shared SQL."""

    engine = Engine.SQLITE

    def __init__(self, connection: ThreadedConnection) -> None:
        self.inner = connection

    async def execute(self, sql: str, parameters: Parameters = (), /) -> aiosqlite.Cursor:
        """Run a statement."""
        return await self.inner.execute(dialect(sql), parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        """Run a statement and return all rows of its answer."""
        return await self.inner.execute_fetchall(dialect(sql), parameters)  # type: ignore[return-value] # a list

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> aiosqlite.Cursor:
        """Run a statement once for each set of parameters."""
        return await self.inner.executemany(dialect(sql), parameters)

    async def unbounded(self) -> None:
        """Nothing: no statement has a bound here."""

    def plan_for_any_values(self) -> None:
        """Nothing: SQLite plans without looking at values."""

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        """Run the work in the thread of SQLite: the loop is not asked for between statements."""
        # Of its own, so that it counts also for work whose turn in the thread has not come yet.
        given_up = threading.Event()

        def run(connection: sqlite3.Connection) -> T:
            return _to_its_end(work(_InThread(connection, given_up)))

        try:
            return await self.inner.in_thread(run)
        except BaseException:
            given_up.set()
            raise


class GivenUp(Exception):
    """Nobody waits any more for work in SQLite's thread; nobody sees this either."""


class _InThread:
    """The same connection for what runs in its thread: nothing waits."""

    engine = Engine.SQLITE

    def __init__(self, connection: sqlite3.Connection, given_up: threading.Event) -> None:
        self._connection = connection
        self._given_up = given_up

    async def execute(self, sql: str, parameters: Parameters = (), /) -> sqlite3.Cursor:
        self._go_on()
        return self._connection.execute(dialect(sql), parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        self._go_on()
        return self._connection.execute(dialect(sql), parameters).fetchall()

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> sqlite3.Cursor:
        self._go_on()
        return self._connection.executemany(dialect(sql), parameters)

    async def unbounded(self) -> None:
        pass

    def plan_for_any_values(self) -> None:
        pass

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        return await work(self)

    def _go_on(self) -> None:
        if self._given_up.is_set():
            raise GivenUp


def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Run what never has to wait."""
    try:
        work.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    work.close()
    raise RuntimeError("at_once() is for work that awaits nothing but its connection")
