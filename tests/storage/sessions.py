"""Sessions at a PostgreSQL server that end while those who have them do not know it."""

from storage.engine.address import PostgresqlAddress
from tests.databases import as_if, look
from tests.waiting import until


async def without_sessions(address: PostgresqlAddress, *names: str) -> None:
    """The server has ended all sessions of these instances."""
    theirs = " or ".join(f"application_name = 'khabar {name}'" for name in names)
    there = f"from pg_stat_activity where datname = current_database() and ({theirs})"
    await as_if(address, f"select pg_terminate_backend(pid) {there}")
    await until(lambda: not look(address, f"select pid {there}"))
