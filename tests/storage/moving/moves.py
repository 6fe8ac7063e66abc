"""Moves between two databases, done whole or in part, and what stands in both afterwards."""

import contextlib

from storage.engine.database import Database, Engine
from storage.moving import Move, MoveStep
from storage.moving.tables import tables_of

_INDEXES = {
    Engine.SQLITE: "select name from sqlite_master where type = 'index'",
    Engine.POSTGRESQL: "select indexname as name from pg_indexes",
}
OLD, NEW = "postgresql://old.example/khabar", "/var/lib/khabar/khabar.db"


def of(sides: tuple[Database, Database]) -> Move:
    return Move(*sides, source_address=OLD, target_address=NEW)


async def move(one: Move, *, steps: int | None = None) -> int:
    """Go on with a move for so many steps, or to its end; return how many steps it took."""
    taken = 0
    if not await one.begin():
        async with contextlib.aclosing(one.copy()) as copying:
            async for _ in copying:
                taken += 1
                if taken == steps:
                    return taken
    await one.finish()
    return taken


async def steps_of(one: Move) -> list[MoveStep]:
    """Go on with a move to its end; return what it told on its way."""
    assert not await one.begin()
    steps = [step async for step in one.copy()]
    await one.finish()
    return steps


async def rows_of(database: Database, table: str) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        [found] = [one for one in await tables_of(connection) if one.name == table]
        rows = await connection.execute_fetchall(
            f"select {found.listed} from {table} where {found.only} order by {found.ordered}"
        )
    return [tuple(row) for row in rows]


async def same_in_both(sides: tuple[Database, Database]) -> None:
    async with sides[0].reading() as connection:
        names = [one.name for one in await tables_of(connection)]
    assert len(names) > 30
    for name in names:
        rows = await rows_of(sides[0], name)
        assert rows, name
        assert await rows_of(sides[1], name) == rows, name


async def number_of(database: Database, sql: str) -> int:
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall(sql)
    return int(row[0])


async def indexes_of_a_move(database: Database) -> int:
    """How many indexes a move has made for itself."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(_INDEXES[connection.engine])
    return sum(str(row["name"]).startswith("move_") for row in rows)
