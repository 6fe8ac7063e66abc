"""Replaces the posts that wait for a chat after an outage by one digest.

It works inside its caller's transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from storage.engine.database import Connection
from storage.outbox.rows import RANKS, PriorityClass
from storage.timestamps import to_seconds

# So many posts that wait for a chat are worth a digest.
DIGEST_AT_LEAST = 3
# Keeps the memory of a statement over all chats small.
_CHATS_AT_ONCE = 20_000


async def collapse(
    connection: Connection,
    now: datetime,
    waiting_since: datetime | None = None,
    *,
    at_least: int = DIGEST_AT_LEAST,
    chat_ids: Collection[int] | None = None,
) -> int:
    """Turn the waiting posts of a chat into one digest; return how many digests there are.

    Breaking news and changes stay single. Chats with `catch_up` off are left as they are. The row
    that can be claimed stands for the digest, also where an older one came back behind it: without
    that row nothing of the queue could ever be claimed.

    Args:
        connection: a transaction.
        now: the time of the change.
        waiting_since: only chats whose oldest row was addressed before this; None: all.
        at_least: how many rows a chat must have waiting to be worth a digest.
        chat_ids: only these rows of `chats`; None: all.
    """
    digests = 0
    for first_chat, last_chat in await _ranges(connection, chat_ids):
        chats = {"from": first_chat, "to": last_chat}
        await connection.execute(
            """
            with crowded as materialized (
                select o.chat_id as chat_id, o.priority as priority,
                    coalesce(min(o.id) filter (where o.state = 'ready'), min(o.id)) as head
                from outbox o
                join chats c on c.id = o.chat_id and c.catch_up = 1
                where o.chat_id between :from and :to
                and o.finished is null
                and o.state in ('ready', 'waiting')
                and o.action in ('post', 'digest')
                and o.priority between :lowest and :highest
                group by o.chat_id, o.priority
                having count(*) >= :at_least and min(o.addressed) <= :waiting_since
            )
            update outbox
            set state = 'digested', finished = :now, digest_id = crowded.head
            from crowded
            where outbox.chat_id = crowded.chat_id
            and outbox.priority = crowded.priority
            and outbox.id <> crowded.head
            and outbox.finished is null
            and outbox.state in ('ready', 'waiting')
            and outbox.action = 'post'
            """,
            {
                **chats,
                "lowest": PriorityClass.NEWS * RANKS,
                "highest": PriorityClass.NEWS * RANKS + RANKS - 1,
                "at_least": at_least,
                "waiting_since": to_seconds(waiting_since or now + timedelta(days=1)),
                "now": to_seconds(now),
            },
        )
        cursor = await connection.execute(
            """
            update outbox
            set action = 'digest'
            where chat_id between :from and :to
            and finished is null
            and state in ('ready', 'waiting')
            and action = 'post'
            and exists (select 1 from outbox d where d.digest_id = outbox.id)
            """,
            chats,
        )
        digests += cursor.rowcount
    return digests


async def _ranges(
    connection: Connection, chat_ids: Collection[int] | None
) -> list[tuple[int, int]]:
    """The rows of `chats` as ranges of ids, each for one statement."""
    if chat_ids is not None:
        return [(one, one) for one in sorted(chat_ids)]
    top = await connection.execute_fetchall("select coalesce(max(id), 0) from chats")
    last = next(int(row[0]) for row in top)
    return [(first, first + _CHATS_AT_ONCE - 1) for first in range(1, last + 1, _CHATS_AT_ONCE)]
