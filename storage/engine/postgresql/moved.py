"""Refuses sessions at a database that is being moved or was, to whoever was cut off meanwhile.

Whoever moves a database takes the lock of the move before he looks whose sessions there are, and a
session looks for the lock after it is there: one of the two sees the other.
"""

from storage.engine.database import Connection
from storage.engine.move_mark import MOVE, being_moved, refuse_marked
from storage.engine.postgresql.migrations import has_table
from storage.engine.postgresql.session_lock import is_held


async def refuse_session(connection: Connection, shown: str) -> None:
    """Refuse the use of a new session at a database that has all its tables.

    Args:
        connection: by that session, outside of a transaction.
        shown: the address as it is shown to people.

    Raises:
        AlreadyRunning: the database is being moved at this moment.
        DatabaseMoved: it was moved to another one, or a move into it is not complete.
    """
    if await is_held(connection, MOVE):
        raise being_moved(shown)
    # By a statement of its own: what it sees is later than the end of a move that freed the lock.
    await refuse_marked(connection)


async def refuse_update(connection: Connection, shown: str) -> None:
    """Refuse to migrate a database, which may have no tables yet, as `refuse_session` does its use.

    A migration would change tables in the middle of a copy, or what a move has left as it was.

    Raises:
        AlreadyRunning: the database is being moved at this moment.
        DatabaseMoved: it was moved to another one, or a move into it is not complete.
    """
    if await is_held(connection, MOVE):
        raise being_moved(shown)
    # Another program may have a table of that name.
    if await has_table(connection, "khabar_schema") and await has_table(connection, "key_value"):
        await refuse_marked(connection)
