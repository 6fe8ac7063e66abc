"""Builds a new index beside the one in use, and swaps them in one transaction.

begin: tables of the same shape with another ending, triggers that note what the bot changes
-> batches of articles in the order of their dates, now and then with the place reached
-> what was changed meanwhile is indexed again
-> the swap: names are exchanged; a reader sees the old index or the new one, never none
-> the old tables are emptied in short transactions and dropped
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

from storage.engine.database import Connection, Database
from storage.key_value import KeyValue
from storage.models import IndexTerms
from storage.search.changes import Analyse, catch_up, indexed
from storage.search.indexing import learn_spellings, put_many, spellings_of
from storage.search.texts import StoredText, texts_after

NEXT: Final = "_next"
OLD: Final = "_old"
# Which analysis the index in use was built by, and which one is being built.
ANALYSIS: Final = "search analysis"
_BUILDING: Final = "search rebuild"
_PLAIN: Final = ("search_documents", "search_vocabulary")
_FULL_TEXT: Final = ("search_titles", "search_stems", "search_phrases")
_TABLES: Final = (*_PLAIN, *_FULL_TEXT)
_TRIGGERS: Final = {
    "search_touched_new": "after insert on articles",
    "search_touched_old": "after update of revision, status, published on articles",
}
# The spellings of so many batches are written at once: most words are in each of them.
_LEARNED_TOGETHER: Final = 8
# Held in memory until a transaction ends; the default of 1 MB is written out several times in
# each large transaction, which costs a third of the time.
_HASH_BYTES: Final = 16_000_000
_EMPTIED_AT_ONCE: Final = 4_000
# The first rows of a full-text index's data describe the index itself.
_FIRST_DATA: Final = 10


class Rebuild:
    """One rebuild of the index, which another process may resume."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key_value = KeyValue(database)
        self._place = (-1, -1)
        self._done = 0
        self._analysis = ""
        # Spellings of the articles since the place that is noted, and how often these were added.
        self._spellings: Counter[str] = Counter()
        self._unlearned = 0

    async def begin(self, analysis: str) -> int:
        """Prepare the rebuild, or resume one of the same analysis; return how many are done.

        Raises:
            StorageError: the tables can't be made.
        """
        self._analysis = analysis
        await self._drop(OLD)
        begun = json.loads(await self._key_value.get(_BUILDING) or "{}")
        if begun.get("analysis") == analysis:
            self._place = (begun["published"], begun["article_id"])
            return int(begun["done"])
        await self._drop(NEXT)
        async with self._database.transaction() as connection:
            for name in _TABLES:
                sql = await _definition(connection, name)
                await connection.execute(sql.replace(name, name + NEXT, 1))
            for name in _FULL_TEXT:
                await connection.execute(
                    f"insert into {name}{NEXT} ({name}{NEXT}, rank) values ('hashsize', ?)",  # noqa: S608 - own names
                    (_HASH_BYTES,),
                )
            await connection.execute("drop table if exists search_touched")
            await connection.execute("create table search_touched (article_id integer primary key)")
            for name, event in _TRIGGERS.items():
                await connection.execute(f"drop trigger if exists {name}")
                await connection.execute(
                    f"""
                    create trigger {name} {event}
                    begin
                        insert or ignore into search_touched (article_id) values (new.id);
                    end
                    """  # noqa: S608 - constants
                )
            await self._note(connection, 0)
        return 0

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
        self, texts: Sequence[StoredText], terms: Sequence[IndexTerms], *, done: int
    ) -> None:
        """Add the next articles to the new index; every eighth time the position is stored.

        Raises:
            StorageError: nothing of it was written.
        """
        if not texts:
            return
        self._place = (texts[-1].published, texts[-1].article_id)
        self._done = done
        articles = indexed(texts, terms)
        self._spellings.update(spellings_of(article.terms for article in articles))
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
        while True:
            async with self._database.transaction() as connection:
                if not await catch_up(connection, analyse, index=NEXT):
                    break
        async with self._database.transaction() as connection:
            while await catch_up(connection, analyse, index=NEXT):
                pass
            await self._swap(connection)
        await self._drop(OLD)

    async def _swap(self, connection: Connection) -> None:
        indexes = [
            (str(row["name"]), str(row["sql"]))
            for row in await connection.execute_fetchall(
                """
                select name, sql
                from sqlite_master
                where type = 'index' and sql is not null and tbl_name in (?, ?)
                """,
                _PLAIN,
            )
        ]
        for name, _ in indexes:
            await connection.execute(f"drop index {name}")
        for name in _TABLES:
            await connection.execute(f"alter table {name} rename to {name}{OLD}")
            await connection.execute(f"alter table {name}{NEXT} rename to {name}")
        for _, sql in indexes:
            await connection.execute(sql)
        for name in _TRIGGERS:
            await connection.execute(f"drop trigger {name}")
        await connection.execute("drop table search_touched")
        await connection.execute("delete from key_value where name = ?", (_BUILDING,))
        await self._key_value.write(connection, ANALYSIS, self._analysis)

    async def _note(self, connection: Connection, done: int) -> None:
        published, article_id = self._place
        note = {
            "analysis": self._analysis,
            "published": published,
            "article_id": article_id,
            "done": done,
        }
        await self._key_value.write(connection, _BUILDING, json.dumps(note))

    async def _drop(self, ending: str) -> None:
        """Drop the tables with an ending, first emptied bit by bit: nobody waits long for it."""
        async with self._database.reading() as connection:
            present = {
                str(row["name"])
                for row in await connection.execute_fetchall(
                    "select name from sqlite_master where type = 'table'"
                )
            }
        for name in _TABLES:
            table = f"{name}{ending}"
            if table not in present:
                continue
            data, key = (table, "rowid") if name in _PLAIN else (f"{table}_data", "id")
            if name == "search_vocabulary":
                key = "word"
            first = _FIRST_DATA if key == "id" else None
            await self._empty(data, key, first)
            async with self._database.transaction() as connection:
                await connection.execute(f"drop table {table}")

    async def _empty(self, table: str, key: str, keep_until: int | None) -> None:
        kept = "" if keep_until is None else f"where {key} > {keep_until}"
        while True:
            async with self._database.transaction() as connection:
                cursor = await connection.execute(
                    f"""
                    delete from {table}
                    where {key} in (select {key} from {table} {kept} limit ?)
                    """,  # noqa: S608 - own names
                    (_EMPTIED_AT_ONCE,),
                )
            if cursor.rowcount < _EMPTIED_AT_ONCE:
                return


async def _definition(connection: Connection, table: str) -> str:
    rows = await connection.execute_fetchall(
        "select sql from sqlite_master where type = 'table' and name = ?", (table,)
    )
    return str(next(iter(rows))[0])
