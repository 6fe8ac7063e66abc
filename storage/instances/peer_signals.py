"""Signals between the instances on one PostgreSQL database: that there is something to do.

A signal says only that one should look, never what was written: whoever misses it finds the same by
the look that he takes anyway, a little later.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import StrEnum

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Connection, Database

# Triggers tell on it, too: its name stands in the migrations.
CHANNEL = "khabar"


class PeerSignal(StrEnum):
    """What one instance tells all others.

    POSTS: the outbox has changed otherwise than by the leader; told by a trigger of that table.
    NEWS: the site says that it has news.
    LEFT: an instance has ended, and what it had to do is anybody's.
    """

    POSTS = "posts"
    NEWS = "news"
    LEFT = "left"


_KNOWN = {signal.value: signal for signal in PeerSignal}


async def signal_on_commit(connection: Connection, signal: PeerSignal) -> None:
    """Tell all instances, this one too, when the transaction of the connection is committed."""
    await connection.execute_fetchall("select pg_notify(?, ?)", (CHANNEL, signal))


async def send_signal(database: Database, signal: PeerSignal) -> None:
    """Tell all instances, this one too.

    Raises:
        StorageError: the database can't be used; no signal was sent.
    """
    async with database.transaction(alone=False) as connection:
        await signal_on_commit(connection, signal)


async def receive_signals(
    address: PostgresqlAddress, instance: str
) -> AsyncGenerator[PeerSignal | None, None]:
    """Yield the signals on a database, and None when they begin to be heard.

    Signals that are not known, of a newer version, are passed over.

    Args:
        address: of the database.
        instance: names the connection.

    Raises:
        StorageError: the connection can't be made, or was lost.
    """
    from storage.engine.postgresql.listen import listen  # noqa: PLC0415 - needs an extra

    words = listen(address.secret, CHANNEL, instance=instance)
    async with aclosing(words):
        async for word in words:
            if not word:
                yield None
            elif word in _KNOWN:
                yield _KNOWN[word]
