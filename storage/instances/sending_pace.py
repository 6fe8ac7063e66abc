"""Shares out among the instances on one PostgreSQL database what Telegram takes in a second.

One row says until when the time is given away. Whoever wants to send takes the next part of it, as
long as its messages take at Telegram's rate: so all instances together send no faster than one
alone may, whoever of them is busy, and one that sends nothing costs nothing.

    leader's broadcast  [ 1 2 3 ]           [ 5 6 7 ]
    answers of others             [ 4 ]               [ 8 ]        ── time ──>

Only the clock of the database's server is asked for the time, in microseconds.
"""

from dataclasses import astuple, dataclass, replace

from storage.engine.database import Database

MICROSECONDS = 1_000_000
# While only one instance sends, its own count of the last second is exact, and it may make up for
# what it was late. Its broadcasts are given so much ahead: a slow answer of the database holds up
# none.
_SLACK = 250_000
_BROADCAST_ALONE = 250_000
# While several do, nobody sees what the others send late: a little of the time stays free for that,
# and hardly anything is made up for. Of 30 messages in 1.04 s, one that is late by 30 ms is not the
# thirty-first of somebody's second.
_SHARED_SLACK = 20_000
_SHARED_TIME = 1.028
# While broadcasts are sent, answers get two thirds of the time, and may be ahead of that by this.
_ANSWERS_TIME = 3 / 2
_ANSWERS_AHEAD = 300_000
# Farther ahead nothing is given away: it was written while the server's clock was wrong.
_FARTHEST = 10 * MICROSECONDS
_NOW = f"cast(extract(epoch from clock_timestamp()) * {MICROSECONDS} as bigint)"


@dataclass(frozen=True, slots=True)
class Pace:
    """How the time is given away; moments in microseconds since 1970.

    Attributes:
        next: when the next message may go.
        answers_next: when answers have used no more than their share.
        broadcast: when somebody last asked for a broadcast.
        shared: when an instance last asked after another one.
        last: the name of the instance that asked last.
    """

    next: int = 0
    answers_next: int = 0
    broadcast: int = 0
    shared: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an instance wants to send: so many messages, each of which takes `microseconds`.

    `most` is how many it has in all: broadcasts get more than `count` where much lies before them.
    """

    instance: str
    count: int
    microseconds: int
    answers: bool
    most: int = 0


@dataclass(frozen=True, slots=True)
class TimeGrant:
    """What it gets: its messages go `wait` from now, and then one each `apart`; microseconds.

    The first may be late already (below 0); one that is late by more than `slack` is forfeit. With
    no messages (`count`) it asks again then. `alone` says that nobody else has asked within a
    second.
    """

    wait: int
    count: int = 0
    apart: int = 0
    slack: int = 0
    alone: bool = False


def take(pace: Pace, wanted: Wanted, now: int) -> tuple[Pace, TimeGrant]:
    """Give an instance the next part of the time, unless answers must leave it to broadcasts."""
    if max(pace.next, pace.answers_next, pace.broadcast, pace.shared) > now + _FARTHEST:
        pace = Pace(last=pace.last)
    if pace.last not in {"", wanted.instance}:
        pace = replace(pace, shared=now)
    several = now - pace.shared < MICROSECONDS
    apart = round(wanted.microseconds * (_SHARED_TIME if several else 1))
    slack = _SHARED_SLACK if several else _SLACK
    # Who comes later than that has not been late, but had nothing to send.
    start = pace.next if now - pace.next <= slack else now
    count = wanted.count
    answers_next = max(pace.answers_next, now)
    pace = replace(pace, last=wanted.instance)
    if wanted.answers:
        ahead = answers_next - now - _ANSWERS_AHEAD
        if ahead > 0 and now - pace.broadcast < MICROSECONDS:
            return pace, TimeGrant(ahead)
        answers_next += round(count * apart * _ANSWERS_TIME)
    else:
        # Half as many as lie before them: so they have a third, however many instances answer.
        ahead = (start - now) // 2 if several else _BROADCAST_ALONE - max(start - now, 0)
        count = max(count, min(wanted.most, ahead // apart))
        pace = replace(pace, broadcast=now)
    pace = replace(pace, next=start + count * apart, answers_next=answers_next)
    return pace, TimeGrant(start - now, count, apart, slack, alone=not several)


class SendingPace:
    """The row that keeps it, which all instances take turns to change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, wanted: Wanted) -> TimeGrant:
        """Take the next part of the time.

        Raises:
            StorageError: the database can't be used; nothing was taken.
        """
        async with self._database.transaction(alone=False) as connection:
            rows = await connection.execute_fetchall(
                f"""
                select next, answers_next, broadcast, shared, last, {_NOW} as now
                from sending_pace
                for update
                """  # noqa: S608 - a constant
            )
            if not rows:
                # The table keeps nothing over a crash of the server.
                await connection.execute(
                    "insert into sending_pace (id) values (1) on conflict (id) do nothing"
                )
                rows = await connection.execute_fetchall(
                    f"""
                    select next, answers_next, broadcast, shared, last, {_NOW} as now
                    from sending_pace
                    for update
                    """  # noqa: S608 - a constant
                )
            *before, now = rows[0]
            pace, grant = take(Pace(*before), wanted, now)
            await connection.execute(
                """
                update sending_pace
                set next = ?, answers_next = ?, broadcast = ?, shared = ?, last = ?
                """,
                astuple(pace),
            )
        return grant
