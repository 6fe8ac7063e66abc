"""Counts of the outbox's rows, by which tests see how far delivery has come."""

from storage.engine.database import Database


async def rows_by_state(database: Database) -> dict[str, int]:
    """How many rows are in each state that any is in."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select state, count(*) as rows from outbox group by state"
        )
    return {str(row["state"]): int(row["rows"]) for row in rows}


async def pending_count(database: Database) -> int:
    """How many rows are still to be sent or changed."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select count(*) as pending from outbox where finished is null"
        )
    return int(rows[0]["pending"])
