"""Queues the corrections of an article, and its withdrawal, for the chats that have its post.

Each function works inside its caller's transaction and returns how many rows it touched.
"""

from collections.abc import Mapping
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.ordering import promote_next
from storage.outbox.rows import (
    DELIVERED_POST,
    JOINING_CLASS,
    RANKS,
    REOPEN,
    Action,
    PriorityClass,
)
from storage.outbox.withdrawn_rows import drop_waiting
from storage.timestamps import to_seconds


async def address_edit(
    connection: Connection,
    article_id: int,
    *,
    sent_since: datetime,
    not_before: datetime,
) -> int:
    """Bring the posts of an article up to date, once for all changes until `not_before`.

    Args:
        connection: a transaction.
        article_id: the article.
        sent_since: aware UTC; posts sent earlier stay as they are.
        not_before: aware UTC; when the posts are edited at the earliest.

    Returns:
        how many rows were touched.
    """
    return await _address_change(
        connection,
        article_id,
        Action.EDIT,
        priority_class=PriorityClass.CHANGES,
        sent_since=sent_since,
        not_before=not_before,
    )


async def withdraw(
    connection: Connection,
    article_id: int,
    *,
    action: Action | None,
    sent_since: datetime,
    now: datetime,
) -> int:
    """Send a withdrawn article to nobody else, and edit or delete its posts.

    Args:
        connection: a transaction.
        article_id: the article.
        action: `EDIT` or `DELETE`; None keeps the posts.
        sent_since: aware UTC; posts sent earlier stay as they are.
        now: aware UTC; from when on the change is due.

    Returns:
        how many rows were touched.
    """
    touched = await drop_waiting(connection, article_id, now)
    if action is not None:
        touched += await _address_change(
            connection,
            article_id,
            action,
            priority_class=PriorityClass.WITHDRAWALS,
            sent_since=sent_since,
            not_before=now,
        )
    return touched


async def _address_change(
    connection: Connection,
    article_id: int,
    action: Action,
    *,
    priority_class: PriorityClass,
    sent_since: datetime,
    not_before: datetime,
) -> int:
    """Edit or delete the posts of an article that were sent since `sent_since`.

    A channel that wants no edits gets none, but deletions; one of these that is under way when the
    article is public again is followed by an edit. Those after which it is posted anew (see
    `post_after_deletion`) no correction touches: the new post shows it.
    A change that is waiting already is put off to `not_before`, so that one settled change
    makes one edit; a post that is being sent at this moment is changed after it was sent.
    What a person takes back from a chat stays taken back. A post whose last change has failed, or
    was not made because its chat was gone, is changed like any other.

    Args:
        connection: a transaction.
        article_id: the article.
        action: `EDIT`, to show its present state, or `DELETE`.
        priority_class: `CHANGES`, or `WITHDRAWALS`, to which a change that is waiting goes over.
        sent_since: older posts stay as they are.
        not_before: when the changes may be made.

    Returns:
        how many rows were touched.
    """
    values: dict[str, int | str] = {
        "action": action,
        "base_priority": priority_class * RANKS,
        "lowest": PriorityClass.CHANGES * RANKS,
        "highest": PriorityClass.CHANGES * RANKS + RANKS - 1,
        "ranks": RANKS,
        "moment": to_seconds(not_before),
        "article": article_id,
        "since": to_seconds(sent_since),
    }
    waiting = await connection.execute(
        """
        update outbox
        set not_before = :moment,
            action = :action,
            next_action = null,
            marked = 0
        where article_id = :article
        and state in ('ready', 'waiting')
        and action in ('edit', 'delete')
        and taken_back = 0
        and (:base_priority <> :lowest or coalesce(next_action, '') <> 'post')
        """,
        values,
    )
    if priority_class != PriorityClass.CHANGES:
        await _move_from_changes(connection, values)
    being_sent = await connection.execute(
        """
        update outbox
        set next_action = :action,
            not_before = :moment
        where article_id = :article
        and state = 'sending'
        and action in ('post', 'edit', 'delete')
        and taken_back = 0
        and (:base_priority <> :lowest or coalesce(next_action, '') <> 'post')
        and (
            :action <> 'edit'
            or action = 'delete'
            or chat_id not in (select chat_id from channel_settings where edits = 0)
        )
        """,
        values,
    )
    reopened = await connection.execute(
        f"""
        {REOPEN},
        marked = marked * taken_back
        where article_id = :article
        and {DELIVERED_POST}
        and (taken_back = 0 or state = 'failed')
        and sent >= :since
        and (
            :action <> 'edit'
            or chat_id not in (select chat_id from channel_settings where edits = 0)
        )
        """,  # noqa: S608 - constants
        values,
    )
    if priority_class == PriorityClass.WITHDRAWALS:
        # Where it fails owners are told, whatever they were told of before.
        await connection.execute(
            "delete from failure_notices where article_id = :article", {"article": article_id}
        )
    return waiting.rowcount + being_sent.rowcount + reopened.rowcount


async def _move_from_changes(connection: Connection, values: Mapping[str, int | str]) -> None:
    """Let the changes of an article that wait behind corrections of others do so no longer."""
    rows = await connection.execute_fetchall(
        f"""
        update outbox
        set priority = :base_priority + priority % :ranks,
            state = {JOINING_CLASS}
        where article_id = :article
        and state in ('ready', 'waiting')
        and action in ('edit', 'delete')
        and taken_back = 0
        and priority between :lowest and :highest
        returning chat_id, priority % :ranks as rank
        """,  # noqa: S608 - constants
        values,
    )
    changes = PriorityClass.CHANGES * RANKS
    await promote_next(connection, [(row["chat_id"], changes + row["rank"]) for row in rows])
