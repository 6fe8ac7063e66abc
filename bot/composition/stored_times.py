"""Repairs stored times that lie too far ahead of every clock: this machine's and the server's."""

import logging
from datetime import datetime

from storage.future_time_limits import TOLERANCE
from storage.store import Store

log = logging.getLogger(__name__)


async def repair_stored_times(store: Store, now: datetime) -> int:
    """End or cut short what waits too far ahead; return how many stored times that were.

    Where several machines share a database, what lies ahead of one of them may be the present of
    all others: the leases of what is being sent at this moment, when an article was addressed. So
    the later of the two clocks judges.

    Raises:
        StorageError: none of them was repaired.
    """
    latest = max(now, await store.server_time() or now)
    if latest - now > TOLERANCE:
        log.warning("this machine's clock is behind that of the database's server, which counts")
    return await store.repair_future_times(latest)
