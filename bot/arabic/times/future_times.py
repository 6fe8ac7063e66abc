"""Reads a future time as people say it: 18:30, بكرا الساعة تسعة الصبح, بعد ساعتين, الجمعة العصر.

What can be meant in two ways is given in both, so that it can be asked back.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.times.hours_or_weekdays import readings
from bot.arabic.times.parse_state import (
    DAY_HOURS,
    HOUR_MINUTES,
    NOON,
    NoTime,
    SpokenTime,
    require,
)
from bot.arabic.times.phrase import read
from bot.arabic.times.tokens import atoms_in
from bot.arabic.times.words import AFTER_FRIDAY_PRAYER, AFTER_MIDNIGHT, MIDNIGHT, NIGHT

MAX_LETTERS: Final = 60
MAX_CANDIDATES: Final = 4
_SMALL_HOURS: Final = 5
# A day of the month is the next one of that number; no two months in a row lack a day of theirs.
_MONTHS_AHEAD: Final = 3
# What each part of a day means without an hour, and the hours that are said with it.
_PARTS: Final[dict[str, tuple[int, frozenset[int]]]] = {
    "before dawn": (4, frozenset(range(2, 6))),
    "dawn": (5, frozenset(range(3, 8))),
    "after dawn": (6, frozenset(range(4, 9))),
    "early morning": (7, frozenset(range(5, 10))),
    "morning": (9, frozenset(range(12))),
    "forenoon": (10, frozenset(range(8, 12))),
    "before noon": (11, frozenset(range(8, 13))),
    "noon": (12, frozenset(range(11, 16))),
    AFTER_FRIDAY_PRAYER: (14, frozenset(range(12, 17))),
    "afternoon": (15, frozenset(range(12, 19))),
    "before late afternoon": (15, frozenset(range(12, 17))),
    "late afternoon": (16, frozenset(range(14, 19))),
    "before sunset": (17, frozenset(range(15, 20))),
    "sunset": (18, frozenset(range(16, 21))),
    "after sunset": (19, frozenset(range(16, 22))),
    "evening": (19, frozenset(range(12, 24))),
    "before late evening": (19, frozenset(range(17, 22))),
    "late evening": (20, frozenset(range(18, 24))),
    "after late evening": (21, frozenset(range(18, 24))),
    NIGHT: (21, frozenset((*range(18, 24), *range(_SMALL_HOURS)))),
    "before midnight": (23, frozenset(range(18, 24))),
    MIDNIGHT: (0, frozenset((0,))),
    AFTER_MIDNIGHT: (1, frozenset(range(_SMALL_HOURS))),
}
# Offered where a day is named and nothing of its hours.
_OFFERED_HOURS: Final = (9, 13, 18, 21)


def moments_in(text: str, now: datetime) -> tuple[datetime, ...]:
    """Return the times after `now` that a text can mean, in order, by the clock of `now`'s zone.

    None where the text says no time to come; one where it is plain; up to `MAX_CANDIDATES` where
    it is not: an hour up to twelve without a part of the day («بكرا الساعة تسعة») is meant in the
    morning or the evening, a day alone at any hour, an hour after midnight in the night before
    or after, «التلاتة العصر» at three or on Tuesday. An hour with minutes beside a day
    (بكرة 9:30) is read as on a clock of 24 hours. A weekday is the next day of that name, and
    today while the hour is still to come.
    """
    atoms = atoms_in(" ".join(fold(text[:MAX_LETTERS]).split()))
    found: set[datetime] = set()
    for parts in readings(atoms or []):
        try:
            found.update(_resolve(read(parts), now))
        except (NoTime, ValueError, OverflowError):
            continue
    return tuple(sorted(at for at in found if at > now))[:MAX_CANDIDATES]


def _resolve(said: SpokenTime, now: datetime) -> list[datetime]:
    """Return every time that is meant by what was said; some may be past."""
    if said.wait is not None:
        require(not said.part and said.hour is None and not said.names_day)
        if said.wait % timedelta(days=1):
            # An hour is an hour also in the night in which the clocks are changed.
            return [(now.astimezone(UTC) + said.wait).astimezone(now.tzinfo)]
        return [now + said.wait]
    minutes = _minutes_of_day(said)
    if not said.names_day:
        require(not said.next_week)
        return _without_day(minutes, now)
    after_midnight = said.part in {NIGHT, MIDNIGHT, AFTER_MIDNIGHT}
    found = []
    for day in _days(said, now):
        for minute in minutes:
            here = [_at(day, minute, now)]
            if after_midnight and minute < _SMALL_HOURS * HOUR_MINUTES:
                tonight = said.days == 0 and now.hour >= _SMALL_HOURS
                following = _at(day + timedelta(days=1), minute, now)
                here = [following] if tonight else [*here, following]
            found += here
    return _in_week(said, found, now)


def _minutes_of_day(said: SpokenTime) -> list[int]:
    """Return the minutes after midnight that can be meant, the one of 24 hours first."""
    if said.hour is None:
        if not said.part:
            require(said.names_day)
            return [hour * HOUR_MINUTES for hour in _OFFERED_HOURS]
        return [_PARTS[said.part][0] * HOUR_MINUTES]
    spoken = 1 <= said.hour <= NOON
    hours = [said.hour]
    if said.part:
        both = (said.hour % NOON, said.hour % NOON + NOON) if spoken else hours
        hours = [hour for hour in both if hour in _PARTS[said.part][1]]
        require(hours)
    elif spoken and not said.exact and not (said.clock and said.names_day):
        hours = [said.hour, (said.hour + NOON) % DAY_HOURS]
    return [hour * HOUR_MINUTES + said.minutes for hour in hours]


def _without_day(minutes: list[int], now: datetime) -> list[datetime]:
    """Return the next time that the clock shows each of them."""
    found = []
    for minute in minutes:
        at = _at(now.date(), minute, now)
        found.append(at if at > now else _at(now.date() + timedelta(days=1), minute, now))
    return found


def _at(day: date, minute: int, now: datetime) -> datetime:
    return datetime.combine(day, time(0), now.tzinfo) + timedelta(minutes=minute)


def _days(said: SpokenTime, now: datetime) -> list[date]:
    """Return the days that are named: of a weekday also that of the next week."""
    today = now.date()
    named: list[set[date]] = []
    if said.days is not None:
        named.append({today + timedelta(days=said.days)})
    if said.weekday is not None:
        ahead = (said.weekday - today.weekday()) % 7
        named.append({today + timedelta(days=ahead), today + timedelta(days=ahead + 7)})
    if said.date is not None:
        named.append({_date_of(*said.date, today)})
    return sorted(set.intersection(*named))


def _date_of(year: int | None, month: int | None, day: int, today: date) -> date:
    """Return the next day of that date; `ValueError` where there is none."""
    if month is None:
        for ahead in range(_MONTHS_AHEAD):
            years, months = divmod(today.month - 1 + ahead, 12)
            if day <= monthrange(today.year + years, months + 1)[1]:
                found = date(today.year + years, months + 1, day)
                if found >= today:
                    return found
        raise ValueError(day)
    written = date(year or today.year, month, day)
    return date(today.year + 1, month, day) if not year and written < today else written


def _in_week(said: SpokenTime, found: list[datetime], now: datetime) -> list[datetime]:
    """Keep of the days that a name can mean the first that is to come for each hour."""
    ahead = [at for at in found if at > now]
    if said.next_week:
        ahead = [at for at in ahead if at.date() > now.date()]
    if said.days is not None:
        return ahead
    first: dict[tuple[int, int, int], datetime] = {}
    for at in sorted(ahead):
        # A night's small hours are kept before and after the day.
        first.setdefault((at.hour, at.minute, at.weekday()), at)
    return list(first.values())
