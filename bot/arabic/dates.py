"""Parses and formats dates as the newsroom writes them: Levantine months, Latin digits."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel.dates import format_date as babel_date
from babel.dates import get_month_names

from bot.arabic.normalize import fold

# Babel's plain "ar" gives أكتوبر where a Levantine reader says تشرين الأول.
LEVANTINE = "ar_SY"
PATTERN = "d MMMM y"
FIRST_YEAR, LAST_YEAR = 1900, 2100

# Spellings that no CLDR locale lists: the Maghreb's, and what people type.
_MORE_MONTHS = {
    1: ("جانفي", "كانون ثاني", "كانون التاني"),
    2: ("فيفري", "شباط فبراير"),
    3: ("اذار",),
    4: ("افريل", "ابريل"),
    5: ("ماي", "ايار", "نوار"),
    6: ("جوان", "يونية"),
    7: ("جويلية", "يولية"),
    8: ("اوت", "اب", "آب اغسطس"),
    9: ("ايلول", "شتنبر"),
    10: ("تشرين اول", "تشرين الاول", "اكتوبر"),
    11: ("تشرين ثاني", "تشرين التاني", "نونبر"),
    12: ("كانون اول", "كانون الاول", "دجنبر"),
}
# Words that may stand between the parts of a date.
_GLUE = r"(?:\s*[/،,\-–]\s*|\s+(?:من\s+)?(?:شهر\s+)?|\s*)"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date found in a text, at `text[start:end]`."""

    day: date
    start: int
    end: int


def format_date(moment: date | datetime, locale: str) -> str:
    """Format a date for readers of `locale` ("ar" or "en"): 14 تشرين الأول 2017.

    A `datetime` is written as its own calendar day: convert it to the reader's zone before.
    """
    written = babel_date(moment, PATTERN, locale=LEVANTINE if locale.startswith("ar") else locale)
    return fold_digits(written)


def fold_digits(text: str) -> str:
    """Replace Arabic-Indic and Persian digits by Latin ones."""
    return text.translate(_DIGITS)


_DIGITS = {
    **{0x660 + digit: 0x30 + digit for digit in range(10)},
    **{0x6F0 + digit: 0x30 + digit for digit in range(10)},
}


@cache
def _months() -> dict[str, int]:
    names = {fold(name): month for month, more in _MORE_MONTHS.items() for name in more}
    for locale in (LEVANTINE, "ar", "ar_EG", "en"):
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=locale).items():
                names[fold(name)] = month
    return names


def month_names_and_numbers() -> dict[str, int]:
    """Return the number of each month by its folded names."""
    return dict(_months())


@cache
def month_names() -> str:
    """Return a regular expression for any known month name in folded text, longest first."""
    longest_first = sorted(_months(), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)


@cache
def _written_date() -> re.Pattern[str]:
    month = month_names()
    # Both names of a month are common: تشرين الأول/أكتوبر, حزيران (يونيو).
    twin = rf"(?:\s*[/(]\s*(?:{month})\s*\)?)?"
    return re.compile(
        rf"(?<![\w/.])(?:(?P<d>\d{{1,2}}){_GLUE}(?P<m>{month}){twin}(?:{_GLUE}(?P<y>\d{{4}}))?"
        rf"|(?P<m2>{month})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
        rf"|(?P<iso>\d{{4}})[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})"
        rf"|(?P<nd>\d{{1,2}})\s*[-/.]\s*(?P<nm>\d{{1,2}})\s*[-/.]\s*(?P<ny>\d{{4}}))(?![\w/])"
    )


def _day(year: int, month: int, day: int) -> date | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004 - months
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _read(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["iso"]:
        return _day(int(part["iso"]), int(part["im"]), int(part["id"]))
    if part["ny"]:
        # The newsroom writes the day first; 10/25/2014 can only be the American order.
        day, month, year = int(part["nd"]), int(part["nm"]), int(part["ny"])
        return _day(year, month, day) or _day(year, day, month)
    name = part["m"] or part["m2"]
    written_year = part["y"] or part["y2"]
    if written_year is None:
        return None
    month_number = _months()[" ".join(name.split())]
    return _day(int(written_year), month_number, int(part["d"] or part["d2"]))


class _Letters(dict[int, str]):
    """What each letter is folded to; itself where that is not one letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


_LETTERS = _Letters()


def _letterwise(text: str) -> str:
    """Return the text folded letter by letter, so that every offset stays true."""
    return text.translate(_LETTERS)


def find_dates(text: str) -> Iterator[FoundDate]:
    """Find every complete date in a text, in reading order."""
    for match in _written_date().finditer(_letterwise(text)):
        if (day := _read(match)) is not None:
            yield FoundDate(day, match.start(), match.end())


def parse_date(text: str) -> date | None:
    """Return the first complete date in a text; None if there is none.

    Levantine, Egyptian, Maghrebi and English month names, `8 حزيران 2017`, `12/10/2014` (day
    first), `2014-10-12`, `June 4, 2020`, in any digits.
    """
    return next((found.day for found in find_dates(text)), None)


def parse_month(name: str) -> int | None:
    """Return the number of a month from its name in any of the known calendars."""
    return _months().get(" ".join(fold(name).split()))


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """Return the first and last day of a month.

    Raises:
        ValueError: there is no such month.
    """
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
