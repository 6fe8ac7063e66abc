"""Repairs stored times that lie too far ahead, unless it is this machine's clock that is wrong."""

import logging
from datetime import datetime

from storage.store import Store

log = logging.getLogger(__name__)


async def repair_stored_times(store: Store, now: datetime) -> int:
    """End or cut short what waits too far ahead; return how many stored times that were.

    Where several machines share a database, what lies ahead of one of them may be the present of
    all others: the leases of what is being sent at this moment, when an article was addressed.

    Raises:
        StorageError: none of them was repaired.
    """
    if await store.is_behind_server(now):
        log.warning(
            "this machine's clock is behind that of the database's server: what lies ahead of it "
            "is left as it is"
        )
        return 0
    return await store.repair_future_times(now)
