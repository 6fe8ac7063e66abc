"""Defers new posts to a chat's next digest, in which they are collected.

Alerts and breaking news don't wait for them, but for the end of quiet hours that hold posts back.
What was due while the bot was down is due still, once.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.engine.database import Connection
from storage.outbox.delivery_hours import DeliveryHours
from storage.outbox.rows import JOINING_CLASS, RANKS, PriorityClass
from storage.timestamps import from_seconds, to_seconds

# Identifies the hours of delivery among the columns of `chats`.
_KEY = (
    "zone || '|' || digest_hours || '|' || quiet_from || '|' || quiet_until || '|' || quiet_holds"
)
_HEAD = """
    select h.id
    from outbox h
    where h.chat_id = outbox.chat_id
    and h.priority = outbox.priority
    and h.finished is null
    and h.state = 'ready'
    and h.action in ('post', 'digest')
    """


async def exempt_alerts(connection: Connection, article_id: int) -> None:
    """Let an article pass the waiting digest of each chat that is alerted to its words."""
    lowest, highest = _news_priorities()
    await connection.execute(
        f"""
        update outbox
        set priority = :base_priority + priority % :ranks,
            state = {JOINING_CLASS}
        where article_id = :article
        and priority between :lowest and :highest
        and chat_id in (
            select a.chat_id
            from alert_matches a
            join chats c on c.id = a.chat_id and c.digest_hours <> ''
            where a.article_id = :article and a.kind = 'alert'
        )
        """,  # noqa: S608 - constants
        {
            "base_priority": PriorityClass.BREAKING * RANKS,
            "ranks": RANKS,
            "article": article_id,
            "lowest": lowest,
            "highest": highest,
        },
    )


async def defer_to_digest(
    connection: Connection,
    article_id: int,
    not_before: datetime,
    now: datetime,
    only: Sequence[int] | None = None,
) -> None:
    """Put an article, addressed in this transaction, off to each chat's next digest.

    For chats that want no posts in their quiet hours it is put off to the end of these, and
    gathers there in the same way. Where it waits already it must not be put off once more: `only`
    names the rows that were addressed, None for all of the article.
    """
    rows = await connection.execute_fetchall(
        f"""
        select distinct {_KEY} as key, zone, digest_hours, quiet_from, quiet_until, quiet_holds
        from chats
        where active = 1 and (digest_hours <> '' or quiet_holds = 1)
        """  # noqa: S608 - a constant
    )
    dues = _dues({row["key"]: DeliveryHours.of(row) for row in rows}, now, not_before)
    if not dues:
        return
    lowest, highest = _news_priorities()
    values: dict[str, int | str] = {
        "article": article_id,
        "dues": json.dumps([[key, to_seconds(due)] for key, due in dues.items()]),
        "settled": to_seconds(not_before),
        "only": json.dumps(only),
        "now": to_seconds(now),
        "lowest": lowest,
        "highest": highest,
    }
    among = "" if only is None else "and outbox.id in (select value from each_number(:only))"
    await connection.execute(
        f"""
        with dues as materialized (
            select first as key, second as due from each_pair(:dues)
        )
        update outbox
        set not_before = max(outbox.not_before, dues.due)
        from chats c
        join dues on dues.key = {_KEY}
        where outbox.article_id = :article
        and outbox.priority between :lowest and :highest
        and c.id = outbox.chat_id
        and c.active = 1
        and (c.digest_hours <> '' or c.quiet_holds = 1)
        {among}
        """,  # noqa: S608 - constants
        values,
    )
    await _behind_the_first(connection, values, among)


def _dues(
    hours_by_key: Mapping[str, DeliveryHours], now: datetime, not_before: datetime
) -> dict[str, datetime]:
    """When the news of this moment is due by the hours that do not let it come at once."""
    dues = {key: one.due(now, not_before) for key, one in hours_by_key.items()}
    return {key: due for key, due in dues.items() if hours_by_key[key].hours or due > not_before}


async def _behind_the_first(
    connection: Connection, values: Mapping[str, int | str], among: str
) -> None:
    """Make the article part of what waits already, where something does.

    What waits in a moderated chat is approved, and this article is not: it stays a row of its own,
    which is held for approval.
    """
    await connection.execute(
        f"""
        update outbox
        set state = 'digested',
            finished = :now,
            digest_id = ({_HEAD})
        where article_id = :article
        and state = 'waiting'
        and action = 'post'
        and priority between :lowest and :highest
        and exists (
            select 1
            from chats c
            where c.id = outbox.chat_id
            and (c.digest_hours <> '' or c.quiet_holds = 1 and outbox.not_before > :settled)
        )
        and exists ({_HEAD})
        and not exists (
            select 1
            from channel_settings s
            where s.chat_id = outbox.chat_id and s.moderated = 1
        )
        {among}
        """,  # noqa: S608 - constants
        values,
    )
    await connection.execute(
        """
        update outbox
        set action = 'digest'
        where action = 'post'
        and id in (
            select digest_id
            from outbox
            where article_id = :article and state = 'digested'
        )
        """,
        values,
    )


async def reschedule(connection: Connection, chat_id: int, now: datetime) -> int:
    """After a change of settings: what waits for an hour waits for the chat's new one, or goes.

    Posts that Telegram has put off are left alone. How many rows were touched.
    """
    rows = await connection.execute_fetchall(
        """
        select
            c.zone, c.digest_hours, c.quiet_from, c.quiet_until, c.quiet_holds, c.paused_until,
            s.paused_since
        from chats c
        left join channel_settings s on s.chat_id = c.id
        where c.id = ?
        """,
        (chat_id,),
    )
    touched = 0
    for row in rows:
        hours = DeliveryHours.of(row)
        # Nobody knows when a pause of the desk ends: what is due in it is dropped.
        known = row["paused_since"] is None
        begin = max(now, from_seconds(row["paused_until"])) if known else now
        for priority_class, due in (
            (PriorityClass.NEWS, hours.due(begin, begin)),
            (PriorityClass.BREAKING, hours.waking(begin)),
            (PriorityClass.BY_HAND, hours.waking(begin)),
            (PriorityClass.ANNOUNCEMENTS, hours.waking(begin)),
        ):
            cursor = await connection.execute(
                """
                update outbox
                set not_before = ?
                where chat_id = ?
                and finished is null
                and state in ('ready', 'waiting')
                and action in ('post', 'digest')
                and priority between ? and ?
                and not_before > ?
                and error = ''
                """,
                (
                    to_seconds(due),
                    chat_id,
                    priority_class * RANKS,
                    priority_class * RANKS + RANKS - 1,
                    to_seconds(now),
                ),
            )
            touched += cursor.rowcount
    return touched


def _news_priorities() -> tuple[int, int]:
    return PriorityClass.NEWS * RANKS, PriorityClass.NEWS * RANKS + RANKS - 1
