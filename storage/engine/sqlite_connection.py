"""Speaks the shared SQL on one connection of SQLite."""

import functools
import re
import sqlite3
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import aiosqlite

from storage.engine.database import Connection, Engine, Parameters, Row

_EACH = re.compile(r"\b(each_number|each_text)\(")
_PAIRS = re.compile(r"\beach_pair\((\?\d*|:\w+)\)")

T = TypeVar("T")


@functools.lru_cache(maxsize=1024)
def dialect(sql: str) -> str:
    """A statement of the shared SQL in SQLite's words."""
    return _PAIRS.sub(
        r"(select json_extract(value, '$[0]') as first, json_extract(value, '$[1]') as second"
        r" from json_each(\1))",
        _EACH.sub("json_each(", sql),
    )


class SqliteConnection:
    """An SQLite connection that understands the shared SQL; it has a thread of its own."""

    engine = Engine.SQLITE

    def __init__(self, connection: aiosqlite.Connection) -> None:
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

    async def in_one_go(self, work: Callable[[Connection], Coroutine[Any, Any, T]], /) -> T:
        """Run a piece of work in the thread of the connection."""
        # aiosqlite has no public way to run a function of one's own there.
        run, inner = self.inner._execute, self.inner._conn  # noqa: SLF001
        answer: T = await run(_to_its_answer, inner, work)  # type: ignore[no-untyped-call]
        return answer


class _Direct:
    """The same connection for work that runs in its thread: nothing is ever waited for."""

    engine = Engine.SQLITE

    def __init__(self, inner: sqlite3.Connection) -> None:
        self._inner = inner

    async def execute(self, sql: str, parameters: Parameters = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        return self._inner.execute(dialect(sql), parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        """Run a statement and return all rows of its answer."""
        return self._inner.execute(dialect(sql), parameters).fetchall()

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> sqlite3.Cursor:
        """Run a statement once for each set of parameters."""
        return self._inner.executemany(dialect(sql), parameters)

    async def in_one_go(self, work: Callable[[Connection], Coroutine[Any, Any, T]], /) -> T:
        """Run a piece of work as part of this one."""
        return await work(self)


def _to_its_answer(
    inner: sqlite3.Connection, work: Callable[[Connection], Coroutine[Any, Any, T]]
) -> T:
    """Run a piece of work to its end, which no await may hold up."""
    steps = work(_Direct(inner))
    try:
        steps.send(None)
    except StopIteration as end:
        answer: T = end.value
        return answer
    steps.close()
    raise RuntimeError("work in one go may await nothing but its connection")
