"""Tells hours from weekdays that share a name: «التلاتة» is three o'clock, and Tuesday."""

import dataclasses
from collections.abc import Iterator
from itertools import product
from typing import Final

from bot.arabic.times.words import Atom, TokenKind

# What the hours that share a name with a weekday mean then, as `datetime.weekday` counts.
_WEEKDAYS: Final = {2: 0, 3: 1, 4: 2}
_TWO: Final = 2
_ARTICLES: Final = ("ال", "لل", "بال")
_THIS: Final = "هال"
# A text of so many words that can be both is no time.
_MOST_IN_DOUBT: Final = 4


def readings(atoms: list[Atom]) -> Iterator[list[Atom]]:
    """Yield what the parts can mean, each part being an hour or a day.

    A neighbour decides where it can: «الساعة» before an hour, «يوم» and a part of the day
    («مسا التلاتة») before a day, a date behind it. «تلاتة» and «عالتلاتة» are hours, «هالتلاتة» is
    a day. With its article a name can be both («التلاتة العصر»), and «اتنين» without it.
    """
    choices = [
        _choices(atoms, place) if atom.kind is TokenKind.HOUR_OR_WEEKDAY else (atom,)
        for place, atom in enumerate(atoms)
    ]
    if sum(len(choice) > 1 for choice in choices) <= _MOST_IN_DOUBT:
        yield from map(list, product(*choices))


def _choices(atoms: list[Atom], place: int) -> tuple[Atom, ...]:
    atom = atoms[place]
    hour = dataclasses.replace(atom, kind=TokenKind.NUMBER)
    day = dataclasses.replace(atom, kind=TokenKind.WEEKDAY, value=_WEEKDAYS[atom.value])
    before = atoms[place - 1] if place else Atom(TokenKind.AT)
    if before.kind in {TokenKind.HOUR_WORD, TokenKind.AND, TokenKind.LESS, TokenKind.AFTER}:
        return (hour,)
    of_day = before.kind is TokenKind.PART and before.value
    if (
        before.kind is TokenKind.DAY_WORD
        or of_day
        or atom.joined == _THIS
        or _is_date(atoms, place + 1)
    ):
        return (day,)
    if atom.value == _TWO:
        if atom.joined in _ARTICLES:
            return (day,)
        in_doubt = not atom.joined
    else:
        in_doubt = atom.joined in _ARTICLES
    return (dataclasses.replace(hour, either=True), day) if in_doubt else (hour,)


def _is_date(atoms: list[Atom], place: int) -> bool:
    kinds = [atom.kind for atom in atoms[place : place + 2]]
    return kinds[:1] == [TokenKind.DATE] or kinds in (
        [TokenKind.NUMBER, TokenKind.MONTH],
        [TokenKind.NUMBER, TokenKind.MONTH_WORD],
    )
