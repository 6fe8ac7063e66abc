"""Runs searches on one database through a reader connection."""

from datetime import datetime

from storage.engine.database import Database
from storage.models import SearchPage, SearchQuery
from storage.search.finding import find


class Search:
    """Ranked search; writing goes through `put` and `remove` in the publisher's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, query: SearchQuery, *, now: datetime, limit: int, offset: int = 0
    ) -> SearchPage:
        """One page of hits, best first.

        Raises:
            StorageError: the index can't be read.
        """
        async with self._database.reading() as connection:
            return await find(connection, query, now=now, limit=limit, offset=offset)
