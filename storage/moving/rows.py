"""Reads a table page by page in the order of its key, in values that both engines hold."""

from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

from storage.engine.database import Connection, Database
from storage.engine.postgresql.dialect import plain
from storage.errors import StorageError
from storage.moving.tables import Table, tables_of

AT_ONCE: Final = 1_000

Values = tuple[Any, ...]


async def last_key(connection: Connection, table: Table) -> Values | None:
    """The highest key of a table; None for an empty one."""
    order = ", ".join(f'"{name}" desc' for name in table.key)
    rows = await connection.execute_fetchall(
        f'select {table.ordered} from "{table.name}" where {table.only} order by {order} limit 1'  # noqa: S608 - names of the schema
    )
    return tuple(rows[0]) if rows else None


async def count(connection: Connection, table: Table) -> int:
    """How many rows of a table are moved."""
    rows = await connection.execute_fetchall(
        f'select count(*) as rows from "{table.name}" where {table.only}'  # noqa: S608 - names of the schema
    )
    return int(rows[0]["rows"])


async def what_is_there(database: Database, shown: str) -> str:
    """Why nothing can be moved into a database that is no part of a move; empty if it is empty.

    Args:
        database: of any version that has tables.
        shown: its address as it is shown to people.
    """
    async with database.reading() as connection:
        for table in await tables_of(connection):
            if rows := await count(connection, table):
                return (
                    f"{shown} holds what is not of this move "
                    f"({rows:,} rows of {table.name}): name an empty database"
                )
    return ""


async def pages(
    database: Database, table: Table, after: Values | None = None
) -> AsyncIterator[list[Values]]:
    """Read the rows after a key, or all, as tuples in the order of the table's columns.

    Raises:
        StorageError: they can't be read, or one holds what no table of Khabar holds.
    """
    places = [table.columns.index(name) for name in table.key]
    while True:
        marks = ", ".join("?" * len(table.key))
        beyond = f"and ({table.ordered}) > ({marks})" if after is not None else ""
        async with database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {table.listed}
                from "{table.name}"
                where {table.only} {beyond}
                order by {table.ordered}
                limit {AT_ONCE}
                """,  # noqa: S608 - names of the schema
                after or (),
            )
        if rows:
            last = tuple(rows[-1])
            after = tuple(last[place] for place in places)
            yield [_legible(table, row) for row in rows]
        if len(rows) < AT_ONCE:
            return


def _legible(table: Table, row: Iterable[Any]) -> Values:
    """The values of a row, as both engines keep them.

    A column of SQLite holds whatever is put into it. A half of a surrogate pair becomes a question
    mark, as it does where it comes from outside.
    """
    values = []
    for name, value in zip(table.columns, row, strict=True):
        if value is not None and not isinstance(value, str if name in table.texts else int):
            raise StorageError(
                f"the column {name} of {table.name} holds a {type(value).__name__}, which is no "
                "value of Khabar's"
            )
        text = isinstance(value, str) and not value.isascii()
        values.append(plain(str(value).encode("utf-8", "replace").decode() if text else value))
    return tuple(values)
