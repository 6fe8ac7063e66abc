"""Bounds how far in the future a stored time may lie, and repairs those that a wrong clock wrote.

A moment farther ahead than whoever wrote it may ask for was written by a clock that was wrong, or
is read by one. Waits are ended or cut short, and what lies in the past by its nature is taken for
now, so that neither news nor the deletion of what is kept for a time waits for years.

The clock that is wrong may be the present one. Articles would keep the dates that it gives them for
good, so these stay while articles that the site has dated lie ahead.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection

log = logging.getLogger(__name__)

# A pause that a reader chose, with the digest after it; Telegram's longest waits are shorter.
LONGEST_DEFERRAL = timedelta(days=16)
LONGEST_LEASE = timedelta(minutes=10)
LONGEST_RECHECK = timedelta(days=5)
# As long as POLL_MAX may be, or a feed may ask for, and a bit.
LONGEST_FEED_WAIT = timedelta(days=1, hours=3)
LONGEST_PARSER_PAUSE = timedelta(hours=24)
# Telegram may refuse a chat for longer; by then nobody waits for the answer.
LONGEST_INBOX_WAIT = timedelta(minutes=5)
# Seven days of planning, and the wait for an answer after them.
LONGEST_PLAN = timedelta(days=9)
# Between two clocks that are right; also how far a moment of the past may seem to lie ahead.
TOLERANCE = timedelta(minutes=1)
# An article that the site does not date is dated when it is read, and stored right after that.
_READING = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Horizon:
    """A column of moments, and how far ahead of now the farthest honest one lies.

    What lies farther becomes `instead`, an SQL expression of `:now` and `:latest` in the column's
    own unit, of which a second has `per_second`. `where` narrows the rows to those that an index
    finds: the others wait for nothing.
    """

    table: str
    column: str
    longest: timedelta = TOLERANCE
    instead: str = ":now"
    where: str = ""
    per_second: int = 1

    @property
    def statement(self) -> str:
        """The SQL that repairs this column."""
        narrowed = f" and {self.where}" if self.where else ""
        return f"""
            update {self.table}
            set {self.column} = {self.instead}
            where {self.column} > :latest{narrowed}
            """  # noqa: S608 - constants of this module


# Ended at once where the work is only done earlier; cut short where a person counts on the wait.
WAITS = (
    Horizon("feeds", "next_check", LONGEST_FEED_WAIT),
    Horizon("articles", "next_recheck", LONGEST_RECHECK, where="next_recheck is not null"),
    # The desk's pauses last until somebody ends them.
    Horizon(
        "chats",
        "paused_until",
        LONGEST_DEFERRAL,
        ":latest",
        where="id not in (select chat_id from channel_settings where paused_since > 0)",
    ),
    Horizon("outbox", "not_before", LONGEST_DEFERRAL, where="finished is null"),
    # The sending that holds the lease may not have ended.
    Horizon("outbox", "lease_until", LONGEST_LEASE, ":latest", where="state = 'sending'"),
    Horizon(
        "approvals",
        "propose_at",
        LONGEST_PLAN,
        where="state = 'pending' and propose_at is not null",
    ),
    Horizon(
        "approvals",
        "due",
        LONGEST_PLAN,
        # Nothing is published unanswered before people had the time that they were promised.
        """
        :now + 60 * coalesce(
            (select wait_minutes from channel_settings s where s.chat_id = approvals.chat_id), 30
        )
        """,
        where="state = 'pending'",
    ),
    Horizon("scheduled_posts", "not_before", LONGEST_PLAN, ":latest", where="manual = 1"),
    Horizon("scheduled_posts", "not_before", LONGEST_DEFERRAL, where="manual = 0"),
    Horizon("withdrawn_schedules", "not_before", LONGEST_PLAN, ":latest"),
    Horizon("parser_kills", "retry_at", LONGEST_PARSER_PAUSE),
    Horizon("inbox", "not_before", LONGEST_INBOX_WAIT, where="state = 'waiting'", per_second=1000),
)
# Of articles only those still read again have to be right; the others are ordered by date.
ARTICLE_DATES = (
    Horizon("articles", "published"),
    Horizon("articles", "first_seen", where="next_recheck is not null"),
    Horizon("articles", "modified", where="next_recheck is not null"),
)
# Past events can't lie after now; these times decide what is deleted, reported or read.
PAST_EVENTS = (
    *ARTICLE_DATES,
    Horizon("edit_notices", "modified"),
    Horizon("edit_notices", "told"),
    Horizon("feeds", "last_success"),
    Horizon("feeds", "failing_since"),
    Horizon("feeds", "floor"),
    Horizon("feeds", "unsettled_since"),
    Horizon("feeds", "edits_since"),
    Horizon("held_articles", "held"),
    Horizon("held_articles", "notified"),
    Horizon("failure_notices", "told"),
    Horizon("feed_alarms", "notified"),
    Horizon("chats", "inactive_since", where="active = 0"),
    Horizon("chats", "migrated", where="migrated is not null"),
    Horizon("chats", "locked_since", where="locked_since is not null"),
    Horizon("saved_searches", "last_used"),
    Horizon("fruitless_words", "first_sought"),
    Horizon("fruitless_words", "last_sought"),
    Horizon("parser_kills", "last"),
    Horizon("outbox", "addressed", where="finished is null"),
    Horizon("outbox", "finished", where="finished is not null"),
    Horizon("approvals", "decided"),
    Horizon("scheduled_posts", "queued"),
    Horizon("channel_posts", "at"),
    Horizon("loss_notices", "at"),
    Horizon("announcements", "drafted"),
    Horizon("announcements", "approved"),
    Horizon("announcements", "reported"),
    Horizon("articles", "withdrawn", where="withdrawn is not null"),
    Horizon("mass_withdrawals", "began"),
    Horizon("mass_withdrawals", "asked"),
    Horizon("mass_withdrawals", "decided"),
    Horizon("mass_withdrawal_articles", "held"),
    Horizon("floods", "began"),
    Horizon("floods", "told"),
    Horizon("floods", "decided"),
    Horizon("channel_settings", "paused_since"),
    Horizon("audit_log", "at"),
    Horizon("prompts", "asked"),
    Horizon("inbox", "received", per_second=1000),
)


def still_waits(until: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether a wait until `until` goes on; one that ends later than `longest` from now is over."""
    return until is not None and now < until <= now + longest


async def repair_future_times(connection: Connection, now: datetime) -> int:
    """End or cut short the waits of all tables that lie too far ahead; return how many.

    It works inside the caller's transaction; see `WAITS` and `PAST_EVENTS` for the bounds.
    """
    changed = 0
    behind = await _is_behind(connection, now)
    if behind:
        log.warning("articles lie ahead of the clock, by the site's dates: is the clock behind?")
    for one in (*WAITS, *PAST_EVENTS):
        if behind and one in ARTICLE_DATES:
            continue
        cursor = await connection.execute(
            one.statement,
            {
                "now": int(now.timestamp() * one.per_second),
                "latest": int((now + one.longest).timestamp() * one.per_second),
            },
        )
        changed += cursor.rowcount
    return changed


async def _is_behind(connection: Connection, now: datetime) -> bool:
    """Whether an article lies ahead by a date of the site, and not of a clock that was ahead.

    No date that is kept is later than the clock was when the article was read (`with_date` of
    `bot.ingest.publications`). What such a clock dates itself has the moment of its reading, and
    what the site has dated lay before that.
    """
    rows = await connection.execute_fetchall(
        "select 1 from articles where published > ? and published < first_seen - ? limit 1",
        (int((now + TOLERANCE).timestamp()), int(_READING.total_seconds())),
    )
    return bool(list(rows))
