"""Builds a second search index in SQLite, and exchanges it for the one in use."""

from collections.abc import Mapping
from typing import Final

from storage.engine.database import Connection, Database
from storage.search.merging import merge
from storage.search.spare_index import FULL_TEXT, NEXT, OLD, PLAIN, TABLES, TOUCHED, TRIGGERS

# Held in memory until a transaction ends; the default of 1 MB is written out several times in
# each large transaction, which costs a third of the time.
_HASH_BYTES: Final = 16_000_000
# While they are filled, no parts are merged, which would write most of them three times: at the end
# all are, once. So many parts FTS5 allows at most; the others are its defaults.
_NO_MERGING: Final = {"automerge": 0, "crisismerge": 1_999}
_MERGING: Final = {"automerge": 4, "crisismerge": 16}
_EMPTIED_AT_ONCE: Final = 4_000
# The first rows of a full-text index's data describe the index itself.
_FIRST_DATA: Final = 10


class SqliteSpareIndex:
    """FTS5 tables and those beside them."""

    async def make(self, connection: Connection) -> None:
        """Make the empty tables of `NEXT`, and note from now on which articles change."""
        for name in TABLES:
            sql = await _definition(connection, name)
            await connection.execute(sql.replace(name, name + NEXT, 1))
        for name in FULL_TEXT:
            await _set(connection, f"{name}{NEXT}", {"hashsize": _HASH_BYTES, **_NO_MERGING})
        await connection.execute(f"drop table if exists {TOUCHED}")
        await connection.execute(f"create table {TOUCHED} (article_id integer primary key)")
        for name, event in TRIGGERS.items():
            await connection.execute(f"drop trigger if exists {name}")
            await connection.execute(
                f"""
                create trigger {name} {event}
                begin
                    insert or ignore into {TOUCHED} (article_id) values (new.id);
                end
                """  # noqa: S608 - constants
            )

    async def complete(self, database: Database) -> None:
        """Merge what was written apart, and have what comes later merged as it comes."""
        for name in FULL_TEXT:
            await merge(database, f"{name}{NEXT}")
            async with database.transaction() as connection:
                await _set(connection, f"{name}{NEXT}", _MERGING)

    async def exchange(self, connection: Connection) -> None:
        """Give the tables of `NEXT` the names of those in use, which become those of `OLD`."""
        indexes = [
            (str(row["name"]), str(row["sql"]))
            for row in await connection.execute_fetchall(
                """
                select name, sql
                from sqlite_master
                where type = 'index' and sql is not null and tbl_name in (?, ?)
                """,
                PLAIN,
            )
        ]
        for name, _ in indexes:
            await connection.execute(f"drop index {name}")
        for name in TABLES:
            await connection.execute(f"alter table {name} rename to {name}{OLD}")
            await connection.execute(f"alter table {name}{NEXT} rename to {name}")
        for _, sql in indexes:
            await connection.execute(sql)
        for name in TRIGGERS:
            await connection.execute(f"drop trigger {name}")
        await connection.execute(f"drop table {TOUCHED}")

    async def drop(self, database: Database, ending: str) -> None:
        """Drop the tables with an ending, first emptied bit by bit: nobody waits long for it."""
        async with database.reading() as connection:
            present = {
                str(row["name"])
                for row in await connection.execute_fetchall(
                    "select name from sqlite_master where type = 'table'"
                )
            }
        for name in TABLES:
            table = f"{name}{ending}"
            if table not in present:
                continue
            data, key = (table, "rowid") if name in PLAIN else (f"{table}_data", "id")
            if name == "search_vocabulary":
                key = "word"
            await _empty(database, data, key, _FIRST_DATA if key == "id" else None)
            async with database.transaction() as connection:
                await connection.execute(f"drop table {table}")


async def _set(connection: Connection, table: str, options: Mapping[str, int]) -> None:
    """Set options of a full-text table, which it keeps."""
    await connection.executemany(
        f"insert into {table} ({table}, rank) values (?, ?)",  # noqa: S608 - own names
        list(options.items()),
    )


async def _empty(database: Database, table: str, key: str, keep_until: int | None) -> None:
    kept = "" if keep_until is None else f"where {key} > {keep_until}"
    while True:
        async with database.transaction() as connection:
            cursor = await connection.execute(
                f"""
                delete from {table}
                where {key} in (select {key} from {table} {kept} limit ?)
                """,  # noqa: S608 - own names
                (_EMPTIED_AT_ONCE,),
            )
        if cursor.rowcount < _EMPTIED_AT_ONCE:
            return


async def _definition(connection: Connection, table: str) -> str:
    rows = await connection.execute_fetchall(
        "select sql from sqlite_master where type = 'table' and name = ?", (table,)
    )
    return str(next(iter(rows))[0])
