"""Which chats an article goes to, and what follows when it changes or is withdrawn.

Each function works inside its caller's transaction and returns how many rows it touched.
"""

from datetime import datetime, timedelta

import aiosqlite

from storage.outbox.rows import KINDS_BY_RANK, Action, Lane

_RANKS = len(KINDS_BY_RANK)
# Keeps the memory of a statement over all chats small.
_CHATS_AT_ONCE = 20_000


async def address(
    connection: aiosqlite.Connection,
    article_id: int,
    *,
    breaking: bool,
    not_before: datetime,
    now: datetime,
) -> int:
    """One row for each chat that wants the article; a chat that has one gets no second."""
    cursor = await connection.execute(
        """
        insert or ignore into outbox
            (article_id, chat_id, priority, state, not_before, addressed)
        select
            :article,
            c.id,
            :lane + case c.kind when 'channel' then 0 when 'group' then 1 else 2 end,
            case
                when exists (
                    select 1
                    from outbox o
                    where o.chat_id = c.id
                    and o.priority
                        = :lane + case c.kind when 'channel' then 0 when 'group' then 1 else 2 end
                    and o.finished is null
                )
                then 'waiting'
                else 'ready'
            end,
            :not_before,
            :now
        from (
            select id from chats where active = 1 and everything = 1
            union
            select f.chat_id
            from article_tags t
            join follows f on f.tag_id = t.tag_id
            where t.article_id = :article
            union
            select a.chat_id
            from article_alerts a
            where a.article_id = :article and a.kind in ('alert', 'search')
        ) wanting
        join chats c on c.id = wanting.id and c.active = 1 and c.paused_until <= :now
        where not exists (
            select 1
            from article_alerts a
            where a.article_id = :article and a.chat_id = c.id and a.kind = 'mute'
        )
        and not exists (
            select 1
            from article_tags t
            join mutes m on m.chat_id = c.id and m.tag_id = t.tag_id
            where t.article_id = :article
        )
        """,
        {
            "article": article_id,
            "lane": (Lane.BREAKING if breaking else Lane.NEWS) * _RANKS,
            "not_before": int(not_before.timestamp()),
            "now": int(now.timestamp()),
        },
    )
    return cursor.rowcount


async def address_change(
    connection: aiosqlite.Connection,
    article_id: int,
    action: Action,
    *,
    sent_since: datetime,
    not_before: datetime,
) -> int:
    """Edit or delete the posts of an article that were sent since `sent_since`.

    A channel that wants no edits gets none, but deletions.
    A change that is waiting already is put off to `not_before`, so that one settled change
    makes one edit; a post that is being sent at this moment is changed after it was sent.
    """
    moment = int(not_before.timestamp())
    put_off = await connection.execute(
        """
        update outbox
        set not_before = ?, action = ?
        where article_id = ? and state in ('ready', 'waiting') and action in ('edit', 'delete')
        """,
        (moment, action, article_id),
    )
    being_sent = await connection.execute(
        """
        update outbox
        set next_action = ?, not_before = ?
        where article_id = ? and state = 'sending' and action in ('post', 'edit')
        and (? != 'edit' or chat_id not in (select chat_id from channel_settings where edits = 0))
        """,
        (action, moment, article_id, action),
    )
    reopened = await connection.execute(
        """
        update outbox
        set action = :action,
            priority = :lane + priority % :ranks,
            state = case
                when exists (
                    select 1
                    from outbox o
                    where o.chat_id = outbox.chat_id
                    and o.priority = :lane + outbox.priority % :ranks
                    and o.finished is null
                )
                then 'waiting'
                else 'ready'
            end,
            not_before = :moment,
            finished = null,
            attempts = 0,
            error = ''
        where article_id = :article
        and state = 'sent'
        and action in ('post', 'edit')
        and message_id != 0
        and sent >= :since
        and (
            :action != 'edit'
            or chat_id not in (select chat_id from channel_settings where edits = 0)
        )
        """,
        {
            "action": action,
            "lane": Lane.CHANGES * _RANKS,
            "ranks": _RANKS,
            "moment": moment,
            "article": article_id,
            "since": int(sent_since.timestamp()),
        },
    )
    return put_off.rowcount + being_sent.rowcount + reopened.rowcount


async def drop_waiting(connection: aiosqlite.Connection, article_id: int, now: datetime) -> int:
    """Send an article to nobody who has not got it yet."""
    rows = await connection.execute_fetchall(
        """
        update outbox
        set state = 'dropped', finished = ?, error = 'withdrawn'
        where article_id = ? and state in ('ready', 'waiting') and action = 'post'
        returning chat_id, priority
        """,
        (int(now.timestamp()), article_id),
    )
    queues = [(int(row[0]), int(row[1])) for row in rows]
    await next_in_line(connection, queues)
    return len(queues)


async def next_in_line(connection: aiosqlite.Connection, queues: list[tuple[int, int]]) -> None:
    """Make the oldest waiting row of each queue (chat, priority) claimable, if it has no head."""
    await connection.executemany(
        """
        update outbox
        set state = 'ready'
        where id = (
            select id
            from outbox
            where chat_id = ?1 and priority = ?2 and finished is null and state = 'waiting'
            order by id
            limit 1
        )
        and not exists (
            select 1
            from outbox
            where chat_id = ?1 and priority = ?2 and finished is null
            and state in ('ready', 'sending')
        )
        """,
        queues,
    )


async def collapse(
    connection: aiosqlite.Connection,
    now: datetime,
    *,
    waiting_since: datetime | None,
    at_least: int,
) -> int:
    """Turn the waiting posts of a chat into one digest; return how many digests there are.

    Breaking news and changes stay single. Chats with `catch_up` off are left as they are.

    Args:
        connection: a transaction.
        now: the time of the change.
        waiting_since: only chats whose oldest row was addressed before this; None: all.
        at_least: how many rows a chat must have waiting to be worth a digest.
    """
    top = await connection.execute_fetchall("select coalesce(max(id), 0) from chats")
    last_chat = next(int(row[0]) for row in top)
    digests = 0
    for first_chat in range(1, last_chat + 1, _CHATS_AT_ONCE):
        chats = {"from": first_chat, "to": first_chat + _CHATS_AT_ONCE - 1}
        await connection.execute(
            """
            with crowded as materialized (
                select o.chat_id as chat_id, o.priority as priority, min(o.id) as head
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
            and outbox.id > crowded.head
            and outbox.finished is null
            and outbox.state in ('ready', 'waiting')
            and outbox.action = 'post'
            """,
            {
                **chats,
                "lowest": Lane.NEWS * _RANKS,
                "highest": Lane.NEWS * _RANKS + _RANKS - 1,
                "at_least": at_least,
                "waiting_since": int((waiting_since or now + timedelta(days=1)).timestamp()),
                "now": int(now.timestamp()),
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
