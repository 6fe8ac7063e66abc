"""Tells whether this machine's clock is behind that of the database's server."""

from datetime import datetime, timedelta

from storage.engine.database import Database, Engine
from storage.engine.postgresql.instance_liveness import NOW
from storage.timestamps import from_milliseconds


async def is_behind_server(database: Database, now: datetime, tolerated: timedelta) -> bool:
    """Whether the present time lies before that of a server; with SQLite there is no other clock.

    Args:
        database: the database.
        now: the present time by this machine's clock.
        tolerated: by how much it may lie before the server's.

    Raises:
        StorageError: the server can't be asked.
    """
    async with database.reading() as connection:
        if connection.engine is Engine.SQLITE:
            return False
        [row] = await connection.execute_fetchall(f"select {NOW} as now")
    return from_milliseconds(row["now"]) - now > tolerated
