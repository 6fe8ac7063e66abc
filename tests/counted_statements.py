"""A connection that counts the statements it runs."""

from collections.abc import Iterable, Sequence

from storage.engine.database import Connection, Cursor, Parameters, Row
from tests.wrapped_connection import WrappedConnection


class Counting(WrappedConnection):
    """Passes everything on, and counts what runs."""

    def __init__(self, inner: Connection) -> None:
        super().__init__(inner)
        self.statements = 0

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        self.statements += 1
        return await super().execute(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        self.statements += 1
        return await super().execute_fetchall(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        self.statements += 1
        return await super().executemany(sql, parameters)
