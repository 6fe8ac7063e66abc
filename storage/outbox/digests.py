"""Digests at a chat's own hours: new posts wait there, and gather behind the first of them.

Alerts and breaking news don't wait for them, but for the end of quiet hours that hold posts back.
What was due while the bot was down is due still, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

import aiosqlite

from storage.outbox.rows import KINDS_BY_RANK, Lane
from storage.quiet import quiet_ends, zone_of

_RANKS = len(KINDS_BY_RANK)
_OF_TIMETABLE = """
    select id
    from chats
    where active = 1
    and (digest_hours <> '' or quiet_holds = 1)
    and zone = :zone
    and digest_hours = :hours
    and quiet_from = :from
    and quiet_until = :until
    and quiet_holds = :holds
    """
_HEAD = """
    select h.id
    from outbox h
    where h.chat_id = outbox.chat_id
    and h.priority = outbox.priority
    and h.finished is null
    and h.state = 'ready'
    and h.action in ('post', 'digest')
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When a chat's news comes: its hours for digests, and quiet hours that may hold posts back."""

    zone_name: str
    hours: tuple[int, ...] = ()
    quiet_from: int = 0
    quiet_until: int = 0
    holds: bool = False

    @classmethod
    def of(cls, row: aiosqlite.Row) -> Self:
        """From a row of `chats`."""
        return cls(
            zone_name=row["zone"],
            hours=tuple(int(hour) for hour in row["digest_hours"].split(",") if hour),
            quiet_from=row["quiet_from"],
            quiet_until=row["quiet_until"],
            holds=bool(row["quiet_holds"]),
        )

    def due(self, now: datetime, not_before: datetime) -> datetime:
        """When news of this moment may come that is not to come before `not_before`."""
        if not self.hours:
            return self.waking(not_before)
        return self.waking(next_digest(now, zone_name=self.zone_name, hours=self.hours))

    def waking(self, moment: datetime) -> datetime:
        """That moment, or the end of the quiet hours that hold posts back then."""
        if not self.holds:
            return moment
        return quiet_ends(
            moment,
            zone_name=self.zone_name,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
        )


def next_digest(now: datetime, *, zone_name: str, hours: Iterable[int]) -> datetime:
    """The next of these hours (0 to 23) on the clock of a city, later than now.

    An hour that summer time leaves out is taken when it would have been.

    Raises:
        ValueError: there are no hours.
    """
    zone = zone_of(zone_name)
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


async def gather(
    connection: aiosqlite.Connection, article_id: int, not_before: datetime, now: datetime
) -> None:
    """Put an article, addressed in this transaction, off to each chat's next digest.

    For chats that want no posts in their quiet hours it is put off to the end of these, and
    gathers there in the same way.
    """
    rows = await connection.execute_fetchall(
        """
        select distinct zone, digest_hours, quiet_from, quiet_until, quiet_holds
        from chats
        where active = 1 and (digest_hours <> '' or quiet_holds = 1)
        """
    )
    gathered = False
    for row in rows:
        timetable = Timetable.of(row)
        due = timetable.due(now, not_before)
        if due <= not_before and not timetable.hours:
            continue
        gathered = True
        await _put_off(connection, article_id, timetable, due, now)
    if gathered:
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


async def _put_off(
    connection: aiosqlite.Connection,
    article_id: int,
    timetable: Timetable,
    due: datetime,
    now: datetime,
) -> None:
    """Make it wait in the chats of this timetable, behind what waits there already."""
    lowest, highest = _news_lane()
    values = {
        "article": article_id,
        "due": int(due.timestamp()),
        "now": int(now.timestamp()),
        "lowest": lowest,
        "highest": highest,
        "zone": timetable.zone_name,
        "hours": ",".join(map(str, timetable.hours)),
        "from": timetable.quiet_from,
        "until": timetable.quiet_until,
        "holds": int(timetable.holds),
    }
    await connection.execute(
        f"""
        update outbox
        set not_before = max(not_before, :due)
        where article_id = :article
        and priority between :lowest and :highest
        and chat_id in ({_OF_TIMETABLE})
        """,  # noqa: S608 - a constant
        values,
    )
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
        and chat_id in ({_OF_TIMETABLE})
        and exists ({_HEAD})
        """,  # noqa: S608 - constants
        values,
    )


async def reschedule(connection: aiosqlite.Connection, chat_id: int, now: datetime) -> int:
    """After a change of settings: what waits for an hour waits for the chat's new one, or goes.

    Posts that Telegram has put off are left alone. How many rows were touched.
    """
    rows = await connection.execute_fetchall(
        """
        select zone, digest_hours, quiet_from, quiet_until, quiet_holds, paused_until
        from chats
        where id = ?
        """,
        (chat_id,),
    )
    touched = 0
    for row in rows:
        timetable = Timetable.of(row)
        paused = datetime.fromtimestamp(row["paused_until"], UTC)
        begin = max(now, paused)
        for lane, due in (
            (Lane.NEWS, timetable.due(begin, begin)),
            (Lane.BREAKING, timetable.waking(begin)),
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
                    int(due.timestamp()),
                    chat_id,
                    lane * _RANKS,
                    lane * _RANKS + _RANKS - 1,
                    int(now.timestamp()),
                ),
            )
            touched += cursor.rowcount
    return touched


def _news_lane() -> tuple[int, int]:
    return Lane.NEWS * _RANKS, Lane.NEWS * _RANKS + _RANKS - 1
