"""Parses the tokens of a spoken time: day, part of the day, clock, or how long to wait."""

from collections.abc import Callable
from typing import Final

from bot.arabic.times.dates import read_date, written_date
from bot.arabic.times.parse_state import DAY_HOURS, HOUR_MINUTES, NOON, SpokenTime, require
from bot.arabic.times.spans import read_wait
from bot.arabic.times.words import AFTER_MIDNIGHT, MIDNIGHT, NIGHT, Atom, TokenKind

# What is said more exactly behind «الليلة».
_OF_NIGHT: Final = frozenset(
    (
        *(MIDNIGHT, AFTER_MIDNIGHT, "before midnight"),
        *("evening", "late evening", "after late evening", "after sunset"),
    )
)


def read(atoms: list[Atom]) -> SpokenTime:
    """Fill what is said from the parts, in any order of day, part of the day and clock."""
    said = SpokenTime()
    place = 0
    while place < len(atoms):
        place = _read_one(atoms, place, said)
    return said


def _read_one(atoms: list[Atom], place: int, said: SpokenTime) -> int:
    """Read the part at a place with what belongs to it; return the place behind."""
    atom = atoms[place]
    after = atoms[place + 1] if place + 1 < len(atoms) else Atom(TokenKind.AT)
    if take := _TAKEN.get(atom.kind):
        take(said, atom)
        return place + 1
    if atom.kind is TokenKind.AFTER:
        return read_wait(atoms, place + 1, said)
    if behind := read_date(atoms, place, said):
        return behind
    if atom.kind is TokenKind.HOUR_WORD:
        # «ساعة تسعة» says the same as «الساعة تسعة».
        require(after.kind in {TokenKind.NUMBER, TokenKind.CLOCK})
        return place + 1
    if atom.kind in {TokenKind.AT, TokenKind.DAY_WORD}:
        return place + 1
    return _read_clock(atoms, place, said)


def _take_day(said: SpokenTime, atom: Atom) -> None:
    require(said.days is None)
    said.days = atom.value


def _take_weekday(said: SpokenTime, atom: Atom) -> None:
    require(said.weekday is None)
    said.weekday = atom.value


def _take_next(said: SpokenTime, atom: Atom) -> None:
    del atom
    said.next_week = True


def _take_part(said: SpokenTime, atom: Atom) -> None:
    if said.part == NIGHT and atom.text in _OF_NIGHT:
        said.part = ""
    require(said.part in {"", atom.text})
    said.part = atom.text


def _take_date(said: SpokenTime, atom: Atom) -> None:
    require(said.date is None)
    said.date = written_date(atom.text)


_TAKEN: Final[dict[TokenKind, Callable[[SpokenTime, Atom], None]]] = {
    TokenKind.DAY: _take_day,
    TokenKind.WEEKDAY: _take_weekday,
    TokenKind.NEXT: _take_next,
    TokenKind.PART: _take_part,
    TokenKind.DATE: _take_date,
}


def _read_clock(atoms: list[Atom], place: int, said: SpokenTime) -> int:
    """Read the hour and its minutes: «تسعة ونص», «تسعة إلا خمس», «9:30», “half past nine”."""
    require(said.hour is None)
    atom = atoms[place]
    if atom.kind is TokenKind.CLOCK:
        hour, minute = (
            int(part) for part in atom.text.replace("٫", ":").replace(".", ":").split(":")
        )
        said.hour, said.minutes, said.clock = hour, minute, True
        said.exact = atom.text.startswith("0")
        require(hour < DAY_HOURS and minute < HOUR_MINUTES)
        return place + 1
    if _is_before_hour(atoms, place):
        sign = -1 if atoms[place + 1].kind is TokenKind.LESS else 1
        said.hour, said.minutes = atoms[place + 2].value, sign * atom.value
        require(1 <= said.hour <= NOON)
        return place + 3
    require(atom.kind is TokenKind.NUMBER and atom.value < DAY_HOURS)
    named = atom
    said.hour = atom.value
    said.exact = len(atom.text) > 1 and atom.text.startswith("0")
    place += 1
    while place < len(atoms):
        atom = atoms[place]
        if atom.kind in {TokenKind.AND, TokenKind.LESS} and place + 1 < len(atoms):
            more = atoms[place + 1]
            require(more.kind in {TokenKind.FRACTION, TokenKind.NUMBER})
            said.minutes += more.value if atom.kind is TokenKind.AND else -more.value
            place += 2
        elif _are_minutes(atoms, place, said) and not named.either:
            require(10 <= atom.value < HOUR_MINUTES)  # noqa: PLR2004 - “nine ten”, not “nine five”
            said.minutes = atom.value
            place += 1
        elif atom.kind is TokenKind.UNIT and atom.value == 1 and said.minutes:
            place += 1
        else:
            break
    require(abs(said.minutes) < HOUR_MINUTES)
    return place


def _are_minutes(atoms: list[Atom], place: int, said: SpokenTime) -> bool:
    """Return whether a number behind an hour is that of its minutes, and not of a day."""
    begins_date = place + 1 < len(atoms) and atoms[place + 1].kind in {
        TokenKind.MONTH,
        TokenKind.MONTH_WORD,
    }
    return atoms[place].kind is TokenKind.NUMBER and not said.minutes and not begins_date


def _is_before_hour(atoms: list[Atom], place: int) -> bool:
    """Return whether minutes stand before their hour: “half past nine”, “ten to nine”."""
    return (
        place + 2 < len(atoms)
        and atoms[place].kind in {TokenKind.FRACTION, TokenKind.NUMBER}
        and atoms[place + 1].kind in {TokenKind.PAST, TokenKind.LESS}
        and atoms[place + 2].kind is TokenKind.NUMBER
        and (atoms[place].kind is TokenKind.FRACTION or not atoms[place].text.isdigit())
        and atoms[place].text.isascii()
    )
