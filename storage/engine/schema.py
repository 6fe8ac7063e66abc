"""Reads the schema itself: columns, what refers to a table, and how rows are numbered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from storage.engine.database import Connection, Engine


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one of the schema's tables; one that is `needed` has no null and no default."""

    table: str
    name: str
    is_text: bool
    needed: bool


_COLUMNS = {
    Engine.SQLITE: """
        select t.name as of_table, c.name as name, lower(c.type) = 'text' as is_text,
            (c."notnull" or c.pk) and c.dflt_value is null as needed
        from sqlite_master t
        join pragma_table_info(t.name) c
        where t.type = 'table' and t.sql not like '%virtual%' and t.name not like 'sqlite%'
        order by t.name, c.cid
        """,
    Engine.POSTGRESQL: """
        select c.table_name as of_table, c.column_name as name, c.data_type = 'text' as is_text,
            c.is_nullable = 'NO' and c.column_default is null and c.is_identity = 'NO' as needed
        from information_schema.columns c
        where c.table_schema = current_schema()
        order by c.table_name, c.ordinal_position
        """,
}
_REFERENCES = {
    Engine.SQLITE: """
        select t.name as of_table, f."from" as name
        from sqlite_master t
        join pragma_foreign_key_list(t.name) f
        where t.type = 'table' and f."table" = ?
        """,
    Engine.POSTGRESQL: """
        select r.relname as of_table, a.attname as name
        from pg_constraint f
        join pg_class r on r.oid = f.conrelid
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
        where f.contype = 'f'
        and f.confrelid = (
            select t.oid
            from pg_class t
            join pg_namespace n on n.oid = t.relnamespace and n.nspname = current_schema()
            where t.relname = ?
        )
        """,
}


_PARENTS = {
    Engine.SQLITE: """
        select t.name as of_table, f."from" as name, f."table" as parent
        from sqlite_master t
        join pragma_foreign_key_list(t.name) f
        where t.type = 'table'
        """,
    Engine.POSTGRESQL: """
        select r.relname as of_table, a.attname as name, p.relname as parent
        from pg_constraint f
        join pg_class r on r.oid = f.conrelid
        join pg_class p on p.oid = f.confrelid
        join pg_namespace n on n.oid = r.relnamespace and n.nspname = current_schema()
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
        where f.contype = 'f'
        """,
}
# What triggers keep in the place of a foreign key.
_KEPT_BY_TRIGGERS = {
    Engine.SQLITE: (),
    Engine.POSTGRESQL: (
        ("outbox", "announcement_id", "announcements"),
        ("outbox", "article_id", "articles"),
    ),
}
_KEYS = {
    Engine.SQLITE: """
        select t.name as of_table, c.name as name
        from sqlite_master t
        join pragma_table_info(t.name) c
        where t.type = 'table' and t.sql not like '%virtual%' and c.pk > 0
        order by t.name, c.pk
        """,
    Engine.POSTGRESQL: """
        select r.relname as of_table, a.attname as name
        from pg_index i
        join pg_class r on r.oid = i.indrelid
        join pg_namespace n on n.oid = r.relnamespace and n.nspname = current_schema()
        join unnest(i.indkey) with ordinality as part (number, place) on true
        join pg_attribute a on a.attrelid = r.oid and a.attnum = part.number
        where i.indisprimary
        order by r.relname, part.place
        """,
}
_IDENTITIES = """
    select c.table_name as of_table, c.column_name as name,
        pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) as counter
    from information_schema.columns c
    where c.table_schema = current_schema() and c.is_identity = 'YES'
    """
# A table has no counter before its first row.
_COUNTED = """
    insert into sqlite_sequence (name, seq)
    select t.name, 0
    from sqlite_schema t
    where t.type = 'table' and t.name = ? and t.sql like '%primary key autoincrement%'
    and t.name not in (select s.name from sqlite_sequence s)
    """


async def columns(connection: Connection) -> list[Column]:
    """Every column of every table that is no index."""
    rows = await connection.execute_fetchall(_COLUMNS[connection.engine])
    return [
        Column(row["of_table"], row["name"], bool(row["is_text"]), bool(row["needed"]))
        for row in rows
    ]


async def references_to(connection: Connection, table: str) -> list[tuple[str, str]]:
    """The tables and their columns that hold an id of this table's rows."""
    rows = await connection.execute_fetchall(_REFERENCES[connection.engine], (table,))
    return [(row["of_table"], row["name"]) for row in rows]


async def parents(connection: Connection) -> list[tuple[str, str, str]]:
    """Each table, its column that refers to another one, and that other one."""
    rows = await connection.execute_fetchall(_PARENTS[connection.engine])
    found = [(row["of_table"], row["name"], row["parent"]) for row in rows]
    return [*found, *_KEPT_BY_TRIGGERS[connection.engine]]


async def primary_keys(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each table's primary key, in their order."""
    keys: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute_fetchall(_KEYS[connection.engine]):
        keys[row["of_table"]] = (*keys.get(row["of_table"], ()), row["name"])
    return keys


async def highest_numbers(connection: Connection) -> dict[str, int]:
    """The highest number that each table has ever given, also to a row that was deleted.

    Without the tables that give such a number again.
    """
    if connection.engine is Engine.SQLITE:
        rows = await connection.execute_fetchall("select name, seq from sqlite_sequence")
        return {row["name"]: row["seq"] for row in rows}
    numbers = {}
    for row in await connection.execute_fetchall(_IDENTITIES):
        [counter] = await connection.execute_fetchall(
            f"select last_value - (not is_called)::int as given from {row['counter']}"  # noqa: S608 - of the schema
        )
        numbers[row["of_table"]] = counter["given"]
    return numbers


async def number_on(connection: Connection, given: Mapping[str, int]) -> None:
    """Have the next rows numbered above those that were written with a number of their own.

    Args:
        connection: to the database in which they were written.
        given: the highest numbers where they came from.
    """
    if connection.engine is Engine.SQLITE:
        # It looks for the highest number of the rows itself.
        for table, number in given.items():
            await connection.execute(_COUNTED, (table,))
            await connection.execute(
                "update sqlite_sequence set seq = max(seq, ?) where name = ?", (number, table)
            )
        return
    for row in await connection.execute_fetchall(_IDENTITIES):
        table, name = row["of_table"], row["name"]
        await connection.execute(
            f"""
            select setval(?, greatest(coalesce(max({name}), 0), ?::bigint) + 1, false)
            from {table}
            """,  # noqa: S608 - names of the schema
            (row["counter"], given.get(table, 0)),
        )


# The keys of a table's unique indexes that hold a column, without it.
_UNIQUE_WITH = """
    select array_to_json(array(
        select pg_get_indexdef(i.indexrelid, place, true)
        from generate_series(1, i.indnkeyatts) place
        where pg_get_indexdef(i.indexrelid, place, true) <> ?2
    ))::text as keys
    from pg_index i
    join pg_class c on c.oid = i.indrelid and c.relname = ?1
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    where i.indisunique
    and ?2 in (
        select pg_get_indexdef(i.indexrelid, place, true)
        from generate_series(1, i.indnkeyatts) place
    )
    """


async def hand_over(
    connection: Connection, table: str, column: str, *, kept: int, twin: int
) -> None:
    """Have the rows of `twin` belong to `kept`, but for those that `kept` has already."""
    if connection.engine is Engine.SQLITE:
        await connection.execute(
            f'update or ignore "{table}" set "{column}" = ? where "{column}" = ?',  # noqa: S608 - names of the schema
            (kept, twin),
        )
        return
    conditions = ""
    for row in await connection.execute_fetchall(_UNIQUE_WITH, (table, column)):
        keys = ", ".join(json.loads(row["keys"])) or "0"
        # What is null equals nothing, so a row with it is no double.
        conditions += (
            f" and (({keys}) in (select {keys} from {table} where {column} = ?1)) is not true"  # noqa: S608 - names of the schema
        )
    await connection.execute(
        f"update {table} set {column} = ?1 where {column} = ?2{conditions}",  # noqa: S608 - names of the schema
        (kept, twin),
    )
