"""Runs searches on one database through a reader connection."""

from datetime import datetime

from storage.engine.database import Database
from storage.models import SearchPage, SearchQuery
from storage.search.merging import merge_if_many
from storage.search.run_search import find
from storage.search.widespread_words import WidespreadWords


class Search:
    """Runs ranked searches; `put` and `remove` index articles in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._common = WidespreadWords()

    async def find(
        self, query: SearchQuery, *, now: datetime, limit: int, offset: int = 0
    ) -> SearchPage:
        """Return one page of results, best first.

        Raises:
            StorageError: the index can't be read.
        """
        async with self._database.reading() as connection:
            return await connection.at_once(
                lambda found: find(
                    found, query, now=now, limit=limit, offset=offset, common=self._common
                )
            )

    async def merge_parts(self) -> None:
        """Merge the parts of the index where they are many; searches and writers go on meanwhile.

        Raises:
            StorageError: the rest is left to the next call.
        """
        await merge_if_many(self._database)
