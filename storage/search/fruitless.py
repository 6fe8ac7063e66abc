"""Counts words that searches found nothing for, without storing who searched."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.timestamps import to_seconds

# What fewer chats have sought stays in memory only, and is forgotten within a day.
LEAST_CHATS = 3
REMEMBERED_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
MAX_REMEMBERED = 2_000
MAX_KEPT = 1_000
_MAX_LETTERS = 40


@dataclass(frozen=True, slots=True)
class FruitlessWord:
    """A word that no article holds, and how many chats have searched for it within one day.

    On the day on which most did: nobody knows whether those of another day were others.
    """

    word: str
    chats: int


@dataclass(slots=True)
class _Seekers:
    since: datetime
    chats: set[int]


class FruitlessWords:
    """Counts searches without results, published only once several chats made them.

    The chats are kept in memory alone, for a day at most; the database gets the word and a
    number, and only from the third chat on.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seekers: dict[str, _Seekers] = {}

    async def note(self, telegram_id: int, word: str, *, now: datetime) -> None:
        """Count a chat's search for a word that no article holds; once a day.

        Raises:
            StorageError: it can't be written.
        """
        if not word or len(word) > _MAX_LETTERS or word.isdigit():
            return
        self._forget_old(now)
        if word not in self._seekers and len(self._seekers) >= MAX_REMEMBERED:
            del self._seekers[next(iter(self._seekers))]
        seekers = self._seekers.setdefault(word, _Seekers(now, set()))
        if telegram_id in seekers.chats or len(seekers.chats) > MAX_REMEMBERED:
            return
        seekers.chats.add(telegram_id)
        if len(seekers.chats) < LEAST_CHATS:
            return
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into fruitless_words (word, chats, first_sought, last_sought)
                values (?, ?, ?, ?)
                on conflict (word) do update
                set chats = max(fruitless_words.chats, excluded.chats),
                    last_sought = excluded.last_sought
                """,
                (word, len(seekers.chats), to_seconds(seekers.since), to_seconds(now)),
            )
            await connection.execute(
                """
                delete from fruitless_words
                where word in (
                    select word
                    from fruitless_words
                    order by chats desc, last_sought desc
                    limit 1000000000 offset ?
                )
                """,
                (MAX_KEPT,),
            )

    async def most_sought(self, limit: int) -> list[FruitlessWord]:
        """Return the words that most chats searched for, each by `LEAST_CHATS` or more.

        Raises:
            StorageError: they can't be read.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select word, chats
                from fruitless_words
                order by chats desc, last_sought desc, word
                limit ?
                """,
                (limit,),
            )
        return [FruitlessWord(str(row["word"]), int(row["chats"])) for row in rows]

    def forget(self, telegram_id: int) -> None:
        """Remove an erased chat from the counts in memory."""
        for seekers in self._seekers.values():
            seekers.chats.discard(telegram_id)

    async def prune(self, now: datetime) -> None:
        """Delete entries older than a day in memory, and older than thirty days in the database.

        Raises:
            StorageError: nothing was deleted from the database.
        """
        self._forget_old(now)
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from fruitless_words where first_sought < ?",
                (to_seconds(now - KEPT_FOR),),
            )

    def _forget_old(self, now: datetime) -> None:
        # Either way: of a clock that was ahead nothing may stay for as long as it was.
        old = [w for w, s in self._seekers.items() if abs(now - s.since) >= REMEMBERED_FOR]
        for word in old:
            del self._seekers[word]
