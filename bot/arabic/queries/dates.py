"""Reads the dates of a query, each as its first and last day: 2025-01, 14 آذار, أمس, أسبوعين."""

import re
from datetime import date, timedelta
from functools import cache

from bot.arabic.dates import FIRST_YEAR, LAST_YEAR, month_bounds, month_names, parse_month

_DAYS_AGO = {
    "اليوم": 0,
    "today": 0,
    "امس": 1,
    "الامس": 1,
    "البارحه": 1,
    "مبارح": 1,
    "yesterday": 1,
    "اول امس": 2,
}
# How long ago a unit is, for "منذ أسبوعين" and "منذ 3 أيام".
_UNITS = {
    "يوم": 1,
    "يوما": 1,
    "ايام": 1,
    "يومين": 2,
    "اسبوع": 7,
    "اسابيع": 7,
    "اسبوعا": 7,
    "اسبوعين": 14,
    "شهر": 30,
    "شهرا": 30,
    "اشهر": 30,
    "شهور": 30,
    "شهرين": 60,
    "سنه": 365,
    "عام": 365,
    "سنوات": 365,
    "اعوام": 365,
    "سنتين": 730,
    "عامين": 730,
}
# So many of a unit in words, as nobody writes them in figures on a phone: منذ ثلاثة أيام.
_COUNTS = {
    "ثلاث": 3,
    "تلات": 3,
    "اربع": 4,
    "خمس": 5,
    "ست": 6,
    "سبع": 7,
    "ثماني": 8,
    "تماني": 8,
    "ثمان": 8,
    "تسع": 9,
    "عشر": 10,
}
_MAX_AGO = timedelta(days=365 * 50)
_DAY_MONTH_YEAR = 3
_LAST_DAY = 31
_MONTHS = 12
_DAY_AND_MONTH = re.compile(r"\d{1,2}/\d{1,2}")
_SHORT_YEAR = re.compile(r"^(\d{1,2}/\d{1,2})/(\d{2})$")

Bounds = tuple[date, date]


@cache
def date_pattern() -> str:
    """Return a regular expression, without groups, for a date in folded text."""
    ago = "|".join(sorted(_DAYS_AGO, key=len, reverse=True))
    units = "|".join(sorted(_UNITS, key=len, reverse=True))
    counts = "|".join(sorted(_COUNTS, key=len, reverse=True))
    return (
        r"(?:\d{4}(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?)?"
        r"|\d{1,2}[-/.](?:\d{1,2}[-/.])?\d{4}"
        r"|\d{1,2}/\d{1,2}(?:/\d{2})?"
        rf"|(?:\d{{1,2}}\s+)?(?:{month_names()})(?:\s+\d{{4}})?"
        # Only behind these a length of time is meant: من يوم الجمعة is none.
        rf"|{ago}|(?:(?<=منذ\s)|(?<=since\s))(?:(?:\d{{1,3}}|(?:{counts})ه?)\s+)?(?:{units}))"
    )


def read_bounds(written: str, today: date | None) -> tuple[Bounds | None, bool]:
    """Return the first and last day of what is written, and whether it is a date at all.

    A date that can't be (13/2025, 31 شباط) has no days; what counts from an unknown today is no
    date.
    """
    written = _SHORT_YEAR.sub(r"\1/20\2", written)
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    name = re.sub(r"\d+", " ", written).strip(" -/.")
    if is_without_year(written):
        if today is None or (is_day_and_month(written) and not _could_be_day(*numbers)):
            return None, False
        # The last one that has begun is meant.
        return last_until(written, today), True
    if not name:
        # A year that nobody can mean is a number among the words: من 5000 ليرة.
        if len(numbers) == 1 and not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
            return None, False
        in_order = numbers if numbers[0] > _LAST_DAY else numbers[::-1]
        return _whole(in_order), True
    month = parse_month(name)
    if month is None:
        day = _counted_back(name, numbers, today)
        return (None, False) if day is None else ((day, day), True)
    year = next(number for number in numbers if number > _LAST_DAY)
    days = numbers[:1] if written[0].isdigit() else []
    return _whole([year, month, *days]), True


def is_without_year(written: str) -> bool:
    """Return whether what is written names a month, or a day of one, and no year."""
    if is_day_and_month(written):
        return True
    numbers = map(int, re.findall(r"\d+", written))
    named = parse_month(re.sub(r"\d+", " ", written)) is not None
    return named and all(number <= _LAST_DAY for number in numbers)


def is_day_and_month(written: str) -> bool:
    """Return whether what is written is a day and a month in figures alone, as a share is: 1/3."""
    return _DAY_AND_MONTH.fullmatch(written) is not None


def _could_be_day(day: int, month: int) -> bool:
    """Return whether somebody may take it for a day, as 31/2; 50/50, 10/30 and 3/0 are amounts."""
    return 1 <= day <= _LAST_DAY and 1 <= month <= _MONTHS


def _with_year(written: str, year: int) -> str:
    return f"{written}/{year}" if "/" in written else f"{written} {year}"


def last_until(written: str, day: date) -> Bounds | None:
    """Return the last time that a month or day without a year had begun on a day; None of none."""
    for year in (day.year, day.year - 1):
        found, _ = read_bounds(_with_year(written, year), None)
        if found is not None and found[0] <= day:
            return found
    return None


def first_from(written: str, day: date) -> Bounds | None:
    """Return the first time from a day on that a month or day without a year ends; None of none."""
    for year in (day.year, day.year + 1):
        found, _ = read_bounds(_with_year(written, year), None)
        if found is not None and found[1] >= day:
            return found
    return None


def _counted_back(name: str, numbers: list[int], today: date | None) -> date | None:
    if today is None:
        return None
    days = _DAYS_AGO.get(name)
    if days is None:
        *counted, unit = name.split()
        count = _COUNTS[counted[0].removesuffix("ه")] if counted else 1
        days = _UNITS[unit] * (numbers[0] if numbers else count)
    return today - min(timedelta(days=days), _MAX_AGO)


def _whole(numbers: list[int]) -> Bounds | None:
    """Return the first and last day of a year, of a month of it, or of a day."""
    year, *rest = numbers
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        if len(numbers) < _DAY_MONTH_YEAR:
            return month_bounds(year, rest[0])
        day = date(year, rest[0], rest[1])
    except ValueError:
        return None
    return day, day
