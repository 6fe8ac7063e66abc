"""Moves scheduled posts to the outbox when their time comes or their chat has room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.channels.relevance import most_relevant
from storage.chats.inactive_reasons import CHOSEN
from storage.engine.database import Connection
from storage.outbox import Outbox
from storage.outbox.delivery_hours import DeliveryHours
from storage.timestamps import to_seconds

HOUR = timedelta(hours=1)
# What has waited so long comes with the others of its age as one digest: it is no news any more.
STALE_AFTER = timedelta(hours=3)
# More of a chat's never wait one by one: the oldest go as a digest before.
MOST_WAITING = 50
# Chats in one transaction, so that publishing never waits long for it.
CHATS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _ChatWithRoom:
    """A chat with articles that wait, and how many posts it may have now (None: any number)."""

    chat_id: int
    room: int | None


async def release(connection: Connection, outbox: Outbox, now: datetime) -> int:
    """Queue the scheduled posts that may go out by now; return how many articles that were.

    What a moderated chat has not approved is proposed instead. Of the rest those at a chosen time
    go first, whatever the hourly limit. Then each chat gets as many of the
    others as its limit leaves room for; see `storage.channels.relevance` for their order.

    Args:
        connection: a transaction.
        outbox: where the posts are queued.
        now: the present time.
    """
    await connection.execute(
        f"""
        delete from scheduled_posts
        where exists (
            select 1
            from chats
            where chats.id = scheduled_posts.chat_id
            and chats.active = 0
            and chats.inactive_reason in {CHOSEN}
        )
        """  # noqa: S608 - a constant
    )
    await _propose_unapproved(connection, now)
    released = await _release_planned(connection, outbox, now)
    for chat in await _chats_with_room(connection, now):
        released += await _release_chat(connection, outbox, chat, now)
    return released


async def _propose_unapproved(connection: Connection, now: datetime) -> None:
    """Make approvals of what waits by no person's choice in a chat that wants to approve by now."""
    rows = list(
        await connection.execute_fetchall(
            """
            select
                w.article_id, w.chat_id, s.wait_minutes,
                c.zone, c.digest_hours, c.quiet_from, c.quiet_until, c.quiet_holds
            from scheduled_posts w
            join channel_settings s on s.chat_id = w.chat_id
            join chats c on c.id = w.chat_id and c.active = 1 and c.paused_until <= :now
            -- Moderated chats are few, and their index leads to what waits for each.
            where w.chat_id in (select chat_id from channel_settings where moderated = 1)
            and w.not_before <= :now and w.manual = 0
            and not exists (
                select 1
                from approvals p
                where p.article_id = w.article_id and p.chat_id = w.chat_id
                and p.state = 'published'
            )
            """,
            {"now": to_seconds(now)},
        )
    )
    for row in rows:
        moment = to_seconds(DeliveryHours.of(row).waking(now))
        await connection.execute(
            """
            insert into approvals (article_id, chat_id, propose_at, due)
            select id, ?, ?, ? from articles where id = ? and status = 'live'
            on conflict do nothing
            """,
            (row["chat_id"], moment, moment + row["wait_minutes"] * 60, row["article_id"]),
        )
        await _drop(connection, row["article_id"], row["chat_id"])


async def _release_planned(connection: Connection, outbox: Outbox, now: datetime) -> int:
    """Queue posts whose chosen time has come, whatever the hourly limit of their chat."""
    rows = list(
        await connection.execute_fetchall(
            """
            select w.article_id, w.chat_id
            from scheduled_posts w
            join chats c on c.id = w.chat_id and c.active = 1 and c.paused_until <= :now
            where w.not_before <= :now and w.manual = 1
            order by w.not_before
            limit :most
            """,
            {"now": to_seconds(now), "most": CHATS_AT_ONCE},
        )
    )
    for row in rows:
        await outbox.address_one(
            connection,
            row["article_id"],
            row["chat_id"],
            breaking=False,
            not_before=now,
            now=now,
        )
        await _drop(connection, row["article_id"], row["chat_id"])
    return len(rows)


async def _chats_with_room(connection: Connection, now: datetime) -> list[_ChatWithRoom]:
    """The chats that may get posts now, with how many."""
    rows = await connection.execute_fetchall(
        """
        select * from (
            select
                w.chat_id, coalesce(s.hourly, 0) as hourly,
                c.zone, c.digest_hours, c.quiet_from, c.quiet_until, c.quiet_holds,
                (
                    select count(*)
                    from channel_posts p
                    where p.chat_id = w.chat_id and p.at > :hour_ago and p.event = 'post'
                )
                + (
                    select count(*)
                    from outbox o
                    where o.chat_id = w.chat_id
                    and o.finished is null
                    and o.action in ('post', 'digest')
                    and o.message_id = 0
                    and o.not_before <= :now
                ) as taken
            from (
                select distinct chat_id from scheduled_posts where not_before <= :now and manual = 0
            ) w
            join chats c on c.id = w.chat_id and c.active = 1 and c.paused_until <= :now
            left join channel_settings s on s.chat_id = w.chat_id
        ) limited
        where hourly = 0 or taken < hourly
        limit :most
        """,
        {
            "now": to_seconds(now),
            "hour_ago": to_seconds(now - HOUR),
            "most": CHATS_AT_ONCE,
        },
    )
    return [
        _ChatWithRoom(
            row["chat_id"],
            None if row["hourly"] == 0 or row["digest_hours"] else row["hourly"] - row["taken"],
        )
        for row in rows
        if DeliveryHours.of(row).waking(now) <= now
    ]


async def _release_chat(
    connection: Connection, outbox: Outbox, chat: _ChatWithRoom, now: datetime
) -> int:
    """Queue the most relevant posts that there is room for; stale and surplus ones as a digest."""
    stale = [
        int(row["article_id"])
        for row in await connection.execute_fetchall(
            """
            select article_id
            from (
                select
                    article_id, queued, not_before,
                    row_number() over (order by queued desc, article_id desc) as place
                from scheduled_posts
                where chat_id = ? and manual = 0
            ) waiting
            where not_before <= ? and (queued <= ? or place > ? or ? = 1)
            order by queued, article_id
            limit ?
            """,
            (
                chat.chat_id,
                to_seconds(now),
                to_seconds(now - STALE_AFTER),
                MOST_WAITING,
                chat.room is None,
                MOST_WAITING,
            ),
        )
    ]
    if len(stale) > 1:
        await outbox.address_digest(connection, stale, chat.chat_id, now=now, manual=False)
        return await _drop_all(connection, chat.chat_id, stale)
    room = len(stale) if chat.room is None else chat.room
    first = stale or await most_relevant(connection, chat.chat_id, room, now)
    for article_id in first:
        await outbox.address_one(
            connection,
            article_id,
            chat.chat_id,
            breaking=False,
            not_before=now,
            now=now,
            manual=False,
        )
    return await _drop_all(connection, chat.chat_id, first)


async def _drop_all(connection: Connection, chat_id: int, articles: Sequence[int]) -> int:
    for article_id in articles:
        await _drop(connection, article_id, chat_id)
    return len(articles)


async def _drop(connection: Connection, article_id: int, chat_id: int) -> None:
    await connection.execute(
        "delete from scheduled_posts where chat_id = ? and article_id = ?", (chat_id, article_id)
    )
