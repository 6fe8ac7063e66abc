"""Counts delivery results since the database was created."""

from collections import Counter

from storage.engine.database import Connection


async def count(connection: Connection, by: dict[str, int] | Counter[str]) -> None:
    """Add to the totals that outlive the process."""
    await connection.executemany(
        """
        insert into outbox_totals (name, value) values (?, ?)
        on conflict (name) do update set value = outbox_totals.value + excluded.value
        """,
        [(name, number) for name, number in by.items() if number > 0],
    )
