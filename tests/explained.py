"""A connection to PostgreSQL that keeps the plans of what it runs."""

from collections.abc import Sequence

from storage.engine.database import Connection, Cursor, Parameters, Row
from storage.engine.postgresql.dialect import dialect, ordered
from tests.wrapped_connection import WrappedConnection


class Explaining(WrappedConnection):
    """A connection that keeps the plan of each statement it runs."""

    def __init__(self, inner: Connection) -> None:
        super().__init__(inner)
        self.plans: list[str] = []

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        await self._explain(sql, parameters)
        return await super().execute(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        await self._explain(sql, parameters)
        return await super().execute_fetchall(sql, parameters)

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
