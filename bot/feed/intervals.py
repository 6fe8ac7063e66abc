"""Computes how long until a feed is polled and an article is rechecked; pure functions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

# An article that waits for the next poll should be the exception: a tenth of the mean distance
# between two articles leaves nine polls of ten without one.
_POLLS_PER_ARTICLE: Final = 10
_HABIT_DAYS: Final = 14
_SHORTEST_MEMORY_DAYS: Final = 3
_JITTER_SHARE: Final = 0.1
_LONGEST_BACK_OFF: Final = timedelta(hours=1)
# Firewalls and broken clocks ask for days, and one such answer would silence the bot for as long;
# asking once an hour burdens no site.
_LONGEST_ASKED: Final = timedelta(hours=1)
# WordPress names ten minutes in each of its maintenances (`wp_maintenance`), though the update of
# a plug-in takes seconds.
_PASSING_FAILURES: Final = 2
_RECHECKED_AFTER: Final = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
_LAST_TRY: Final = timedelta(days=4)
_FIRST_LOOK_FOR_EDIT: Final = timedelta(minutes=2)


def publishing_rate(published: Iterable[datetime], now: datetime) -> tuple[float, ...]:
    """Compute the newsroom's publishing rate: articles an hour for each hour of the day (UTC).

    Counted over the last 14 days, or over as many as the articles reach back (at least 3); each
    hour borrows from its neighbours, because nobody publishes to the minute.
    """
    recent = [moment for moment in published if now - timedelta(days=_HABIT_DAYS) <= moment <= now]
    if not recent:
        return (0.0,) * 24
    days = max((now - min(recent)) / timedelta(days=1), _SHORTEST_MEMORY_DAYS)
    counts = [0] * 24
    for moment in recent:
        counts[moment.astimezone(UTC).hour] += 1
    return tuple(
        (counts[hour - 1] + 2 * counts[hour] + counts[(hour + 1) % 24]) / (4 * days)
        for hour in range(24)
    )


def next_check(
    *,
    now: datetime,
    poll_min: timedelta,
    poll_max: timedelta,
    per_hour: Sequence[float] = (),
    failures: int = 0,
    retry_after: timedelta | None = None,
    max_age: timedelta | None = None,
    jitter: float = 0.0,
) -> datetime:
    """Return the time of the next poll.

    Args:
        now: the current time, aware UTC.
        poll_min: the shortest wait, used while the newsroom publishes or its rate is unknown.
        poll_max: the longest wait without failures.
        per_hour: the publishing rate, from `publishing_rate`; empty: unknown.
        failures: consecutive failures, which double the wait up to an hour.
        retry_after: the wait that the site asked for, kept up to an hour.
        max_age: how long the last response is fresh, kept up to `poll_max`.
        jitter: from 0 to 1, adds up to a tenth, so that several bots do not poll in step.
    """
    wait = _by_rate(now, poll_min, poll_max, per_hour)
    if failures > 0:
        wait = min(poll_min * 2 ** min(failures, 20), max(poll_max, _LONGEST_BACK_OFF))
    elif max_age is not None:
        wait = max(wait, min(max_age, poll_max))
    wait += wait * (_JITTER_SHARE * min(max(jitter, 0.0), 1.0))
    if retry_after is not None:
        wait = max(wait, min(retry_after, _LONGEST_ASKED))
    return now + wait


def may_be_passing(failures: int, *, again: bool) -> bool:
    """Return whether a maintenance may be one of seconds, however long a wait its answer names.

    Args:
        failures: consecutive failures, with this one.
        again: whether the failure before was a maintenance, too.
    """
    return failures <= _PASSING_FAILURES or not again


def explains(new: int, *, allowance: int, per_hour: Sequence[float], since: timedelta) -> bool:
    """Return whether so many new articles are plausible for the newsroom, and not a feed's error.

    Three times the busiest hour's rate is allowed for the time since the last poll; five articles
    an hour if the rate is unknown.

    Args:
        new: how many items of one poll are new.
        allowance: how many may be new at any poll.
        per_hour: the publishing rate, from `publishing_rate`; empty: unknown.
        since: the time since the last successful poll.
    """
    rate = 3 * max(per_hour, default=5 / 3)
    return new <= allowance + rate * (since / timedelta(hours=1))


def is_idle_hour(now: datetime, per_hour: Sequence[float]) -> bool:
    """Return whether the newsroom publishes nothing at this hour; False if its rate is unknown."""
    return bool(per_hour) and per_hour[now.astimezone(UTC).hour % len(per_hour)] <= 0


def recheck_times(first_seen: datetime) -> tuple[datetime, ...]:
    """Return when an article is rechecked for corrections: after 10 min, 1 h, 6 h and 24 h."""
    return tuple(first_seen + wait for wait in _RECHECKED_AFTER)


def recheck_after(first_seen: datetime, last_read: datetime) -> datetime | None:
    """Return the first of `recheck_times` after the last reading; None after the last of them."""
    return next((moment for moment in recheck_times(first_seen) if moment > last_read), None)


def next_try(first_seen: datetime, failed: datetime) -> datetime | None:
    """Return when an article is read again after its page failed; None if it is too old.

    This is the scheduled time; if an outage covered the last of `recheck_times`, it is after half
    of the article's age, so that edits made meanwhile are found when the site is back.
    """
    scheduled = recheck_after(first_seen, failed)
    if scheduled is not None:
        return scheduled
    again = failed + (failed - first_seen) / 2
    return again if again - first_seen <= _LAST_TRY else None


def next_look_for_edit(told: datetime, now: datetime, *, longest: timedelta) -> datetime | None:
    """Return when a page is read again that does not show an edit the site has told of.

    A cache has the page from before, for minutes or hours: the wait is two minutes at first, then
    as long as the edit has been known. None once it has been known for `longest`.
    """
    known = now - told
    if known >= longest:
        return None
    return min(now + max(known, _FIRST_LOOK_FOR_EDIT), told + longest)


def _by_rate(
    now: datetime, poll_min: timedelta, poll_max: timedelta, per_hour: Sequence[float]
) -> timedelta:
    if not per_hour:
        return poll_min
    rate = max(per_hour[now.astimezone(UTC).hour % len(per_hour)], 0.0)
    if rate * poll_max.total_seconds() * _POLLS_PER_ARTICLE <= timedelta(hours=1).total_seconds():
        return poll_max
    return max(timedelta(hours=1) / (rate * _POLLS_PER_ARTICLE), poll_min)
