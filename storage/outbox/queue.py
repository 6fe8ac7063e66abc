"""Claiming rows and recording what became of them, inside a transaction."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiosqlite

from storage import destinations
from storage.models import ChatKind, PostFormat
from storage.outbox.addressing import next_in_line
from storage.outbox.rows import (
    KINDS_BY_RANK,
    PRIORITIES,
    Action,
    Delivery,
    Done,
    Failed,
    Gone,
    Lane,
    Moved,
    PutBack,
    Result,
    Sent,
)
from storage.outbox.timetables import Timetable
from storage.quiet import is_quiet

# One index range for each priority: a single range over all would sort the whole backlog.
_DUE = "\nunion all\n".join(
    f"""
    select * from (
        select o.*
        from outbox o
        where o.state = 'ready' and o.priority = {priority} and o.not_before <= :now
        order by o.not_before, o.id
        limit :limit
    )
    """  # noqa: S608 - numbers of this module
    for priority in PRIORITIES
)
CLAIM = f"""
    select
        o.id, o.article_id, o.chat_id, o.action, o.priority, o.attempts, o.addressed,
        o.message_id, o.has_photo,
        c.telegram_id, c.thread_id, c.kind, c.language, c.format, c.silent, c.active,
        c.zone, c.quiet_from, c.quiet_until, c.quiet_holds, c.digest_hours, c.paused_until,
        c.kind = 'private'
        and (
            exists (
                select 1
                from article_tags t
                join mutes m on m.chat_id = o.chat_id and m.tag_id = t.tag_id
                where t.article_id = o.article_id
            )
            or exists (
                select 1
                from article_alerts a
                where a.article_id = o.article_id and a.chat_id = o.chat_id and a.kind = 'mute'
            )
        ) as muted
    from ({_DUE} limit :limit) o
    left join chats c on c.id = o.chat_id
    """  # noqa: S608 - the statement above


async def claim(
    connection: aiosqlite.Connection, limit: int, now: datetime, lease: timedelta
) -> list[Delivery]:
    """Mark up to `limit` due rows as being sent, the most urgent first."""
    await _take_back_expired(connection, now)
    claimed: list[Delivery] = []
    while len(claimed) < limit:
        rows = list(
            await connection.execute_fetchall(
                CLAIM, {"now": int(now.timestamp()), "limit": limit - len(claimed)}
            )
        )
        put_off = {row["id"]: until for row in rows if (until := _put_off(row, now)) > now}
        unwanted = {row["id"]: reason for row in rows if (reason := _unwanted(row))}
        wanted = [row for row in rows if row["id"] not in put_off.keys() | unwanted.keys()]
        await connection.executemany(
            "update outbox set state = 'sending', lease_until = ? where id = ?",
            [(int((now + lease).timestamp()), row["id"]) for row in wanted],
        )
        for row in wanted:
            articles = await _articles(connection, row)
            followed = await _followed(connection, row["chat_id"], articles)
            claimed.append(_delivery(row, articles, followed, now + lease, now))
        if len(wanted) == len(rows):
            break
        await connection.executemany(
            "update outbox set not_before = ? where id = ?",
            [(_ceiling(until), row_id) for row_id, until in put_off.items()],
        )
        # Finishing what nobody wants any more makes room for others.
        await connection.executemany(
            """
            update outbox
            set state = case when message_id = 0 then 'dropped' else 'sent' end,
                finished = ?, error = ?
            where id = ?
            """,
            [(int(now.timestamp()), reason, row_id) for row_id, reason in unwanted.items()],
        )
        queues = [(row["chat_id"], row["priority"]) for row in rows if row["id"] in unwanted]
        await next_in_line(connection, queues)
    return claimed


def _unwanted(row: aiosqlite.Row) -> str:
    """Why a row need not be sent any more; empty where it is to be."""
    if not row["active"]:
        return "chat gone"
    # A digest may hold other articles than the muted one.
    return "muted" if row["muted"] and row["action"] == Action.POST else ""


def _put_off(row: aiosqlite.Row, now: datetime) -> datetime:
    """Until when a new post has to wait by its chat's present wishes; now where it need not.

    A channel's own hours count when an article is addressed; what an editor posts there by hand
    goes at once.
    """
    new = row["action"] in (Action.POST, Action.DIGEST)
    if not new or not row["active"] or row["kind"] == ChatKind.CHANNEL:
        return now
    paused = now
    if row["kind"] == ChatKind.PRIVATE:
        paused = max(now, datetime.fromtimestamp(row["paused_until"], UTC))
    return Timetable.of(row).waking(paused)


async def _articles(connection: aiosqlite.Connection, row: aiosqlite.Row) -> tuple[int, ...]:
    """The articles of a digest, its own and those of the rows that it stands for.

    What was muted since then is left out of a reader's.
    """
    if row["action"] != Action.DIGEST:
        return ()
    others = await connection.execute_fetchall(
        """
        select o.article_id
        from outbox o
        where o.digest_id = :id
        and not (
            :private
            and (
                exists (
                    select 1
                    from article_tags t
                    join mutes m on m.chat_id = o.chat_id and m.tag_id = t.tag_id
                    where t.article_id = o.article_id
                )
                or exists (
                    select 1
                    from article_alerts a
                    where a.article_id = o.article_id
                    and a.chat_id = o.chat_id
                    and a.kind = 'mute'
                )
            )
        )
        """,
        {"id": row["id"], "private": row["kind"] == ChatKind.PRIVATE},
    )
    own = () if row["muted"] else (int(row["article_id"]),)
    return tuple(sorted({*own, *(int(other[0]) for other in others)}))


async def _followed(
    connection: aiosqlite.Connection, chat_id: int, articles: tuple[int, ...]
) -> tuple[int, ...]:
    """Which of a digest's articles stand under a tag that the chat follows."""
    if not articles:
        return ()
    rows = await connection.execute_fetchall(
        """
        select distinct t.article_id
        from json_each(?)
        join article_tags t on t.article_id = json_each.value
        join follows f on f.chat_id = ? and f.tag_id = t.tag_id
        order by t.article_id
        """,
        (json.dumps(articles), chat_id),
    )
    return tuple(int(row["article_id"]) for row in rows)


def _delivery(
    row: aiosqlite.Row,
    articles: tuple[int, ...],
    followed: tuple[int, ...],
    until: datetime,
    now: datetime,
) -> Delivery:
    # It may be sent at any moment of its lease, in which quiet hours may begin.
    quiet = any(
        is_quiet(
            moment,
            zone_name=row["zone"],
            quiet_from=row["quiet_from"],
            quiet_until=row["quiet_until"],
        )
        for moment in (now, until)
    )
    return Delivery(
        id=row["id"],
        article_id=row["article_id"],
        chat_id=row["chat_id"],
        telegram_id=row["telegram_id"],
        thread_id=row["thread_id"],
        kind=ChatKind(row["kind"]),
        language=row["language"],
        format=PostFormat(row["format"]),
        silent=bool(row["silent"]) or quiet,
        action=Action(row["action"]),
        priority=row["priority"],
        attempts=row["attempts"],
        addressed=datetime.fromtimestamp(row["addressed"], UTC),
        message_id=row["message_id"],
        has_photo=bool(row["has_photo"]),
        articles=articles,
        followed=followed,
    )


async def _take_back_expired(connection: aiosqlite.Connection, now: datetime) -> None:
    cursor = await connection.execute(
        "update outbox set state = 'ready' where state = 'sending' and lease_until < ?",
        (int(now.timestamp()),),
    )
    await count(connection, {"in_doubt": cursor.rowcount})


@dataclass(frozen=True, slots=True)
class _Row:
    """What recording must know of a row, as it stands before."""

    chat_id: int
    priority: int
    next_action: str | None
    message_id: int


async def record(
    connection: aiosqlite.Connection, results: Sequence[Result], now: datetime
) -> list[int]:
    """Write what became of claimed rows; return the chats that were deactivated by it.

    A result for a row that is not being sent any more (its article was deleted) is ignored.
    """
    rows = {
        int(row["id"]): _Row(row["chat_id"], row["priority"], row["next_action"], row["message_id"])
        for row in await connection.execute_fetchall(
            """
            select id, chat_id, priority, next_action, message_id
            from outbox
            where id in (select value from json_each(?)) and state = 'sending'
            """,
            (json.dumps([result.id for result in results]),),
        )
    }
    known = [result for result in results if result.id in rows]
    moment = int(now.timestamp())
    gone: list[int] = []
    for kind, write in _WRITERS.items():
        of_kind = [result for result in known if type(result) is kind]
        if of_kind:
            statement, parameters = write(moment)
            await connection.executemany(statement, [parameters(one) for one in of_kind])
    await _follow_up(connection, {i: row for i, row in rows.items() if row.next_action}, moment)
    await next_in_line(connection, list({(row.chat_id, row.priority) for row in rows.values()}))
    for result in known:
        if isinstance(result, Gone):
            gone += await destinations.deactivate(
                connection, result.chat_id, result.reason, now, whole_chat=result.whole_chat
            )
        elif isinstance(result, Moved):
            await destinations.migrate(connection, result.telegram_id, result.new_telegram_id)
    await count(connection, Counter(type(one).__name__.lower() for one in known))
    return gone


async def _follow_up(
    connection: aiosqlite.Connection, changed: dict[int, _Row], moment: int
) -> None:
    """Queue the change that came while a post was on its way."""
    await connection.executemany(
        """
        update outbox
        set action = next_action,
            next_action = null,
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
            finished = null,
            attempts = 0
        where id = :id and state = 'sent'
        """,
        [
            {"lane": Lane.CHANGES * len(KINDS_BY_RANK), "ranks": len(KINDS_BY_RANK), "id": i}
            for i in changed
        ],
    )
    # What was not sent after all is composed anew when its turn comes, or not at all.
    await connection.executemany(
        """
        update outbox
        set state = case
                when next_action = 'delete' and message_id = 0 and state = 'ready' then 'dropped'
                else state
            end,
            finished = case
                when next_action = 'delete' and message_id = 0 and state = 'ready' then ?
                else finished
            end,
            action = case
                when next_action = 'delete' and message_id != 0 then 'delete'
                else action
            end,
            next_action = null
        where id = ? and next_action is not null
        """,
        [(moment, i) for i in changed],
    )


async def count(connection: aiosqlite.Connection, by: dict[str, int] | Counter[str]) -> None:
    """Add to the totals that outlive the process."""
    await connection.executemany(
        """
        insert into outbox_totals (name, value) values (?, ?)
        on conflict (name) do update set value = value + excluded.value
        """,
        [(name, number) for name, number in by.items() if number > 0],
    )


async def take_back(connection: aiosqlite.Connection, ids: Iterable[int]) -> None:
    """Make rows claimable that were marked, but of which no request was begun."""
    await connection.executemany(
        "update outbox set state = 'ready', next_action = null where id = ? and state = 'sending'",
        [(one,) for one in ids],
    )


_Parameters = Callable[..., tuple[object, ...]]


def _sent(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'sent', message_id = ?, has_photo = ?, sent = coalesce(sent, ?),
            finished = ?, lease_until = null, error = ''
        where id = ?
        """,
        lambda one: (one.message_id, one.has_photo, moment, moment, one.id),
    )


def _done(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = case when action = 'delete' or message_id = 0 then 'dropped' else 'sent' end,
            finished = ?, lease_until = null
        where id = ?
        """,
        lambda one: (moment, one.id),
    )


def _put_back(_moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'ready', not_before = ?, attempts = attempts + ?, error = ?,
            lease_until = null
        where id = ?
        """,
        lambda one: (_ceiling(one.not_before), one.counted, one.error, one.id),
    )


def _failed(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'failed', finished = ?, error = ?, lease_until = null
        where id = ?
        """,
        lambda one: (moment, one.error, one.id),
    )


def _gone(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = case when message_id = 0 then 'dropped' else 'sent' end,
            finished = ?, error = ?, lease_until = null
        where id = ?
        """,
        lambda one: (moment, one.reason, one.id),
    )


def _moved(_moment: int) -> tuple[str, _Parameters]:
    return (
        "update outbox set state = 'ready', lease_until = null where id = ?",
        lambda one: (one.id,),
    )


def _ceiling(moment: datetime) -> int:
    """Whole seconds, never earlier than was asked for."""
    return -int(-moment.timestamp() // 1)


_WRITERS: dict[type[Result], Callable[[int], tuple[str, _Parameters]]] = {
    Sent: _sent,
    Done: _done,
    PutBack: _put_back,
    Failed: _failed,
    Gone: _gone,
    Moved: _moved,
}
