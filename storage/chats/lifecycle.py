"""Deactivates, reactivates and deletes chats, with their outbox rows.

Each function works inside its caller's transaction, on the chat and on the outbox rows that
hang on it, so that the two can never disagree.
"""

import json
from datetime import datetime, timedelta

from storage.chats.inactive_reasons import CHOSEN, OF_TOPIC
from storage.chats.lost_chats import park, propose_again
from storage.engine.database import Connection
from storage.models import InactiveReason
from storage.timestamps import to_seconds

KEEP_SETTINGS = timedelta(days=30)
# The change of a row of the outbox that is owed to its chat, which is gone.
OWED_CHANGE = """
    case
        when message_id = 0 then null
        when next_action = 'post' then 'edit'
        else action
    end"""


async def deactivate(
    connection: Connection,
    chat_id: int,
    reason: InactiveReason,
    now: datetime,
    *,
    whole_chat: bool = True,
) -> list[int]:
    """Post no more to this chat; its settings stay for `KEEP_SETTINGS`.

    Where nothing is posted already, a choice takes the place of what was found: else the news would
    come back by itself.

    Args:
        connection: a transaction.
        chat_id: row of `chats`.
        reason: why, kept with the chat and with the posts that it does not get.
        now: when the chat was found to be gone.
        whole_chat: with every topic of the same forum; False for a topic that was closed.

    Returns:
        the rows of `chats` that were active until now.
    """
    rows = await connection.execute_fetchall(
        """
        update chats
        set active = 0, inactive_reason = ?, inactive_since = ?, locked_since = null
        where active = 1
        and (id = ? or (? = 1 and telegram_id = (select telegram_id from chats where id = ?)))
        returning id
        """,
        (reason, to_seconds(now), chat_id, whole_chat, chat_id),
    )
    gone = [int(row[0]) for row in rows]
    if reason.chosen:
        await _choose_no_return(connection, chat_id, reason, now, whole_chat=whole_chat)
    waiting = await connection.execute_fetchall(
        """
        select id
        from outbox
        where chat_id in (select value from each_number(?))
        and finished is null
        and state in ('ready', 'waiting')
        """,
        (json.dumps(gone),),
    )
    await park(connection, [int(row[0]) for row in waiting], now)
    await propose_again(connection, gone, now)
    await connection.executemany(
        f"""
        update outbox
        set state = case when message_id = 0 then 'dropped' else 'sent' end,
            finished = ?, error = ?,
            next_action = {OWED_CHANGE}
        where chat_id = ? and finished is null and state in ('ready', 'waiting')
        """,  # noqa: S608 - a constant
        [(to_seconds(now), reason, one) for one in gone],
    )
    return gone


async def _choose_no_return(
    connection: Connection, chat_id: int, reason: InactiveReason, now: datetime, *, whole_chat: bool
) -> None:
    await connection.execute(
        f"""
        update chats
        set inactive_reason = ?, inactive_since = ?
        where active = 0 and inactive_reason not in {CHOSEN}
        and (id = ? or (? = 1 and telegram_id = (select telegram_id from chats where id = ?)))
        """,  # noqa: S608 - a constant
        (reason, to_seconds(now), chat_id, whole_chat, chat_id),
    )


async def reactivate(connection: Connection, telegram_id: int) -> int:
    """Take up a chat again with the settings that it had; return how many rows came back.

    Its posts get the changes that it has missed. Only what was lost with the whole chat comes back:
    a topic that was closed stays closed until somebody chooses it again, and what has ended the
    news has ended it.
    """
    rows = await connection.execute_fetchall(
        f"""
        update chats
        set active = 1, inactive_reason = '', inactive_since = null
        where telegram_id = ? and active = 0
        and inactive_reason not in {OF_TOPIC} and inactive_reason not in {CHOSEN}
        returning id
        """,  # noqa: S608 - a constant
        (telegram_id,),
    )
    back = [int(row["id"]) for row in rows]
    for chat_id in back:
        await queue_owed_changes(connection, chat_id)
    return len(back)


async def queue_owed_changes(connection: Connection, chat_id: int) -> None:
    """Queue the corrections and withdrawals that a chat has missed while it was gone."""
    cursor = await connection.execute(
        """
        update outbox
        set state = 'waiting', action = next_action, next_action = null, finished = null,
            attempts = 0, error = ''
        where chat_id = ? and finished is not null and next_action is not null
        """,
        (chat_id,),
    )
    if cursor.rowcount:
        await one_head_each(connection, chat_id)


async def one_head_each(connection: Connection, chat_id: int) -> None:
    """Make the oldest row of each queue its only head again, unless one is being sent."""
    await connection.execute(
        """
        update outbox set state = 'waiting'
        where chat_id = ? and finished is null and state = 'ready'
        """,
        (chat_id,),
    )
    await connection.execute(
        """
        update outbox set state = 'ready'
        where id in (
            select min(id)
            from outbox
            where chat_id = ? and finished is null
            group by priority
            having count(*) filter (where state = 'sending') = 0
        )
        """,
        (chat_id,),
    )


async def unite_topics(connection: Connection, chat_id: int, now: datetime) -> list[int]:
    """A forum has turned its topics off: of its topics one alone goes on getting posts.

    All of them would be posted into the one conversation that is left. Several tell of it in any
    order, each in ignorance of the others, so a rule says which one goes on: the group's own
    settings if it gets posts outside of topics, else the topic that was added first.

    Args:
        connection: a transaction.
        chat_id: any topic of the forum, also one that has ended.
        now: when it was found.

    Returns:
        the rows of `chats` that were active until now and have ended.
    """
    active = await connection.execute_fetchall(
        """
        select topic.id
        from chats this
        join chats topic on topic.telegram_id = this.telegram_id
        where this.id = ? and topic.active = 1
        order by case topic.thread_id when 0 then 0 else 1 end, topic.id
        """,
        (chat_id,),
    )
    return [
        ended
        for other in [int(row["id"]) for row in active][1:]
        for ended in await deactivate(
            connection, other, InactiveReason.TOPICS_OFF, now, whole_chat=False
        )
    ]


async def delete_gone_chats(connection: Connection, now: datetime, *, limit: int = 1000) -> int:
    """Delete chats inactive for longer than `KEEP_SETTINGS`, at most `limit`; return how many."""
    rows = await connection.execute_fetchall(
        """
        delete from chats
        where id in (
            select id from chats where active = 0 and inactive_since < ? limit ?
        )
        returning id
        """,
        (to_seconds(now - KEEP_SETTINGS), limit),
    )
    return len(list(rows))


async def erase(connection: Connection, telegram_id: int) -> int:
    """Erase the chat with all that hangs on it; how many rows of `chats` there were.

    The posts too: they tell what the chat got, and no key of the schema takes them along.
    """
    await connection.execute(
        """
        delete from outbox
        where id in (
            select o.id
            from articles a
            join chats c on c.telegram_id = ?
            cross join outbox o on o.article_id = a.id and o.chat_id = c.id
            union all
            select o.id
            from announcements a
            join chats c on c.telegram_id = ?
            cross join outbox o on o.announcement_id = a.id and o.chat_id = c.id
        )
        """,
        (telegram_id, telegram_id),
    )
    await connection.execute("delete from saved_searches where telegram_id = ?", (telegram_id,))
    cursor = await connection.execute("delete from chats where telegram_id = ?", (telegram_id,))
    return cursor.rowcount
