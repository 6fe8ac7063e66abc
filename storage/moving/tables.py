"""Tells which tables are moved, in which order, and by which columns."""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Final

from storage.engine.database import Connection
from storage.engine.move_mark import MARK
from storage.engine.schema import columns, parents, primary_keys
from storage.search.rebuilding import ANALYSIS, BUILDING

# Each database has its own: the search index, which each engine keeps in its own way and which is
# built anew; who leads and who sends; what the engine itself keeps.
_OWN_BEGINNINGS: Final = ("search_", "sqlite_")
_OWN: Final = {"instances", "leader", "sending_pace", "khabar_schema"}
# Kept by triggers, from what is moved.
_DERIVED: Final = {("article_tags", "listed")}
# Rows that say something of this very database.
_OWN_ROWS: Final = {"key_value": ("name", (MARK, ANALYSIS, BUILDING))}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is moved.

    Attributes:
        name: of the table.
        columns: that are moved.
        texts: those of them that hold text.
        key: the columns of its primary key.
        own_parents: the columns that refer to rows of the same table.
        only: the condition of the rows that are moved.
    """

    name: str
    columns: tuple[str, ...]
    texts: frozenset[str]
    key: tuple[str, ...]
    own_parents: tuple[str, ...]
    only: str

    @property
    def listed(self) -> str:
        """The columns as they stand in a statement."""
        return ", ".join(f'"{name}"' for name in self.columns)

    @property
    def ordered(self) -> str:
        """The columns of the key as they stand in a statement."""
        return ", ".join(f'"{name}"' for name in self.key)


def is_own(table: str) -> bool:
    """Whether each database has a table of this name for itself."""
    return table in _OWN or table.startswith(_OWN_BEGINNINGS)


async def tables_of(connection: Connection) -> list[Table]:
    """Return what is moved, each table after those that it refers to."""
    found = [one for one in await columns(connection) if not is_own(one.table)]
    keys = await primary_keys(connection)
    references = [one for one in await parents(connection) if not is_own(one[0])]
    above: dict[str, set[str]] = {one.table: set() for one in found}
    for table, _, parent in references:
        if parent != table:
            above[table].add(parent)
    return [
        Table(
            name=name,
            columns=tuple(
                sorted(
                    one.name
                    for one in found
                    if one.table == name and (name, one.name) not in _DERIVED
                )
            ),
            texts=frozenset(one.name for one in found if one.table == name and one.is_text),
            key=keys[name],
            own_parents=tuple(
                sorted(column for table, column, parent in references if table == parent == name)
            ),
            only=_only(name),
        )
        for name in TopologicalSorter(
            {one: sorted(above[one]) for one in sorted(above)}
        ).static_order()
    ]


def _only(table: str) -> str:
    if table not in _OWN_ROWS:
        return "1 = 1"
    column, values = _OWN_ROWS[table]
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} not in ({listed})"
