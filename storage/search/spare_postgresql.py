"""Builds a second search index in PostgreSQL, and exchanges it for the one in use.

Tables, indexes and constraints are made after those that are there, by the server's own words for
them, so that a migration which changes one of these need not be told here.
"""

import functools
from collections.abc import Sequence

from storage.engine.database import Connection, Database, Row
from storage.search.spare_index import FULL_TEXT, NEXT, OLD, TABLES, TOUCHED, TRIGGERS
from storage.search.table_locks import lock_whole, wait_briefly, when_free

# Constraints but for `not null`, which the copy of a table has; a key brings its index.
_CONSTRAINTS = """
    select c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
    where c.conrelid = to_regclass(?)
    and c.contype in ('p', 'u', 'f', 'c')
    order by c.conname
    """
_INDEXES = """
    select
        r.relname as name,
        pg_get_indexdef(i.indexrelid) as definition,
        i.indisunique as is_unique
    from pg_index i
    join pg_class r on r.oid = i.indexrelid
    where i.indrelid = to_regclass(?)
    and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
    order by r.relname
    """
# At least, where the server has its 64 MB: the index is gone through once for each time that it is
# full.
_MEMORY = """
    select set_config(name, greatest(cast(setting as bigint), 262144) || 'kB', true)
    from pg_settings
    where name = 'maintenance_work_mem'
    """
_OPTIONS = (
    "select array_to_string(reloptions, ', ') as given from pg_class where oid = to_regclass(?)"
)


class PostgresqlSpareIndex:
    """Tables of words under GIN indexes, and those beside them."""

    async def make(self, connection: Connection) -> None:
        """Make the empty tables of `NEXT`, and note from now on which articles change."""
        await wait_briefly(connection)
        for name in TABLES:
            await _make_like(connection, name)
        await connection.execute(f"drop table if exists {TOUCHED}")
        await connection.execute(f"create table {TOUCHED} (article_id bigint primary key)")
        await connection.execute(
            f"""
            create or replace function note_{TOUCHED}() returns trigger
            language plpgsql
            as $$
            begin
                insert into {TOUCHED} (article_id) values (new.id) on conflict do nothing;
                return null;
            end
            $$
            """  # noqa: S608 - constants
        )
        for name, event in TRIGGERS.items():
            await connection.execute(f"drop trigger if exists {name} on articles")
            await connection.execute(
                f"create trigger {name} {event} for each row execute function note_{TOUCHED}()"
            )

    async def complete(self, database: Database) -> None:
        """Index the words of all documents at once.

        Document by document each of its hundreds of words is a page of the index to read and write
        anew: at 136,000 documents fifty went in a second, at the first ones three hundred.
        """
        for name in FULL_TEXT:
            # The new tables are nobody else's: nobody waits for them, nor for a turn meanwhile.
            async with database.transaction(alone=False) as connection:
                await connection.unbounded()
                await connection.execute_fetchall(_MEMORY)
                await _index_like(connection, name)

    async def exchange(self, connection: Connection) -> None:
        """Give the tables of `NEXT` the names of those in use, which become those of `OLD`."""
        await wait_briefly(connection)
        # First those that nobody searches in.
        await lock_whole(connection, [name + NEXT for name in TABLES])
        await lock_whole(connection, [*TABLES, "articles"])
        for name in TABLES:
            await _rename(connection, name, name + OLD, was="", ending=OLD)
            await _rename(connection, name + NEXT, name, was=NEXT, ending="")
        for name in TRIGGERS:
            await connection.execute(f"drop trigger {name} on articles")
        await connection.execute(f"drop function note_{TOUCHED}()")
        await connection.execute(f"drop table {TOUCHED}")

    async def drop(self, database: Database, ending: str) -> None:
        """Drop the tables with an ending: the server need not empty them first."""
        for name in TABLES:
            await when_free(functools.partial(_drop, database, name + ending))


async def _drop(database: Database, table: str) -> None:
    async with database.transaction() as connection:
        # It locks the articles, to which a key of the table refers.
        await wait_briefly(connection)
        await connection.execute(f"drop table if exists {table}")


async def _make_like(connection: Connection, name: str) -> None:
    made = name + NEXT
    await connection.execute(f"create table {made} (like {name} including storage)")
    for row in await connection.execute_fetchall(_OPTIONS, (name,)):
        if row["given"]:
            await connection.execute(f"alter table {made} set ({row['given']})")
    for row in await connection.execute_fetchall(_CONSTRAINTS, (name,)):
        await connection.execute(
            f"alter table {made} add constraint {row['name']}{NEXT} {row['definition']}"
        )
    if name not in FULL_TEXT:
        await _index_like(connection, name)


async def _index_like(connection: Connection, name: str) -> None:
    """Make the indexes of a table for that of `NEXT`, but for those that it has."""
    made = name + NEXT
    for row in await connection.execute_fetchall(_INDEXES, (name,)):
        # create [unique] index NAME on SCHEMA.TABLE using METHOD (…)
        how = str(row["definition"]).split(" USING ", 1)[1]
        unique = "unique " if row["is_unique"] else ""
        await connection.execute(
            f"create {unique}index if not exists {row['name']}{NEXT} on {made} using {how}"
        )


async def _rename(connection: Connection, table: str, to: str, *, was: str, ending: str) -> None:
    """Rename a table with its constraints and indexes, whose names have another ending then."""
    constraints = await connection.execute_fetchall(_CONSTRAINTS, (table,))
    indexes = await connection.execute_fetchall(_INDEXES, (table,))
    await connection.execute(f"alter table {table} rename to {to}")
    for name in _names(constraints):
        await connection.execute(
            f"alter table {to} rename constraint {name} to {name.removesuffix(was)}{ending}"
        )
    for name in _names(indexes):
        await connection.execute(f"alter index {name} rename to {name.removesuffix(was)}{ending}")


def _names(rows: Sequence[Row]) -> list[str]:
    return [str(row["name"]) for row in rows]
