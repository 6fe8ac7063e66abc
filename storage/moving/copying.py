"""Copies the rows of a table into another database, and takes them out of it again.

Each page is a transaction, so that what is there always is the beginning of the table.
"""

from collections.abc import AsyncGenerator, Sequence

from storage.engine.database import Database
from storage.moving.rows import Values, count, last_key, pages
from storage.moving.tables import Table

# A server ends a statement that takes a minute.
_DELETED_AT_ONCE = 5_000


async def copy_table(
    source: Database, target: Database, table: Table
) -> AsyncGenerator[tuple[int, int], None]:
    """Copy what the target has not got yet; yield how many rows of how many are there.

    Raises:
        StorageError: a database can't be used.
    """
    async with source.reading() as connection:
        total = await count(connection, table)
    async with target.reading() as connection:
        done = await count(connection, table)
        after = await last_key(connection, table)
    yield done, total
    async for page in pages(source, table, after):
        await _write(target, table, page)
        done += len(page)
        yield done, max(done, total)
    if table.own_parents:
        await _join(source, target, table)


async def empty_table(target: Database, table: Table) -> AsyncGenerator[tuple[int, int], None]:
    """Delete all rows of a table; yield how many of how many are gone.

    Raises:
        StorageError: the database can't be used.
    """
    async with target.reading() as connection:
        total = await count(connection, table)
    done = 0
    # For each row that goes, the engine looks for those that refer to it.
    for parent in table.own_parents:
        async with target.transaction() as connection:
            await connection.execute(
                f'create index if not exists move_{parent} on "{table.name}" ("{parent}")'
            )
    while deleted := await _delete_some(target, table):
        done += deleted
        yield done, max(done, total)
    await drop_indexes(target, table)


async def drop_indexes(target: Database, table: Table) -> None:
    """Drop what `empty_table` looks up rows by, also where it was killed before it did so.

    Raises:
        StorageError: the database can't be used.
    """
    for parent in table.own_parents:
        async with target.transaction() as connection:
            await connection.execute(f"drop index if exists move_{parent}")


async def _write(target: Database, table: Table, page: Sequence[Values]) -> None:
    """Add rows; what refers to others of the same table is left out until all are there."""
    marks = ", ".join("null" if name in table.own_parents else "?" for name in table.columns)
    kept = [at for at, name in enumerate(table.columns) if name not in table.own_parents]
    async with target.transaction() as connection:
        await connection.executemany(
            f'insert into "{table.name}" ({table.listed}) values ({marks}) '  # noqa: S608 - names of the schema
            "on conflict do nothing",
            [tuple(values[at] for at in kept) for values in page],
        )


async def _join(source: Database, target: Database, table: Table) -> None:
    """Write what refers to other rows of the same table."""
    parents = [table.columns.index(name) for name in table.own_parents]
    keys = [table.columns.index(name) for name in table.key]
    sets = ", ".join(f'"{name}" = ?' for name in table.own_parents)
    where = " and ".join(f'"{name}" = ?' for name in table.key)
    async for page in pages(source, table):
        joined = [
            (*(values[at] for at in parents), *(values[at] for at in keys))
            for values in page
            if any(values[at] is not None for at in parents)
        ]
        async with target.transaction() as connection:
            await connection.executemany(
                f'update "{table.name}" set {sets} where {where}',  # noqa: S608 - names of the schema
                joined,
            )


async def _delete_some(target: Database, table: Table) -> int:
    key = ", ".join(f'"{name}"' for name in table.key)
    async with target.transaction() as connection:
        deleted = await connection.execute(
            f"""
            delete from "{table.name}"
            where ({key}) in (
                select {key}
                from "{table.name}"
                where {table.only}
                limit ?
            )
            """,  # noqa: S608 - names of the schema
            (_DELETED_AT_ONCE,),
        )
    return deleted.rowcount
