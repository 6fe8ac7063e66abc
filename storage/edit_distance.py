"""Computes the edit distance between two words, for spelling suggestions."""

import math


def distance(first: str, second: str, *, at_most: int) -> int:
    """Compute the optimal string alignment distance; `at_most + 1` for anything greater."""
    if abs(len(first) - len(second)) > at_most:
        return at_most + 1
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(
                last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != other)
            )
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > at_most:
            return at_most + 1
        before_last, last = last, current
    return min(last[-1], at_most + 1)


# Letters that are typed for each other, by sound, by shape or by habit; each pair both ways.
_CONFUSED = frozenset(
    pair
    for group in ("ظضذزد", "ثسص", "ثت", "قكا", "جغق", "تطه", "حهخ", "دت", "فب", "نت", "سش")
    for first in group
    for second in group
    if first != second
    for pair in ((first, second),)
)
_SMALL, _VOWEL, _EXCHANGED, _ANOTHER_VOWEL, _OTHER = 0.4, 0.5, 0.6, 0.7, 1.0
_VOWELS = frozenset("اويءهaeiouyhw")


def mistyping(first: str, second: str, *, at_most: float, vowel: float = _VOWEL) -> float:
    """Compute the weighted edit distance: 1 for a wrong letter, less for a likely mistake.

    Less for confused letters (ظ/ض), for a vowel letter or a doubled one too many or too few,
    and for two neighbours exchanged; infinity for anything beyond `at_most`. `vowel` is what a
    vowel letter costs.
    """
    if abs(len(first) - len(second)) * min(_SMALL, vowel) > at_most:
        return math.inf
    # Written out, and each cost computed once: a search compares thousands of words so.
    costs = [_loose(second, at, vowel) for at in range(len(second))]
    before_last: list[float] = []
    last = [0.0]
    for cost in costs:
        last.append(last[-1] + cost)
    for row, letter in enumerate(first, 1):
        loose = _loose(first, row - 1, vowel)
        left = last[0] + loose
        current = [left]
        for column, other in enumerate(second, 1):
            cost = last[column - 1]
            if letter != other:
                cost += _wrong(letter, other)
            missing, added = last[column] + loose, left + costs[column - 1]
            if missing < cost:  # noqa: PLR1730 - twice as fast as a call
                cost = missing
            if added < cost:  # noqa: PLR1730 - the same
                cost = added
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before_last[column - 2] + _EXCHANGED)
            current.append(cost)
            left = cost
        # Two letters that were exchanged are read two rows at once.
        if min(current) > at_most and min(last) > at_most:
            return math.inf
        before_last, last = last, current
    return last[-1] if last[-1] <= at_most else math.inf


def _wrong(letter: str, other: str) -> float:
    """What it costs to type one letter for another."""
    if (letter, other) in _CONFUSED:
        return _SMALL
    return _ANOTHER_VOWEL if letter in _VOWELS and other in _VOWELS else _OTHER


def _loose(word: str, at: int, vowel: float) -> float:
    """What it costs to leave a letter out or to add it."""
    letter = word[at]
    if at and word[at - 1] == letter:
        return min(_SMALL, vowel)
    return vowel if letter in _VOWELS else _OTHER
