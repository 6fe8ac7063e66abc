"""Digests at a chat's own hours: new posts wait there, and gather behind the first of them.

Alerts and breaking news don't wait. What was due while the bot was down is due still, once.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiosqlite

from storage.outbox.rows import KINDS_BY_RANK, Lane

_RANKS = len(KINDS_BY_RANK)


def next_digest(now: datetime, *, zone_name: str, hours: Iterable[int]) -> datetime:
    """The next of these hours (0 to 23) on the clock of a city, later than now.

    An hour that summer time leaves out is taken when it would have been.

    Raises:
        ValueError: there are no hours.
    """
    zone = ZoneInfo(zone_name)
    today = now.astimezone(zone).date()
    moments = [
        datetime.combine(today + timedelta(days=day), time(hour), zone).astimezone(UTC)
        for day in (0, 1, 2)
        for hour in hours
    ]
    later = [moment for moment in moments if moment > now]
    if not later:
        raise ValueError("a digest needs an hour")
    return min(later)


async def hurry_alerts(connection: aiosqlite.Connection, article_id: int) -> None:
    """Let an article pass the waiting digest of each chat that is alerted to its words."""
    await connection.execute(
        """
        update outbox
        set priority = ? + priority % ?,
            state = case
                when exists (
                    select 1
                    from outbox o
                    where o.chat_id = outbox.chat_id
                    and o.priority = ? + outbox.priority % ?
                    and o.finished is null
                )
                then 'waiting'
                else 'ready'
            end
        where article_id = ?
        and priority between ? and ?
        and chat_id in (
            select a.chat_id
            from article_alerts a
            join chats c on c.id = a.chat_id and c.digest_hours <> ''
            where a.article_id = ? and a.kind = 'alert'
        )
        """,
        (
            Lane.BREAKING * _RANKS,
            _RANKS,
            Lane.BREAKING * _RANKS,
            _RANKS,
            article_id,
            *_news_lane(),
            article_id,
        ),
    )


async def gather(connection: aiosqlite.Connection, article_id: int, now: datetime) -> None:
    """Put an article, addressed in this transaction, off to each chat's next digest."""
    timetables = await connection.execute_fetchall(
        """
        select distinct zone, digest_hours
        from chats
        where active = 1 and digest_hours <> ''
        """
    )
    for zone_name, hours in [tuple(row) for row in timetables]:
        due = next_digest(now, zone_name=zone_name, hours=map(int, hours.split(",")))
        await connection.execute(
            """
            update outbox
            set not_before = max(not_before, ?)
            where article_id = ?
            and priority between ? and ?
            and chat_id in (
                select id
                from chats
                where active = 1 and digest_hours <> '' and zone = ? and digest_hours = ?
            )
            """,
            (int(due.timestamp()), article_id, *_news_lane(), zone_name, hours),
        )
    if not list(timetables):
        return
    await _behind_the_first(connection, article_id, now)


async def _behind_the_first(
    connection: aiosqlite.Connection, article_id: int, now: datetime
) -> None:
    """Make the article part of the digest that waits already, where one does."""
    await connection.execute(
        """
        update outbox
        set state = 'digested',
            finished = :now,
            digest_id = (
                select h.id
                from outbox h
                where h.chat_id = outbox.chat_id
                and h.priority = outbox.priority
                and h.finished is null
                and h.state = 'ready'
                and h.action in ('post', 'digest')
            )
        where article_id = :article
        and state = 'waiting'
        and action = 'post'
        and priority between :lowest and :highest
        and chat_id in (select id from chats where active = 1 and digest_hours <> '')
        and exists (
            select 1
            from outbox h
            where h.chat_id = outbox.chat_id
            and h.priority = outbox.priority
            and h.finished is null
            and h.state = 'ready'
            and h.action in ('post', 'digest')
        )
        """,
        {
            "article": article_id,
            "now": int(now.timestamp()),
            "lowest": _news_lane()[0],
            "highest": _news_lane()[1],
        },
    )
    await connection.execute(
        """
        update outbox
        set action = 'digest'
        where action = 'post'
        and id in (
            select digest_id
            from outbox
            where article_id = ? and state = 'digested'
        )
        """,
        (article_id,),
    )


def _news_lane() -> tuple[int, int]:
    return Lane.NEWS * _RANKS, Lane.NEWS * _RANKS + _RANKS - 1
