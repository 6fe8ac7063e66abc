"""Queues changes of one post in one chat that a person asked for: an edit, a deletion.

Each function works inside its caller's transaction.
"""

from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.ordering import hand_over_digest, promote_next
from storage.outbox.rows import (
    DELIVERED_POST,
    JOINING_CLASS,
    RANKS,
    REOPEN,
    Action,
    DropReason,
    PriorityClass,
)
from storage.timestamps import to_seconds


async def withdraw_one(
    connection: Connection, article_id: int, chat_id: int, *, now: datetime
) -> bool:
    """Take one post back from one chat: not sent if it waits, deleted if it stands there.

    One that is being sent at this moment is deleted after it was sent, if it still was. No
    correction and no return of the article undoes it, and it waits for no other change.
    """
    moment = to_seconds(now)
    waiting = await connection.execute_fetchall(
        """
        select id, priority, action
        from outbox
        where article_id = ? and chat_id = ? and state in ('ready', 'waiting') and message_id = 0
        """,
        (article_id, chat_id),
    )
    for row in waiting:
        if row["action"] == Action.DIGEST:
            await hand_over_digest(connection, row["id"])
        await connection.execute(
            """
            update outbox
            set state = 'dropped', finished = ?, error = ?
            where id = ?
            """,
            (moment, DropReason.WITHDRAWN_BY_HAND, row["id"]),
        )
        await promote_next(connection, [(chat_id, row["priority"])])
        return True
    taken = await connection.execute(
        """
        update outbox
        set taken_back = 1, not_before = ?
        where article_id = ? and chat_id = ? and action <> 'digest'
        and (state = 'sending' or message_id <> 0 and state <> 'dropped')
        """,
        (moment, article_id, chat_id),
    )
    await connection.execute(
        """
        update outbox
        set next_action = 'delete'
        where article_id = ? and chat_id = ? and state = 'sending' and taken_back = 1
        """,
        (article_id, chat_id),
    )
    await _delete_instead(connection, article_id, chat_id)
    await _reopen(connection, article_id, chat_id, Action.DELETE, now)
    return taken.rowcount == 1


async def _delete_instead(connection: Connection, article_id: int, chat_id: int) -> None:
    """Delete a post of which another change waits, without waiting for the changes before that."""
    rows = await connection.execute_fetchall(
        f"""
        update outbox
        set action = 'delete',
            priority = :base_priority + priority % :ranks,
            state = {JOINING_CLASS},
            attempts = 0
        where article_id = :article and chat_id = :chat
        and state in ('ready', 'waiting')
        and priority not between :base_priority and :last
        returning priority % :ranks as rank
        """,  # noqa: S608 - a constant
        {
            "article": article_id,
            "chat": chat_id,
            "base_priority": PriorityClass.TAKEN_BACK * RANKS,
            "last": PriorityClass.TAKEN_BACK * RANKS + RANKS - 1,
            "ranks": RANKS,
        },
    )
    await promote_next(
        connection,
        [
            (chat_id, priority_class * RANKS + row["rank"])
            for row in rows
            for priority_class in (PriorityClass.CHANGES, PriorityClass.WITHDRAWALS)
        ],
    )


async def edit_one(connection: Connection, article_id: int, chat_id: int, *, now: datetime) -> bool:
    """Bring one post up to date in one chat, one being sent afterwards; False for no such post.

    It takes the place of no deletion.
    """
    moment = to_seconds(now)
    waiting = await connection.execute(
        """
        update outbox
        set not_before = ?
        where article_id = ? and chat_id = ? and state in ('ready', 'waiting') and action = 'edit'
        """,
        (moment, article_id, chat_id),
    )
    being_sent = await connection.execute(
        """
        update outbox
        set next_action = 'edit', not_before = ?
        where article_id = ? and chat_id = ? and state = 'sending' and action in ('post', 'edit')
        and coalesce(next_action, 'edit') = 'edit'
        """,
        (moment, article_id, chat_id),
    )
    if waiting.rowcount or being_sent.rowcount:
        return True
    return await _reopen(connection, article_id, chat_id, Action.EDIT, now)


async def _reopen(
    connection: Connection,
    article_id: int,
    chat_id: int,
    action: Action,
    now: datetime,
) -> bool:
    """Do this with a post that stands in the chat."""
    priority_class = PriorityClass.TAKEN_BACK if action is Action.DELETE else PriorityClass.CHANGES
    cursor = await connection.execute(
        f"""
        {REOPEN}
        where article_id = :article and chat_id = :chat
        and {DELIVERED_POST}
        and (:action = 'delete' or action in ('post', 'edit'))
        """,
        {
            "article": article_id,
            "chat": chat_id,
            "base_priority": priority_class * RANKS,
            "ranks": RANKS,
            "moment": to_seconds(now),
            "action": action,
        },
    )
    return cursor.rowcount == 1
