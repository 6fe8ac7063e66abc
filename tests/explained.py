"""A connection to PostgreSQL that keeps the plans of what it runs."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from storage.engine.database import Connection, Cursor, Engine, Parameters, Row
from storage.engine.postgresql.dialect import dialect, ordered

T = TypeVar("T")


class Explaining:
    """A connection that keeps the plan of each statement it runs."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner
        self.plans: list[str] = []

    @property
    def engine(self) -> Engine:
        return self._inner.engine

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        await self._explain(sql, parameters)
        return await self._inner.execute(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        await self._explain(sql, parameters)
        return await self._inner.execute_fetchall(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        return await self._inner.executemany(sql, parameters)

    async def unbounded(self) -> None:
        await self._inner.unbounded()

    def plan_for_any_values(self) -> None:
        self._inner.plan_for_any_values()

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        return await work(self)

    async def _explain(self, sql: str, parameters: Parameters) -> None:
        # Prepared, since only so a plan is seen that was made for any values.
        _, names = dialect(sql)
        given = ", ".join(map(_literal, ordered(names, parameters, lists=False)))
        await self._inner.execute(f"prepare explained as {sql}")
        plan = await self._inner.execute_fetchall(
            f"explain execute explained ({given})" if given else "explain execute explained"
        )
        await self._inner.execute("deallocate explained")
        self.plans.append("\n".join(str(row[0]) for row in plan))


def _literal(value: object) -> str:
    if value is None or isinstance(value, int):
        return "null" if value is None else str(value)
    return "'" + str(value).replace("'", "''") + "'"
