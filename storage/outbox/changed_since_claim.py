"""Returns which claimed rows must not be sent, by what has changed since they were claimed."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.deliveries import Delivery
from storage.outbox.rows import PLACE, Action, RowState
from storage.outbox.send_conditions import (
    COLUMNS,
    MUTED,
    WITHDRAWN,
    digest_articles,
    drop_reason,
    next_allowed,
)
from storage.outbox.unapproved import unapproved_rows
from storage.timestamps import to_seconds

# Only what may have changed since it was claimed is looked at: as a rule that is nothing.
CHANGED_SINCE_CLAIM = f"""
    select cast(claimed.first as bigint) as claimed_id, {COLUMNS}
    from each_pair(:claimed) claimed
    left join outbox o on o.id = cast(claimed.first as bigint)
    left join chats c
        on c.id = o.chat_id and claimed.second = ({PLACE})
    left join channel_settings s on s.chat_id = o.chat_id
    where coalesce(c.active, 0) != 1
    or o.state != 'sending'
    or o.next_action is not null
    or (
        o.action in ('post', 'digest')
        and (
            o.action = 'digest'
            or {WITHDRAWN}
            or c.quiet_holds = 1
            or c.paused_until > :now
            or s.paused_since is not null
            or s.moderated = 1
            or {MUTED}
        )
    )
    """  # noqa: S608 - the statements above


async def no_longer_wanted(
    connection: Connection, deliveries: Sequence[Delivery], now: datetime
) -> set[int]:
    """The ids of claimed rows that must not be sent as they were claimed.

    Their chat has gone, moved, was forgotten or paused, or wants to approve its posts by now; or
    the article was muted, changed or withdrawn since.

    Args:
        connection: a reader or a transaction.
        deliveries: claimed rows whose sending has not begun.
        now: the present time.
    """
    claimed = {one.id: one for one in deliveries}
    rows = await connection.execute_fetchall(
        CHANGED_SINCE_CLAIM,
        {
            "claimed": json.dumps([[one.id, one.telegram_id] for one in deliveries]),
            "now": to_seconds(now),
        },
    )
    # A row that is gone has no id of its own.
    present = [row for row in rows if row["id"] is not None]
    unapproved = await unapproved_rows(connection, present)
    articles = await digest_articles(connection, present)
    return {
        row["claimed_id"]
        for row in rows
        if row["state"] != RowState.SENDING
        or row["next_action"] != (Action.POST if claimed[row["claimed_id"]].posted_again else None)
        or drop_reason(row, now)
        or next_allowed(row, now) > now
        or row["claimed_id"] in unapproved
        or articles.get(row["claimed_id"], ()) != claimed[row["claimed_id"]].articles
    }
