"""Reads the date in a spoken time: «16 آذار», «16 شهر 3», «يوم 16», «16 الشهر», 2026-03-16."""

from typing import Final

from bot.arabic.times.parse_state import NoTime, SpokenTime, require
from bot.arabic.times.words import Atom, TokenKind

_MONTHS: Final = 12
_MONTH_DAYS: Final = 31
_FIRST_YEAR: Final = 1900
_LONGEST: Final = 4  # parts


def read_date(atoms: list[Atom], place: int, said: SpokenTime) -> int | None:
    """Note the date that begins at a place; return the place behind, None if none begins there.

    Raises:
        NoTime: there is a date already, or it is none of a calendar.
    """
    named = atoms[place].kind is TokenKind.DAY_WORD
    places = [at for at in range(place + named, len(atoms)) if atoms[at].kind is not TokenKind.AT]
    places = places[:_LONGEST]
    if not places or places[0] != place + named:
        return None
    found = _day_and_month([atoms[at] for at in places], named=named)
    if found is None:
        return None
    day, month, taken = found
    require(said.date is None and 1 <= day <= _MONTH_DAYS)
    behind = places[taken - 1] + 1
    year = atoms[behind] if month and behind < len(atoms) else Atom(TokenKind.AT)
    if year.kind is TokenKind.NUMBER and year.value > _FIRST_YEAR:
        said.date = (year.value, month, day)
        return behind + 1
    said.date = (None, month, day)
    return behind


def written_date(text: str) -> tuple[int | None, int | None, int]:
    """Return year, month and day of a date in digits: 2026-03-16, 16/3, 16/3/2026."""
    if "-" in text:
        year, month, day = map(int, text.split("-"))
        return year, month, day
    day, month, *more = map(int, text.split("/"))
    return (more[0] if more else None), month, day


def _day_and_month(parts: list[Atom], *, named: bool) -> tuple[int, int | None, int] | None:
    """Return day, month (None where it is not said) and how many parts they are; None for none.

    `named`: «يوم» stands before them.
    """
    match [part.kind for part in parts]:
        case [TokenKind.MONTH, TokenKind.NUMBER, *_]:
            found: tuple[int, int | None, int] | None = (parts[1].value, parts[0].value, 2)
        case [TokenKind.NUMBER, TokenKind.MONTH, *_]:
            found = (parts[0].value, parts[1].value, 2)
        case [TokenKind.NUMBER, TokenKind.MONTH_WORD, TokenKind.MONTH, *_]:
            found = (parts[0].value, parts[2].value, 3)
        case [TokenKind.NUMBER, TokenKind.MONTH_WORD, TokenKind.NUMBER, *_] if not _is_this(
            parts[1]
        ):
            require(1 <= parts[2].value <= _MONTHS)
            found = (parts[0].value, parts[2].value, 3)
        case [TokenKind.NUMBER, TokenKind.MONTH_WORD, TokenKind.NEXT, *_]:
            # «الشهر الجاي» may be another than the one in which the next such day lies.
            raise NoTime
        case [TokenKind.NUMBER, TokenKind.MONTH_WORD, *_]:
            found = (parts[0].value, None, 2)
        case [TokenKind.NUMBER, *_] if named:
            found = (parts[0].value, None, 1)
        case _:
            found = None
    return found


def _is_this(month_word: Atom) -> bool:
    """Return whether «الشهر» is written, behind which an hour may stand and no month."""
    return month_word.joined.endswith("ال")
