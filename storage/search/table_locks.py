"""Takes whole tables of PostgreSQL, which nobody can read then, and holds up nobody who reads them.

Whoever waits for a table holds up all that ask for it after him, for as long as a copy of the whole
database reads it; and a search that has one table and asks for the next waits for him as he waits
for it. So he waits for a moment, gives up what he has, and tries again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from storage.engine.database import Connection
from storage.errors import DatabaseBusy

# For each table. The six that are read take less than the second after which the server looks for
# deadlocks and ends one who is in it: https://www.postgresql.org/docs/15/runtime-config-locks.html
_BRIEFLY: Final = "set local lock_timeout = '100ms'"
_PAUSE_SECONDS: Final = 0.5
# A copy of the whole database takes minutes.
_GIVEN_UP_AFTER: Final = timedelta(minutes=15)


async def wait_briefly(connection: Connection) -> None:
    """Have the transaction wait for each thing that others hold no longer than nobody notices."""
    await connection.execute(_BRIEFLY)


async def lock_whole(connection: Connection, tables: Sequence[str]) -> None:
    """Keep everybody else from these tables until the end of the transaction."""
    await connection.execute(f"lock table {', '.join(tables)} in access exclusive mode")


async def when_free(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work, a transaction, again and again until nobody holds what it needs.

    Raises:
        DatabaseBusy: somebody held it for a quarter of an hour.
        StorageError: it could not be done for another reason.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + _GIVEN_UP_AFTER.total_seconds()
    while True:
        try:
            await work()
        except DatabaseBusy:
            if clock() > until:
                raise
        else:
            return
        await asyncio.sleep(_PAUSE_SECONDS)
