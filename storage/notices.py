"""Carries words between the instances on one PostgreSQL database: that there is something to do.

A word says only that one should look, never what was written: whoever misses it finds the same by
the look that he takes anyway, a little later.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from enum import StrEnum

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Connection, Database

# Triggers tell on it, too: its name stands in the migrations.
CHANNEL = "khabar"


class Notice(StrEnum):
    """What one instance tells all others.

    POSTS: the outbox has changed otherwise than by the leader; told by a trigger of that table.
    NEWS: the site says that it has news.
    LEFT: an instance has ended, and what it had to do is anybody's.
    """

    POSTS = "posts"
    NEWS = "news"
    LEFT = "left"


_KNOWN = {notice.value: notice for notice in Notice}


async def notify(connection: Connection, notice: Notice) -> None:
    """Tell all instances, this one too, when the transaction of the connection is committed."""
    await connection.execute_fetchall("select pg_notify(?, ?)", (CHANNEL, notice))


async def tell(database: Database, notice: Notice) -> None:
    """Tell all instances, this one too.

    Raises:
        StorageError: the database can't be used; nobody was told.
    """
    async with database.transaction(alone=False) as connection:
        await notify(connection, notice)


async def heard(address: PostgresqlAddress, instance: str) -> AsyncGenerator[Notice | None, None]:
    """Yield what is told on a database, and None when it begins to be heard.

    Words that are not known, of a newer version, are passed over.

    Args:
        address: of the database.
        instance: names the connection.

    Raises:
        StorageError: the connection can't be made, or was lost.
    """
    from storage.engine.postgresql import notices as postgresql_notices  # noqa: PLC0415 - needs an extra

    words = postgresql_notices.heard(address.secret, CHANNEL, instance=instance)
    async with aclosing(words):
        async for word in words:
            if not word:
                yield None
            elif word in _KNOWN:
                yield _KNOWN[word]
