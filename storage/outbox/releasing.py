"""Gives claimed rows back: those that were not begun, and those whose lease is over."""

import json
from collections.abc import Iterable
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.rows import (
    ATTEMPTED,
    DECIDED,
    DOUBTED,
    KEPT_CHANGE,
)
from storage.timestamps import to_seconds


async def take_back_expired(connection: Connection, now: datetime) -> None:
    """Make rows claimable again that nobody has answered for within their lease: in doubt."""
    await connection.execute(
        f"""
        update outbox
        set state = 'ready', doubts = {DOUBTED}, attempts = {ATTEMPTED}
        where state = 'sending' and lease_until < ?
        """,  # noqa: S608 - a constant
        (to_seconds(now),),
    )


async def release_all_but(connection: Connection, ids: Iterable[int]) -> int:
    """Make every other row that is marked as being sent claimable again; return how many.

    They were claimed, and nobody has learnt of it: their sending was not begun.
    """
    cursor = await connection.execute(
        f"""
        update outbox
        set state = 'ready', next_action = {KEPT_CHANGE}, action = {DECIDED}
        where state = 'sending'
        and id not in (select value from each_number(?))
        """,  # noqa: S608 - a constant
        (json.dumps(sorted(ids)),),
    )
    return cursor.rowcount


async def release(connection: Connection, ids: Iterable[int]) -> None:
    """Make claimed rows claimable again whose sending was not begun: they are not in doubt."""
    await connection.executemany(
        f"""
        update outbox
        set state = 'ready', next_action = {KEPT_CHANGE}, action = {DECIDED}
        where id = ? and state = 'sending'
        """,  # noqa: S608 - a constant
        [(one,) for one in ids],
    )
