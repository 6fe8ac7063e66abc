"""Queues articles for one chat, as a person asks or when its time comes; records external posts.

Each function works inside its caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from storage.engine.database import Connection, Row
from storage.outbox.deliveries import PostPart, written_parts
from storage.outbox.ordering import (
    hand_over_digest,
    leave_finished_digest,
    post_if_alone,
    promote_next,
)
from storage.outbox.rows import (
    ADDRESSABLE_ANEW,
    ADDRESSABLE_BY_HAND,
    JOINING_NEW,
    NEW_PRIORITY,
    RANKS,
    Action,
    PriorityClass,
)
from storage.timestamps import to_seconds


async def address_one(
    connection: Connection,
    article_id: int,
    chat_id: int,
    *,
    breaking: bool,
    not_before: datetime,
    now: datetime,
    manual: bool = True,
) -> bool:
    """Promise an article to this chat; False where it has it already or takes no posts.

    What had failed, was dropped or went into a digest is sent anew. What a person has chosen waits
    for no other news, and is taken from the digest that it waits for or came with.

    Args:
        connection: a transaction.
        article_id: the article.
        chat_id: the id of the chat in the store.
        breaking: whether it goes before other news.
        not_before: aware UTC; when it is sent at the earliest.
        now: aware UTC.
        manual: whether a person has chosen it; else what the chat mutes, or has not approved, is
            not sent.
    """
    priority_class = PriorityClass.BY_HAND if manual else PriorityClass.NEWS
    later = await _waiting(connection, article_id, chat_id, after=not_before) if manual else []
    await leave_finished_digest(connection, article_id, chat_id, sent=manual)
    cursor = await connection.execute(
        f"""
        insert into outbox
            (article_id, chat_id, priority, state, not_before, addressed, manual)
        select
            :article,
            c.id,
            {NEW_PRIORITY},
            {JOINING_NEW},
            :not_before,
            :now,
            :manual
        from chats c
        where c.id = :chat and c.active = 1
        on conflict (article_id, chat_id) do update
        set priority = excluded.priority,
            action = 'post',
            state = excluded.state,
            not_before = excluded.not_before,
            addressed = excluded.addressed,
            manual = excluded.manual,
            attempts = 0,
            doubts = case
                when outbox.state in ('ready', 'waiting') then outbox.doubts else 0
            end,
            marked = 0,
            taken_back = 0,
            message_id = 0,
            has_photo = 0,
            parts = '',
            sent = null,
            finished = null,
            digest_id = null,
            error = ''
        where {ADDRESSABLE_BY_HAND if manual else ADDRESSABLE_ANEW}
        or excluded.manual = 1
        and outbox.state in ('ready', 'waiting')
        and outbox.message_id = 0
        and outbox.not_before > excluded.not_before
        """,  # noqa: S608 - constants
        {
            "article": article_id,
            "chat": chat_id,
            # What a person chose stands behind nothing that waits for the end of quiet hours.
            "base_priority": (PriorityClass.BREAKING if breaking and not manual else priority_class)
            * RANKS,
            "not_before": to_seconds(not_before),
            "now": to_seconds(now),
            "manual": int(manual),
        },
    )
    await _close_gaps(connection, later)
    return cursor.rowcount == 1


async def _waiting(
    connection: Connection, article_id: int, chat_id: int, *, after: datetime | None = None
) -> list[Row]:
    """The row of an article that waits for a chat, alone or in a digest, which goes on without it.

    Call `_close_gaps` with it when it is out of its queue.

    Args:
        connection: a transaction.
        article_id: the article.
        chat_id: the chat's own id.
        after: only if it waits for a later moment than this; a part of a digest always does.
    """
    rows = list(
        await connection.execute_fetchall(
            """
            select id, chat_id, action, priority, digest_id
            from outbox
            where article_id = ? and chat_id = ? and message_id = 0
            and (state in ('ready', 'waiting') and not_before > ? or state = 'digested')
            and exists (select 1 from chats c where c.id = outbox.chat_id and c.active = 1)
            """,
            (article_id, chat_id, to_seconds(after) if after else -1),
        )
    )
    for row in rows:
        if row["action"] == Action.DIGEST:
            await hand_over_digest(connection, row["id"])
    return rows


async def _close_gaps(connection: Connection, rows: Sequence[Row]) -> None:
    """Let what waited behind rows that have left their queues go on, and a digest of one be one."""
    for row in rows:
        if row["digest_id"] is not None:
            await post_if_alone(connection, row["digest_id"])
        await promote_next(connection, [(row["chat_id"], row["priority"])])


async def record_external_post(
    connection: Connection,
    article_id: int,
    chat_id: int,
    message_id: int,
    *,
    has_photo: bool,
    parts: Sequence[PostPart],
    now: datetime,
) -> None:
    """The article was posted past the outbox; the post is corrected and withdrawn like others.

    Where it waits, alone or in a digest, it waits no longer. Where it stands already, or is being
    sent at this moment, nothing changes.
    """
    waiting = await _waiting(connection, article_id, chat_id)
    await leave_finished_digest(connection, article_id, chat_id, sent=True)
    cursor = await connection.execute(
        f"""
        insert into outbox (
            article_id, chat_id, priority, state, not_before, addressed, manual,
            message_id, has_photo, parts, sent, finished
        )
        select :article, id, :priority, 'sent', :now, :now, 1, :message, :photo, :parts, :now, :now
        from chats
        where id = :chat
        on conflict (article_id, chat_id) do update
        set action = 'post',
            state = 'sent',
            manual = 1,
            message_id = excluded.message_id,
            has_photo = excluded.has_photo,
            parts = excluded.parts,
            posted_in = null,
            sent = excluded.sent,
            finished = excluded.finished,
            digest_id = null,
            taken_back = 0,
            marked = 0,
            doubts = 0,
            error = ''
        where {ADDRESSABLE_BY_HAND}
        or outbox.state in ('ready', 'waiting') and outbox.message_id = 0
        """,  # noqa: S608 - a constant
        {
            "article": article_id,
            "chat": chat_id,
            "priority": PriorityClass.NEWS * RANKS,
            "message": message_id,
            "photo": has_photo,
            "parts": written_parts(parts),
            "now": to_seconds(now),
        },
    )
    await _close_gaps(connection, waiting)
    if cursor.rowcount == 1:
        await connection.execute(
            """
            insert into channel_posts (chat_id, article_id, event, at, message_id)
            values (?, ?, 'post', ?, ?)
            """,
            (chat_id, article_id, to_seconds(now), message_id),
        )


async def address_digest(
    connection: Connection,
    article_ids: Sequence[int],
    chat_id: int,
    *,
    now: datetime,
    not_before: datetime | None = None,
    manual: bool = True,
) -> int:
    """Promise several articles to this chat as one digest; how many of them it had not got.

    `not_before` (at once if None) and `manual` are as in `address_one`.
    """
    fresh = [
        article_id
        for article_id in article_ids
        if await address_one(
            connection,
            article_id,
            chat_id,
            breaking=False,
            not_before=not_before or now,
            now=now,
            manual=manual,
        )
    ]
    if len(fresh) > 1:
        head, *others = fresh
        await connection.execute(
            "update outbox set action = 'digest' where article_id = ? and chat_id = ?",
            (head, chat_id),
        )
        await connection.executemany(
            """
            update outbox
            set state = 'digested',
                finished = ?1,
                digest_id = (select id from outbox where article_id = ?2 and chat_id = ?3)
            where article_id = ?4 and chat_id = ?3
            """,
            [(to_seconds(now), head, chat_id, other) for other in others],
        )
    return len(fresh)
