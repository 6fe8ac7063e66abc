"""Parses the tokens of a spoken time: day, part of the day, clock, or how long to wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.arabic.time_tokens import DAY_LONG, HOUR, Atom, Kind, is_plural

NOON: Final = 12
DAY_HOURS: Final = 24
HOUR_MINUTES: Final = 60
_FIRST_YEAR: Final = 1900


class NoTime(Exception):
    """Raised where a text says no time."""


@dataclass(slots=True)
class SpokenTime:
    """What a text has said so far.

    `days` counts from today, `weekday` from Monday; `date` is year (None where it is not said),
    month and day; `minutes` are added to `hour` and may be below zero. `exact` says that the hour
    is written as on a clock of 24 hours, `clock` that its minutes are written behind a colon.
    """

    days: int | None = None
    weekday: int | None = None
    next_week: bool = False
    date: tuple[int | None, int, int] | None = None
    part: str = ""
    hour: int | None = None
    minutes: int = 0
    exact: bool = False
    clock: bool = False
    wait: timedelta | None = None

    @property
    def names_day(self) -> bool:
        return self.days is not None or self.weekday is not None or self.date is not None


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
    after = atoms[place + 1] if place + 1 < len(atoms) else Atom(Kind.AT)
    if take := _TAKEN.get(atom.kind):
        take(said, atom)
        return place + 1
    if atom.kind is Kind.AT and after.kind is Kind.WEEKDAY and said.names_day:
        # «الساعة اثنين»: here the word is a number, not Monday.
        require(after.value == 0)
        return _read_clock([Atom(Kind.NUMBER, 2), *atoms[place + 2 :]], 0, said) + place + 1
    if atom.kind is Kind.AFTER:
        return _read_wait(atoms, place + 1, said)
    if {atom.kind, after.kind} == {Kind.MONTH, Kind.NUMBER}:
        require(said.date is None)
        month, day = (atom, after) if atom.kind is Kind.MONTH else (after, atom)
        return _read_year(atoms, place + 2, said, month.value, day.value)
    # «ساعة تسعة» says the same as «الساعة تسعة».
    is_hour = atom.kind is Kind.UNIT and atom.value == HOUR and after.kind is Kind.NUMBER
    if atom.kind is Kind.AT or is_hour:
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
    require(said.part in {"", atom.text})
    said.part = atom.text


def _take_date(said: SpokenTime, atom: Atom) -> None:
    require(said.date is None)
    said.date = _written_date(atom.text)


_TAKEN: Final[dict[Kind, Callable[[SpokenTime, Atom], None]]] = {
    Kind.DAY: _take_day,
    Kind.WEEKDAY: _take_weekday,
    Kind.NEXT: _take_next,
    Kind.PART: _take_part,
    Kind.DATE: _take_date,
}


def require(condition: object) -> None:
    """Refuse the text unless the condition holds.

    Raises:
        NoTime: it does not hold.
    """
    if not condition:
        raise NoTime


def _written_date(text: str) -> tuple[int | None, int, int]:
    if "-" in text:
        year, month, day = map(int, text.split("-"))
        return year, month, day
    day, month, *more = map(int, text.split("/"))
    return (more[0] if more else None), month, day


def _read_year(atoms: list[Atom], place: int, said: SpokenTime, month: int, day: int) -> int:
    """Note the date, with the year if it follows."""
    following = atoms[place] if place < len(atoms) else Atom(Kind.AT)
    if following.kind is Kind.NUMBER and following.value > _FIRST_YEAR:
        said.date = (following.value, month, day)
        return place + 1
    said.date = (None, month, day)
    return place


def _read_wait(atoms: list[Atom], place: int, said: SpokenTime) -> int:
    """Read how long it is to wait: «ساعتين», «3 ساعات ونص», «نص ساعة», «ساعة إلا ربع»."""
    require(said.wait is None and said.hour is None and not said.names_day)
    minutes, count = 0, None
    fraction: int | None = None
    sign, seen = 1, False
    while place < len(atoms):
        atom = atoms[place]
        if atom.kind in {Kind.AND, Kind.LESS} and seen:
            sign = -1 if atom.kind is Kind.LESS else 1
        elif atom.kind is Kind.NUMBER and (not seen or atoms[place - 1].kind is Kind.AND):
            require(count is None or fraction is not None)
            count = atom.value
        elif atom.kind is Kind.FRACTION:
            if seen:
                minutes, count = minutes + sign * atom.value, None
            else:
                fraction = atom.value
        elif atom.kind is Kind.UNIT:
            require(count is not None or not is_plural(atom))
            if fraction is not None:
                require(atom.value == HOUR)
                minutes, fraction = minutes + fraction, None
            else:
                minutes += sign * atom.value * (1 if count is None else count)
            count, seen = None, True
        else:
            break
        place += 1
    require(seen and minutes > 0 and count is None and fraction is None)
    if place < len(atoms):
        # «بعد يومين الساعة تسعة»: the days are counted, the hour is said.
        require(minutes % DAY_LONG == 0)
        said.days = minutes // DAY_LONG
    else:
        said.wait = timedelta(minutes=minutes)
    return place


def _read_clock(atoms: list[Atom], place: int, said: SpokenTime) -> int:
    """Read the hour and its minutes: «تسعة ونص», «تسعة إلا خمس», «9:30», “half past nine”."""
    require(said.hour is None)
    atom = atoms[place]
    if atom.kind is Kind.CLOCK:
        hour, minute = (
            int(part) for part in atom.text.replace("٫", ":").replace(".", ":").split(":")
        )
        said.hour, said.minutes, said.clock = hour, minute, True
        said.exact = atom.text.startswith("0")
        require(hour < DAY_HOURS and minute < HOUR_MINUTES)
        return place + 1
    if _is_before_hour(atoms, place):
        sign = -1 if atoms[place + 1].kind is Kind.LESS else 1
        said.hour, said.minutes = atoms[place + 2].value, sign * atom.value
        require(1 <= said.hour <= NOON)
        return place + 3
    require(atom.kind is Kind.NUMBER and atom.value < DAY_HOURS)
    said.hour = atom.value
    said.exact = len(atom.text) > 1 and atom.text.startswith("0")
    place += 1
    while place < len(atoms):
        atom = atoms[place]
        if atom.kind in {Kind.AND, Kind.LESS} and place + 1 < len(atoms):
            more = atoms[place + 1]
            require(more.kind in {Kind.FRACTION, Kind.NUMBER})
            said.minutes += more.value if atom.kind is Kind.AND else -more.value
            place += 2
        elif atom.kind is Kind.NUMBER and not said.minutes and not _begins_date(atoms, place):
            require(10 <= atom.value < HOUR_MINUTES)  # noqa: PLR2004 - “nine ten”, not “nine five”
            said.minutes = atom.value
            place += 1
        elif atom.kind is Kind.UNIT and atom.value == 1 and said.minutes:
            place += 1
        else:
            break
    require(abs(said.minutes) < HOUR_MINUTES)
    return place


def _begins_date(atoms: list[Atom], place: int) -> bool:
    return place + 1 < len(atoms) and atoms[place + 1].kind is Kind.MONTH


def _is_before_hour(atoms: list[Atom], place: int) -> bool:
    """Return whether minutes stand before their hour: “half past nine”, “ten to nine”."""
    return (
        place + 2 < len(atoms)
        and atoms[place].kind in {Kind.FRACTION, Kind.NUMBER}
        and atoms[place + 1].kind in {Kind.PAST, Kind.LESS}
        and atoms[place + 2].kind is Kind.NUMBER
        and (atoms[place].kind is Kind.FRACTION or not atoms[place].text.isdigit())
        and atoms[place].text.isascii()
    )
