"""Defines what a rebuild needs of an engine: an index beside the one in use, and their exchange."""

from typing import Final, Protocol

from storage.engine.database import Connection, Database

NEXT: Final = "_next"
OLD: Final = "_old"
PLAIN: Final = ("search_documents", "search_vocabulary")
FULL_TEXT: Final = ("search_titles", "search_stems", "search_phrases")
TABLES: Final = (*PLAIN, *FULL_TEXT)
# Notes the articles that change while an index is built, by triggers of these names.
TOUCHED: Final = "search_touched"
TRIGGERS: Final = {
    "search_touched_new": "after insert on articles",
    "search_touched_old": "after update of revision, status, published on articles",
}


class SpareIndex(Protocol):
    """The tables of a second index, whose names have an ending."""

    async def make(self, connection: Connection) -> None:
        """Make the empty tables of `NEXT`, and note from now on which articles change."""

    async def complete(self, database: Database) -> None:
        """Do what is done for all documents at once, in transactions of its own.

        Done again after it was cut off, it does what is left.
        """

    async def exchange(self, connection: Connection) -> None:
        """Give the tables of `NEXT` the names of those in use, which become those of `OLD`."""

    async def drop(self, database: Database, ending: str) -> None:
        """Drop the tables with an ending, where there are any, in transactions of its own."""
