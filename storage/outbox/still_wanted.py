"""Checks just before a row is sent that its chat still wants it as it was claimed."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.conditions import (
    COLUMNS,
    MUTED,
    WITHDRAWN,
    digest_articles,
    next_allowed,
    unwanted,
)
from storage.outbox.rows import Delivery
from storage.timestamps import to_seconds

# Only what may have changed since it was claimed is looked at: as a rule that is nothing.
RECONSIDER = f"""
    select json_extract(claimed.value, '$[0]') as claimed_id, {COLUMNS}
    from json_each(:claimed) claimed
    left join outbox o on o.id = json_extract(claimed.value, '$[0]')
    left join chats c
        on c.id = o.chat_id and c.telegram_id = json_extract(claimed.value, '$[1]')
    left join channel_settings s on s.chat_id = o.chat_id
    where c.active is not 1
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
            or {MUTED}
        )
    )
    """  # noqa: S608 - the statements above


async def still_wanted(
    connection: Connection, deliveries: Sequence[Delivery], now: datetime
) -> set[int]:
    """Which of these claimed rows a claim of this moment would not hand out as they are.

    The chat has gone, moved, was forgotten or paused; the article was muted, changed or taken
    back. A reader connection will do.
    """
    claimed = {one.id: one for one in deliveries}
    rows = await connection.execute_fetchall(
        RECONSIDER,
        {
            "claimed": json.dumps([[one.id, one.telegram_id] for one in deliveries]),
            "now": to_seconds(now),
        },
    )
    return {
        row["claimed_id"]
        for row in rows
        if row["state"] != "sending"
        or row["next_action"]
        or unwanted(row)
        or next_allowed(row, now) > now
        or await digest_articles(connection, row) != claimed[row["claimed_id"]].articles
    }
