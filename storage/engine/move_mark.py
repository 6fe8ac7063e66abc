"""Marks a database as moved to another one, or as the target of a move that is not complete."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from storage.engine.database import Connection, Database
from storage.errors import AlreadyRunning, DatabaseMoved

# The name under which the mark stands in the table `key_value`.
MARK = "move"
# The purpose of the lock that a move holds.
MOVE = "move-database"


class Side(StrEnum):
    """What a database is to a move."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class MoveMark:
    """A move that has begun.

    Attributes:
        number: the same, at random, in both databases of a move.
        side: what this database is.
        other: the address of the other one, without its password.
        done: everything is there, and the source is not to be used any more.
    """

    number: str
    side: Side
    other: str
    done: bool = False


def refusal(mark: MoveMark | None) -> str:
    """Why nothing but a move may use a database with this mark; empty if it may be used."""
    if mark is None:
        return ""
    if mark.side is Side.TARGET:
        return (
            f"the move from {mark.other} into the database is not complete: "
            "run the same `khabar move-database` again"
        )
    if mark.done:
        return f"the database was moved to {mark.other}: name that one in DATABASE"
    return ""


def is_one_move(source: MoveMark | None, target: MoveMark | None) -> bool:
    """Whether two databases are the source and the target of the same move."""
    return (
        source is not None
        and target is not None
        and source.side is Side.SOURCE
        and target.side is Side.TARGET
        and source.number == target.number
    )


def read_mark(written: str) -> MoveMark | None:
    """Read the text of a mark; None for an empty one."""
    if not written:
        return None
    found = json.loads(written)
    return MoveMark(found["number"], Side(found["side"]), found["other"], bool(found["done"]))


async def mark_of(database: Database) -> MoveMark | None:
    """The mark of a database that has its tables, if any.

    Raises:
        StorageError: it can't be read.
    """
    async with database.reading() as connection:
        return await _mark(connection)


async def _mark(connection: Connection) -> MoveMark | None:
    rows = await connection.execute_fetchall("select value from key_value where name = ?", (MARK,))
    return read_mark(str(rows[0]["value"])) if rows else None


async def set_mark(connection: Connection, mark: MoveMark | None) -> None:
    """Set the mark, or remove it, inside the caller's transaction."""
    await connection.execute("delete from key_value where name = ?", (MARK,))
    if mark is not None:
        await connection.execute(
            "insert into key_value (name, value) values (?, ?)", (MARK, json.dumps(asdict(mark)))
        )


async def refuse_moved(database: Database) -> None:
    """Refuse a database that was moved, or into which a move is not complete.

    Raises:
        DatabaseMoved: in a sentence that says where it went.
        StorageError: it can't be read.
    """
    async with database.reading() as connection:
        await refuse_marked(connection)


async def refuse_marked(connection: Connection) -> None:
    """Refuse a database as `refuse_moved` does, by a connection to it."""
    if reason := refusal(await _mark(connection)):
        raise DatabaseMoved(reason)


def being_moved(shown: str) -> AlreadyRunning:
    """The refusal of a database, by its address as it is shown, that is being moved now."""
    return AlreadyRunning(f"{shown} is being moved by `khabar {MOVE}`")
