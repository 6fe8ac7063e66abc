"""Parses a future time as people write it: 18:30, غدًا 9, الخميس 8 مساءً, بعد ساعتين."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from bot.arabic.normalize import fold

MAX_LETTERS: Final = 60
_AFTERNOON: Final = 12

_DAYS: Final = {
    "اليوم": 0,
    "today": 0,
    "غدا": 1,
    "بكرا": 1,
    "بكره": 1,
    "tomorrow": 1,
    "بعد غد": 2,
    "بعد بكرا": 2,
    "after tomorrow": 2,
}
# As `datetime.weekday` counts; Arabic names without their article.
_WEEKDAYS: Final = {
    "اثنين": 0,
    "ثلاثاء": 1,
    "اربعاء": 2,
    "خميس": 3,
    "جمعه": 4,
    "سبت": 5,
    "احد": 6,
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}
_UNITS: Final = {
    "دقيقه": (1, "minutes"),
    "دقيقتين": (2, "minutes"),
    "دقائق": (None, "minutes"),
    "ربع ساعه": (15, "minutes"),
    "نصف ساعه": (30, "minutes"),
    "ساعه": (1, "hours"),
    "ساعتين": (2, "hours"),
    "ساعات": (None, "hours"),
    "يوم": (1, "days"),
    "يوما": (None, "days"),
    "يومين": (2, "days"),
    "ايام": (None, "days"),
    "minute": (1, "minutes"),
    "minutes": (None, "minutes"),
    "hour": (1, "hours"),
    "hours": (None, "hours"),
    "day": (1, "days"),
    "days": (None, "days"),
}


def _folded(names: dict[str, int]) -> dict[str, int]:
    return {fold(name): number for name, number in names.items()}


_DAY_OF: Final = _folded(_DAYS)
_WEEKDAY_OF: Final = _folded(_WEEKDAYS)
_UNIT_OF: Final = {fold(name): unit for name, unit in _UNITS.items()}


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_WAIT: Final = re.compile(
    rf"(?:{fold('بعد')}|in)\s+(?:(?P<count>\d{{1,4}})\s*)?(?P<unit>{_alternatives(_UNIT_OF)})"
)
_HALVES: Final = {
    "صباحا": "am",
    "الصبح": "am",
    "ص": "am",
    "am": "am",
    "ظهرا": "pm",
    "الظهر": "pm",
    "مساء": "pm",
    "مساءا": "pm",
    "المسا": "pm",
    "م": "pm",
    "pm": "pm",
}
_HALF_OF: Final = {fold(name): half for name, half in _HALVES.items()}
_CLOCK: Final = re.compile(
    rf"""
    (?:(?:{fold("يوم")}\s+)?(?P<day>{_alternatives(_DAY_OF)})\s*
    |(?:{fold("يوم")}\s+|on\s+)?(?:ال)?(?P<weekday>{_alternatives(_WEEKDAY_OF)})\s*)?
    (?:(?P<before>{_alternatives(_HALF_OF)})\s+)?
    [،,]?\s*(?:{fold("الساعة")}\s*|{fold("عند")}\s*|at\s*)?
    (?P<hour>\d{{1,2}})(?:\s*[:.٫]\s*(?P<minute>\d{{2}}))?
    \s*(?P<half>{_alternatives(_HALF_OF)})?
    """,
    re.VERBOSE,
)


def moment_in(text: str, now: datetime) -> datetime | None:
    """Parse a text to a time after `now`, by the clock of `now`'s zone; None if it is none.

    An hour without a day is the next time that the clock shows it. A past time gives None. A
    weekday is the next day of that name, and today while the hour is still to come.
    """
    words = " ".join(fold(text[:MAX_LETTERS]).split())
    if wait := _WAIT.fullmatch(words):
        return _after(wait, now)
    match = _CLOCK.fullmatch(words)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return None
    at = datetime.combine(now, clock, now.tzinfo)
    if match["day"]:
        at += timedelta(days=_DAY_OF[match["day"]])
        return at if at > now else None
    if match["weekday"]:
        at += timedelta(days=(_WEEKDAY_OF[match["weekday"]] - now.weekday()) % 7)
        return at if at > now else at + timedelta(days=7)
    return at if at > now else at + timedelta(days=1)


def _clock(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["before"] and match["half"]:
        return None
    if half := match["before"] or match["half"]:
        if not 1 <= hour <= _AFTERNOON:
            return None
        hour = hour % _AFTERNOON + (_AFTERNOON if _HALF_OF[half] == "pm" else 0)
    return time(hour, minute) if hour in range(24) and minute in range(60) else None


def _after(wait: re.Match[str], now: datetime) -> datetime | None:
    fixed, unit = _UNIT_OF[wait["unit"]]
    if fixed is None and not wait["count"]:
        return None
    count = int(wait["count"]) if wait["count"] else int(fixed or 0)
    return now + timedelta(**{unit: count}) if count else None
