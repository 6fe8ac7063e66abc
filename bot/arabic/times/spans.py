"""Reads how long is to be waited: «ساعتين», «3 ساعات ونص», «نص ساعة», «ساعة إلا ربع»."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.arabic.times.parse_state import SpokenTime, require
from bot.arabic.times.words import (
    DAY_LONG,
    HOUR,
    MONTH_LONG,
    WEEK_LONG,
    Atom,
    TokenKind,
    is_plural,
)

_UNITS: Final = frozenset(
    (TokenKind.UNIT, TokenKind.HOUR_WORD, TokenKind.DAY_WORD, TokenKind.MONTH_WORD)
)


@dataclass(slots=True)
class _Wait:
    """What was read of a wait.

    `unit` is the minutes of one of the unit that was said last, 0 before the first; `count` and
    `fraction` wait for their unit. `sign` is -1 behind «إلا».
    """

    minutes: int = 0
    unit: int = 0
    count: int | None = None
    fraction: int | None = None
    sign: int = 1

    def take_number(self, number: int) -> None:
        require(self.count is None or self.fraction is not None)
        self.count = number

    def take_fraction(self, of_hour: int) -> None:
        if not self.unit:
            self.fraction = of_hour
            return
        require(self.unit >= HOUR)
        self.minutes += self.sign * of_hour * self.unit // HOUR
        self.count = None

    def take_unit(self, atom: Atom) -> None:
        require(self.count is not None or not is_plural(atom))
        self.unit = _one_of(atom.value)
        if self.fraction is None:
            self.minutes += self.sign * atom.value * (1 if self.count is None else self.count)
        else:
            require(self.unit >= HOUR)
            self.minutes += self.fraction * self.unit // HOUR
        self.count = self.fraction = None


def read_wait(atoms: list[Atom], place: int, said: SpokenTime) -> int:
    """Note the wait whose parts begin at a place; return the place behind.

    «بعد يومين الساعة تسعة» counts the days, and the hour is said behind them.

    Raises:
        NoTime: it is no wait, or one beside a day or an hour.
    """
    require(said.wait is None and said.hour is None and not said.names_day)
    wait = _Wait()
    while place < len(atoms) and _took(wait, atoms, place):
        place += 1
    require(wait.unit and wait.minutes > 0 and wait.count is None and wait.fraction is None)
    if place == len(atoms):
        said.wait = timedelta(minutes=wait.minutes)
        return place
    # «بعد يوم الجمعة» is no certain day.
    require(wait.minutes % DAY_LONG == 0 and atoms[place].kind is not TokenKind.WEEKDAY)
    said.days = wait.minutes // DAY_LONG
    return place


def _took(wait: _Wait, atoms: list[Atom], place: int) -> bool:
    """Take the part at a place if it belongs to the wait; whether it does."""
    atom, before = atoms[place], atoms[place - 1]
    if atom.kind in {TokenKind.AND, TokenKind.LESS} and wait.unit:
        wait.sign = -1 if atom.kind is TokenKind.LESS else 1
    elif atom.kind is TokenKind.NUMBER and (not wait.unit or before.kind is TokenKind.AND):
        wait.take_number(atom.value)
    elif atom.kind is TokenKind.FRACTION:
        wait.take_fraction(atom.value)
    elif atom.kind in _UNITS and not atom.joined:
        # «ساعة ساعتين» is one or two hours.
        require(before.kind not in _UNITS)
        wait.take_unit(atom)
    else:
        # «ساعة وحدة» says no more than «ساعة».
        return atom.kind is TokenKind.NUMBER and atom.value == 1 and place + 1 == len(atoms)
    return True


def _one_of(minutes: int) -> int:
    """Return the minutes of one of a unit, which may be said in the dual."""
    return next(one for one in (MONTH_LONG, WEEK_LONG, DAY_LONG, HOUR, 1) if minutes >= one)
