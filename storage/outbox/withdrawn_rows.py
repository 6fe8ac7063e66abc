"""Takes a withdrawn article out of what waits, and puts it back when it is public again.

Each function works inside its caller's transaction and returns how many rows it touched.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.digests import defer_to_digest
from storage.outbox.ordering import hand_over_digest, post_if_alone, promote_next
from storage.outbox.rows import RANKS, DropReason, PriorityClass, joining
from storage.timestamps import to_seconds

# The queue of a row that is promised again; one whose post was deleted is in that of withdrawals.
_PRIORITY = f"""
    case
        when outbox.action = 'delete' then :base_priority + outbox.priority % {RANKS}
        else outbox.priority
    end"""


async def drop_waiting(connection: Connection, article_id: int, now: datetime) -> int:
    """Send an article to nobody who has not got it yet, neither alone nor in a digest.

    What is being sent at this moment is left alone.
    """
    values = {"article": article_id, "now": to_seconds(now), "reason": DropReason.WITHDRAWN}
    in_digests = list(
        await connection.execute_fetchall(
            """
            select o.id, o.digest_id
            from outbox o
            join outbox d on d.id = o.digest_id
            where o.article_id = ? and o.state = 'digested'
            and d.state in ('ready', 'waiting') and d.message_id = 0
            """,
            (article_id,),
        )
    )
    await connection.executemany(
        """
        update outbox
        set state = 'dropped', finished = ?, error = ?, digest_id = null
        where id = ?
        """,
        [(to_seconds(now), DropReason.WITHDRAWN, row["id"]) for row in in_digests],
    )
    for row in in_digests:
        await post_if_alone(connection, row["digest_id"])
    heads = await connection.execute_fetchall(
        """
        select id
        from outbox
        where article_id = ? and state in ('ready', 'waiting') and action = 'digest'
        and message_id = 0
        """,
        (article_id,),
    )
    for head in heads:
        await hand_over_digest(connection, head["id"])
    rows = await connection.execute_fetchall(
        """
        update outbox
        set state = 'dropped', action = 'post', finished = :now, error = :reason
        where article_id = :article
        and message_id = 0
        and (
            state in ('ready', 'waiting') and action in ('post', 'digest')
            or state = 'failed' and action = 'post'
        )
        returning chat_id, priority
        """,
        values,
    )
    queues = [(int(row["chat_id"]), int(row["priority"])) for row in rows]
    await promote_next(connection, queues)
    return len(in_digests) + len(queues)


async def reopen(
    connection: Connection,
    article_id: int,
    *,
    breaking: bool,
    now: datetime,
    only: Sequence[int] | None = None,
) -> int:
    """Promise an article again to the chats for which it waited when it was withdrawn.

    So it is to those whose post was deleted then; nobody else gets it a second time. A channel that
    is paused by now catches up as on what it missed before.

    Args:
        connection: a transaction.
        article_id: the article.
        breaking: whether it waits for no digest.
        now: the present time.
        only: the ids of the rows by which it is promised; None for all of the article.
    """
    among = "" if only is None else "and id in (select value from each_number(:only))"
    cursor = await connection.execute(
        f"""
        update outbox
        set state = {joining("outbox.chat_id", _PRIORITY)},
            priority = {_PRIORITY},
            action = 'post',
            not_before = :now,
            addressed = case
                when chat_id in (
                    select chat_id from channel_settings where paused_since is not null
                )
                then addressed
                else :now
            end,
            message_id = 0,
            has_photo = 0,
            parts = '',
            sent = null,
            finished = null,
            attempts = 0,
            doubts = 0,
            error = ''
        where article_id = :article
        and state = 'dropped' and taken_back = 0
        and (message_id = 0 and error = :reason or message_id <> 0 and action = 'delete')
        {among}
        """,  # noqa: S608 - constants
        {
            "article": article_id,
            "now": to_seconds(now),
            "reason": DropReason.WITHDRAWN,
            "only": json.dumps(only),
            "base_priority": (PriorityClass.BREAKING if breaking else PriorityClass.NEWS) * RANKS,
        },
    )
    if cursor.rowcount and not breaking:
        await defer_to_digest(connection, article_id, now, now, only)
    return cursor.rowcount


async def post_after_deletion(connection: Connection, article_id: int) -> None:
    """Have an article that is public again posted anew where its post is being deleted.

    Also where the deletion is to be repeated because its answer was lost: an edit would find no
    post, and end there. What was not begun is edited.

    Args:
        connection: a transaction, in which `address_edit` comes after this.
        article_id: the article.
    """
    await connection.execute(
        """
        update outbox
        set next_action = 'post'
        where article_id = ?
        and action = 'delete' and taken_back = 0
        and (state = 'sending' or state in ('ready', 'waiting') and attempts > 0)
        """,
        (article_id,),
    )


async def cancel_owed_deletions(connection: Connection, article_id: int, *, is_news: bool) -> None:
    """Owe lost chats no deletion of an article that is public again, nor one of what is sent now.

    A first post on its way stays once it is there: in a channel without corrections nothing else
    takes the deletion's place. One that was given back since the withdrawal goes only as news.

    Args:
        connection: a transaction, in which `address_edit` comes after this.
        article_id: the article.
        is_news: whether chats that have not got it get it now.
    """
    await connection.execute(
        """
        update outbox
        set next_action = null
        where article_id = :article
        and next_action = 'delete' and taken_back = 0
        and (
            state in ('sent', 'failed')
            or message_id = 0 and state = 'sending'
            or message_id = 0 and state in ('ready', 'waiting') and :is_news = 1
        )
        """,
        {"article": article_id, "is_news": int(is_news)},
    )
