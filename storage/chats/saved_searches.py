"""Stores searched words, so that a button can refer to them by a number."""

from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.timestamps import to_seconds

# Bound the table; a button under a search older than so many others asks to search again.
MAX_KEPT = 20_000
MAX_KEPT_OF_CHAT = 200
KEPT_FOR = timedelta(days=30)


class SavedSearches:
    """The words behind the search buttons, each for the chat where they were written.

    A forged number opens no other chat's search. In a group its members see the results, so
    each of them may turn the pages.
    """

    def __init__(
        self, database: Database, *, kept: int = MAX_KEPT, kept_of_chat: int = MAX_KEPT_OF_CHAT
    ) -> None:
        self._database = database
        self._kept = kept
        self._kept_of_chat = kept_of_chat

    async def save(self, telegram_id: int, words: str, *, now: datetime) -> int:
        """The number of these words in this chat, the same each time.

        The least recently used are dropped, of this chat and of all.
        """
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                """
                insert into saved_searches (telegram_id, words, last_used)
                values (?, ?, ?)
                on conflict (telegram_id, words) do update set last_used = excluded.last_used
                returning id
                """,
                (telegram_id, words, to_seconds(now)),
            )
            number = int(next(iter(rows))["id"])
            await connection.execute(
                """
                delete from saved_searches
                where id in (
                    select id
                    from saved_searches
                    where telegram_id = ?
                    order by last_used desc, id desc
                    limit 1000000000 offset ?
                )
                """,
                (telegram_id, self._kept_of_chat),
            )
            await connection.execute(
                """
                delete from saved_searches
                where id in (
                    select id
                    from saved_searches
                    order by last_used desc, id desc
                    limit 1000000000 offset ?
                )
                """,
                (self._kept,),
            )
        return number

    async def words(self, telegram_id: int, query_id: int) -> str | None:
        """The words with this number; None where they were dropped, or are another chat's."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select words from saved_searches where id = ? and telegram_id = ?",
                (query_id, telegram_id),
            )
        return next((str(row["words"]) for row in rows), None)

    async def prune(self, now: datetime) -> int:
        """Erase what nobody has used for thirty days; how many searches that were."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from saved_searches where last_used < ?",
                (to_seconds(now - KEPT_FOR),),
            )
        return cursor.rowcount
