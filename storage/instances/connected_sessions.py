"""Tells whether anything of the bot is connected to the server of a database."""

from storage.engine.address import session_name
from storage.engine.database import Database, Engine
from storage.engine.postgresql.sessions import HOLDS_LOCK, OURS


async def any_connected(database: Database, own: str) -> bool:
    """Whether an instance or a command is connected to a server, be it frozen; not for SQLite.

    A session that only holds the lock of a command counts for nothing: the caller has some.

    Args:
        database: the database.
        own: what the caller's connections are called, which count for nothing.

    Raises:
        StorageError: the server can't be asked.
    """
    async with database.reading() as connection:
        if connection.engine is Engine.SQLITE:
            return False
        rows = await connection.execute_fetchall(
            f"""
            select 1
            from pg_stat_activity
            where datname = current_database()
            and {OURS}
            and application_name <> ?
            and not {HOLDS_LOCK}
            limit 1
            """,  # noqa: S608 - constants
            (session_name(own),),
        )
    return bool(rows)
