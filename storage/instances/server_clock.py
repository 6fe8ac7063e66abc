"""Asks the database's server what time it is."""

from datetime import datetime

from storage.engine.database import Database, Engine
from storage.engine.postgresql.instance_liveness import NOW
from storage.timestamps import from_milliseconds


async def server_time(database: Database) -> datetime | None:
    """Return the present time by the server's clock; None with SQLite, which has no other clock.

    Raises:
        StorageError: the server can't be asked.
    """
    async with database.reading() as connection:
        if connection.engine is Engine.SQLITE:
            return None
        [row] = await connection.execute_fetchall(f"select {NOW} as now")
    return from_milliseconds(row["now"])
