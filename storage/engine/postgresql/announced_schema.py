"""Tells whether a newer schema is to come, which a newer version announces by a lock of a session.

Whoever announces one and dies announces it no longer.
"""

from storage.engine.database import Connection
from storage.engine.migrations import newer
from storage.errors import DatabaseFromFuture

# The first half of the locks by which a schema is announced; its number is the second.
ANNOUNCED = 0x4B686273


async def update_waits(connection: Connection, schema: int) -> bool:
    """Whether a newer version waits until the instances of this one have ended.

    Args:
        connection: to the database.
        schema: the newest that this version knows.

    Raises:
        DatabaseFromFuture: it waits no more, and the schema is a newer one.
    """
    [row] = await connection.execute_fetchall(
        """
        select version, exists (
            select 1
            from pg_locks l
            join pg_database d on d.oid = l.database and d.datname = current_database()
            where l.locktype = 'advisory'
            and l.objsubid = 2
            and cast(l.classid as bigint) = ?
            and cast(l.objid as bigint) > ?
        ) as announced
        from khabar_schema
        """,
        (ANNOUNCED, schema),
    )
    if row["version"] > schema:
        raise DatabaseFromFuture(newer(row["version"], schema))
    return bool(row["announced"])
