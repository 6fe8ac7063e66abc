"""Finds the hours that a sentence names: when exactly something was is no news of its own."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold

_HOUR: Final = frozenset(fold(word) for word in ("الساعة", "والساعة", "للساعة"))
_ZONE: Final = frozenset(fold(word) for word in ("بتوقيت", "توقيت", "بالتوقيت"))


def hours_in(words: Sequence[str]) -> frozenset[str]:
    """Return the stems of the hours among the folded words of a sentence.

    «الساعة 01,00 (22,00 بتوقيت غرينتش)»: the word, the digits behind it, and the zone.
    """
    return frozenset(_hours(words))


def _hours(words: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in _HOUR:
            yield stem(word)
            yield from takewhile(str.isdecimal, words[at + 1 :])
        elif word in _ZONE:
            yield from map(stem, words[at : at + 2])
            yield from takewhile(str.isdecimal, reversed(words[:at]))
