"""Counts the bot's subscribers, who came and who went, and what they follow most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.models import InactiveReason
from storage.timestamps import to_seconds

DAY = timedelta(days=1)
DAYS = 7
MAX_TAGS = 5
# What never subscribed is inactive from its first moment on, for that reason; so is a subscriber
# whom Telegram lets nobody write to, but later.
_SUBSCRIBED = "not (inactive_reason = ? and inactive_since is not null and inactive_since = joined)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChanges:
    """How many chats came, left and blocked the bot in some time."""

    joined: int
    left: int
    blocked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The subscribed chats now, and how their number changed.

    `joined_by_day` are those who came in each of the last seven times 24 hours, the oldest first;
    `followed` the names of the tags that most chats follow, with their number.
    """

    subscribers: int
    day: AudienceChanges
    week: AudienceChanges
    joined_by_day: tuple[int, ...]
    followed: tuple[tuple[str, int], ...]


class Audiences:
    """Counts subscribers; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def at(self, now: datetime) -> Audience:
        """Count the audience. Reads every chat once: for a person who asks, not for a poll.

        A chat that asked to be forgotten is in no number, and neither is one that has settings but
        never subscribed; one that left or was lost is counted until its settings are deleted.
        """
        async with self._database.reading() as connection:
            active = await connection.execute_fetchall(
                "select count(*) from chats where active = 1"
            )
            by_day = [
                await _joined(connection, now - DAY * (back + 1), now - DAY * back)
                for back in reversed(range(DAYS))
            ]
            followed = await connection.execute_fetchall(
                """
                select tags.name, count(*) as times
                from follows
                join chats on chats.id = follows.chat_id
                join tags on tags.id = follows.tag_id
                where chats.active = 1
                group by tags.id, tags.name
                order by times desc, tags.name
                limit ?
                """,
                (MAX_TAGS,),
            )
            return Audience(
                subscribers=next(int(row[0]) for row in active),
                day=await _changes(connection, now - DAY, now),
                week=await _changes(connection, now - DAY * DAYS, now),
                joined_by_day=tuple(by_day),
                followed=tuple((str(row[0]), int(row[1])) for row in followed),
            )


async def _joined(connection: Connection, since: datetime, until: datetime) -> int:
    rows = await connection.execute_fetchall(
        f"select count(*) from chats where joined > ? and joined <= ? and {_SUBSCRIBED}",  # noqa: S608
        (to_seconds(since), to_seconds(until), InactiveReason.NEVER_STARTED),
    )
    return next(int(row[0]) for row in rows)


async def _changes(connection: Connection, since: datetime, until: datetime) -> AudienceChanges:
    rows = await connection.execute_fetchall(
        f"""
        select inactive_reason, count(*)
        from chats
        where active = 0 and inactive_since > ? and {_SUBSCRIBED}
        group by inactive_reason
        """,  # noqa: S608 - a constant
        (to_seconds(since), InactiveReason.NEVER_STARTED),
    )
    gone = {str(row[0]): int(row[1]) for row in rows}
    blocked = gone.pop(InactiveReason.BLOCKED, 0)
    return AudienceChanges(
        joined=await _joined(connection, since, until), left=sum(gone.values()), blocked=blocked
    )
