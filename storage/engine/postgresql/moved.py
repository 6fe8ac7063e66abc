"""Refuses sessions at a database that is being moved or was, to whoever was cut off meanwhile.

Whoever moves a database takes the lock of the move before he looks whose sessions there are, and a
session looks for the lock after it is there: one of the two sees the other.
"""

from storage.engine.database import Connection
from storage.engine.move_mark import MARK, MOVE, read_mark, refusal
from storage.engine.postgresql.sessions import SESSION
from storage.errors import AlreadyRunning, DatabaseMoved


async def refuse_session(connection: Connection, shown: str) -> None:
    """Refuse the use of a new session at a database that has all its tables.

    Args:
        connection: by that session, outside of a transaction.
        shown: the address as it is shown to people.

    Raises:
        AlreadyRunning: the database is being moved at this moment.
        DatabaseMoved: it was moved to another one, or a move into it is not complete.
    """
    [row] = await connection.execute_fetchall(
        "select pg_try_advisory_xact_lock_shared(cast(? as integer), hashtext(?)) as free",
        (SESSION, MOVE),
    )
    if not row["free"]:
        raise AlreadyRunning(f"{shown} is being moved by `khabar {MOVE}`")
    # By a statement of its own: what it sees is later than the end of a move that freed the lock.
    marks = await connection.execute_fetchall("select value from key_value where name = ?", (MARK,))
    if reason := refusal(read_mark("".join(str(mark["value"]) for mark in marks))):
        raise DatabaseMoved(reason)
