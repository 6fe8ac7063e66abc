"""Passes everything on to another connection, for those that note what is run."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from storage.engine.database import Connection, Cursor, Engine, Parameters, Row

T = TypeVar("T")


class WrappedConnection:
    """Passes everything on to `inner`; work that is done at once runs on this connection."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner

    @property
    def engine(self) -> Engine:
        return self._inner.engine

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        return await self._inner.execute(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        return await self._inner.execute_fetchall(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        return await self._inner.executemany(sql, parameters)

    async def unbounded(self) -> None:
        await self._inner.unbounded()

    def plan_for_any_values(self) -> None:
        self._inner.plan_for_any_values()

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        return await work(self)
