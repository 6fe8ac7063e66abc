"""Builds a new index beside the one in use, and swaps them in one transaction.

begin: tables of the same shape with another ending, triggers that note what the bot changes
-> batches of articles in the order of their dates, now and then with the place reached
-> PostgreSQL indexes their words, all at once; SQLite merges the parts of its index
-> what was changed meanwhile is indexed again
-> the swap: names are exchanged; a reader sees the old index or the new one, never none
-> the old tables are dropped, from SQLite bit by bit
"""

import functools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from storage.engine.database import Connection, Database, Engine
from storage.key_value import KeyValue
from storage.models import IndexTerms
from storage.search.changes import Analyse, catch_up, indexed
from storage.search.indexing import learn_spellings, put_many, spellings_of
from storage.search.spare_index import NEXT, OLD, SpareIndex
from storage.search.spare_postgresql import PostgresqlSpareIndex
from storage.search.spare_sqlite import SqliteSpareIndex
from storage.search.table_locks import when_free
from storage.search.texts import StoredText, texts_after

# Which analysis the index in use was built by, and which one is being built.
ANALYSIS: Final = "search analysis"
BUILDING: Final = "search rebuild"
# The spellings of so many batches are written at once: most words are in each of them.
_LEARNED_TOGETHER: Final = 8


class Rebuild:
    """One rebuild of the index, which another process may resume."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key_value = KeyValue(database)
        self._place = (-1, -1)
        self._done = 0
        self._analysis = ""
        self._spare: SpareIndex = SqliteSpareIndex()
        # Spellings of the articles since the place that is noted, and how often these were added.
        self._spellings: Counter[str] = Counter()
        self._unlearned = 0

    async def begin(self, analysis: str) -> int:
        """Prepare the rebuild, or resume one of the same analysis; return how many are done.

        Raises:
            StorageError: the tables can't be made.
        """
        self._analysis = analysis
        self._spare = await self._spare_index()
        await self._spare.drop(self._database, OLD)
        begun = json.loads(await self._key_value.get(BUILDING) or "{}")
        if begun.get("analysis") == analysis:
            self._place = (begun["published"], begun["article_id"])
            return int(begun["done"])
        await self._spare.drop(self._database, NEXT)
        await when_free(self._begin_anew)
        return 0

    async def _begin_anew(self) -> None:
        async with self._database.transaction() as connection:
            await self._spare.make(connection)
            await self._note(connection, 0)

    async def count(self) -> int:
        """Return an estimate of how many articles the whole index will hold."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("select count(*) from articles")
        return int(next(iter(rows))[0])

    async def after(self, place: tuple[int, int], limit: int) -> list[StoredText]:
        """Return the articles after a date and id, oldest first."""
        async with self._database.reading() as connection:
            return await texts_after(connection, place, limit)

    @property
    def place(self) -> tuple[int, int]:
        """Date and id of the last article that was added."""
        return self._place

    async def add(
        self,
        texts: Sequence[StoredText],
        terms: Sequence[IndexTerms],
        *,
        done: int,
        spellings: Mapping[str, int] | None = None,
    ) -> None:
        """Add the next articles to the new index; every eighth time the position is stored.

        Args:
            texts: the articles; what is not live among them is not indexed.
            terms: what each is indexed under.
            done: how many articles are done with these.
            spellings: in how many of the live articles each spelling stands; None to count those
                of `terms`.

        Raises:
            StorageError: nothing of it was written.
        """
        if not texts:
            return
        self._place = (texts[-1].published, texts[-1].article_id)
        self._done = done
        articles = indexed(texts, terms)
        if spellings is None:
            spellings = spellings_of(article.terms for article in articles)
        self._spellings.update(spellings)
        self._unlearned += 1
        async with self._database.transaction() as connection:
            await put_many(connection, articles, index=NEXT, learn=False)
        if self._unlearned >= _LEARNED_TOGETHER:
            await self.pause()

    async def pause(self) -> None:
        """Write the spellings collected, with the position reached.

        What a killed process added after this is added again by the one that takes it up.

        Raises:
            StorageError: nothing of it was written.
        """
        if not self._unlearned:
            return
        async with self._database.transaction() as connection:
            await learn_spellings(connection, self._spellings, index=NEXT)
            await self._note(connection, self._done)
        self._spellings.clear()
        self._unlearned = 0

    async def finish(self, analyse: Analyse) -> None:
        """Index the articles changed meanwhile, and replace the old index by the new one.

        Raises:
            StorageError: the old index is still in place, and the rebuilding can be taken up.
        """
        await self.pause()
        await self._spare.complete(self._database)
        while True:
            async with self._database.transaction() as connection:
                if not await catch_up(connection, analyse, index=NEXT):
                    break
        await when_free(functools.partial(self._exchange, analyse))
        await self._spare.drop(self._database, OLD)

    async def _exchange(self, analyse: Analyse) -> None:
        async with self._database.transaction() as connection:
            while await catch_up(connection, analyse, index=NEXT):
                pass
            await self._spare.exchange(connection)
            await connection.execute("delete from key_value where name = ?", (BUILDING,))
            await self._key_value.write(connection, ANALYSIS, self._analysis)

    async def _spare_index(self) -> SpareIndex:
        async with self._database.reading() as connection:
            postgresql = connection.engine is Engine.POSTGRESQL
        return PostgresqlSpareIndex() if postgresql else SqliteSpareIndex()

    async def _note(self, connection: Connection, done: int) -> None:
        published, article_id = self._place
        note = {
            "analysis": self._analysis,
            "published": published,
            "article_id": article_id,
            "done": done,
        }
        await self._key_value.write(connection, BUILDING, json.dumps(note))
