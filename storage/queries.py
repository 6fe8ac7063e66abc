"""Words that were searched for, kept so that a button can name them by a number."""

from datetime import datetime

from storage.database import Database

# Bounds the table; a button under a search older than this many others asks to search again.
KEPT = 20_000


class Queries:
    """The words behind the search buttons."""

    def __init__(self, database: Database, *, kept: int = KEPT) -> None:
        self._database = database
        self._kept = kept

    async def remember(self, words: str, *, now: datetime) -> int:
        """The number of these words, the same each time; the least recently used are dropped."""
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                """
                insert into queries (words, used)
                values (?, ?)
                on conflict (words) do update set used = excluded.used
                returning id
                """,
                (words, int(now.timestamp())),
            )
            number = int(next(iter(rows))["id"])
            await connection.execute(
                """
                delete from queries
                where id in (
                    select id
                    from queries
                    order by used desc, id desc
                    limit -1 offset ?
                )
                """,
                (self._kept,),
            )
        return number

    async def words(self, query_id: int) -> str | None:
        """The words with this number; None where they were dropped, or never were."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select words from queries where id = ?", (query_id,)
            )
        return next((str(row["words"]) for row in rows), None)
