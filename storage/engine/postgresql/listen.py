"""Listens to a channel of a PostgreSQL database, on which `notify` sends."""

import contextlib
from collections.abc import AsyncGenerator

import psycopg

from storage.engine.database import to_its_end
from storage.engine.postgresql.connection import answered
from storage.engine.postgresql.errors import translated
from storage.engine.postgresql.server import connect
from storage.engine.postgresql.session_settings import CONNECT_WITHIN

# A connection that something on the way has dropped without a word is noticed by a question.
ASK_AFTER_SECONDS = 30.0


async def listen(address: str, channel: str, *, instance: str) -> AsyncGenerator[str, None]:
    """Yield each word that is told on a channel, and an empty one when it begins to listen.

    The connection is there for nothing else: in a pool it would be lent to others, and while a
    transaction is open on it nothing is heard.

    Args:
        address: of the database.
        channel: its name; not from outside, for it stands in a statement.
        instance: names the connection.

    Raises:
        StorageError: the connection can't be made, or was lost.
    """
    connection = await connect(address, instance=instance)
    try:
        await connection.execute(f"listen {channel}")
        yield ""
        while True:
            told = connection.notifies(timeout=ASK_AFTER_SECONDS)
            async with contextlib.aclosing(told):
                async for one in told:
                    yield one.payload
            async with answered(CONNECT_WITHIN):
                await connection.execute("select 1")
    except psycopg.Error as error:
        raise translated(error) from error
    finally:
        await to_its_end(connection.close())
