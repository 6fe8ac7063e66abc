"""Keeps the unsent posts of a group or channel that removed the bot, for its return.

Each function works inside its caller's transaction.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.chats.inactive_reasons import CHOSEN
from storage.engine.database import Connection
from storage.timestamps import to_seconds


async def park(connection: Connection, row_ids: Sequence[int], now: datetime) -> None:
    """Move the unsent posts of these outbox rows to scheduled posts, if their chat was lost.

    A chat that left of its own will wants nothing any more, and a person who blocks the bot
    neither. What was promised by hand keeps its place in the list of planned posts; the rest,
    the articles of a digest too, comes together. All of it goes when the chat is forgotten.
    """
    if not row_ids:
        return
    await connection.execute(
        f"""
        insert into scheduled_posts (article_id, chat_id, not_before, queued, manual)
        select promised.article_id, c.id, :now, :now, promised.manual
        from (
            select o.article_id, o.chat_id,
                case o.action when 'post' then o.manual else 0 end as manual
            from each_number(:ids) one
            join outbox o on o.id = one.value
            where o.message_id = 0 and o.action in ('post', 'digest')
            union all
            select member.article_id, member.chat_id, 0
            from each_number(:ids) one
            join outbox o on o.id = one.value
            join outbox member on member.digest_id = o.id
            where o.message_id = 0 and o.action = 'digest'
        ) promised
        join chats c on c.id = promised.chat_id
        join articles a on a.id = promised.article_id and a.status = 'live'
        where c.kind != 'private'
        and c.active = 0
        and c.inactive_reason not in {CHOSEN}
        on conflict do nothing
        """,  # noqa: S608 - a constant
        {"ids": json.dumps(list(row_ids)), "now": to_seconds(now)},
    )


async def propose_again(connection: Connection, chat_ids: Sequence[int], now: datetime) -> None:
    """Have pending approvals proposed again when their inactive or paused chats get posts again.

    Those that are just being proposed, too: their times become others than were read for that, so
    that `storage.channels.proposals` does not note them as asked about. Whom a fault has kept from
    the last proposal gets the next one with the others.
    """
    await connection.executemany(
        """
        delete from missed_proposals
        where approval_id in (
            select id from approvals where chat_id = ? and state = 'pending'
        )
        """,
        [(chat_id,) for chat_id in chat_ids],
    )
    await connection.executemany(
        """
        update approvals
        set propose_at = max(?1, coalesce(propose_at, 0) + 1)
        where chat_id = ?2 and state = 'pending' and coalesce(propose_at, 0) <= ?1
        """,
        [(to_seconds(now), chat_id) for chat_id in chat_ids],
    )
