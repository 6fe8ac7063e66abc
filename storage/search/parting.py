"""Splits words that were written as one into those that articles hold side by side."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

from storage.engine.database import Connection
from storage.search.full_text import PHRASES, first_held, quoted
from storage.search.spelling import MIN_SPELLED, Spelling, known, nearest

_MIN_PART = 2
_PARTED_AT_LEAST = 5
_MAX_PARTINGS = 4
_PARTED_IN_THREE, _LONGEST_IN_THREE = 7, 20
_NEAR_PARTS = 2


async def parted(connection: Connection, word: str) -> tuple[Spelling, ...]:
    """Split a word into the words it is made of, if articles hold these side by side.

    Two, or one where the other is a function word; none where it can't be parted.
    """
    if len(word) < _PARTED_AT_LEAST:
        return ()
    cuts = [(word[:at], word[at:]) for at in range(_MIN_PART, len(word) - _MIN_PART + 1)]
    held = await known(connection, [part for cut in cuts for end in cut for part in _parts(end)])
    pairs = []
    for first, second in cuts:
        parts = [
            max((held[form] for form in _parts(end) if form in held), key=_documents, default=None)
            for end in (first, second)
        ]
        both = tuple(part for part in parts if part is not None)
        # Beside a function word the other part carries the whole meaning.
        if len(both) == len(parts) or (both and max(len(p.word) for p in both) >= MIN_SPELLED):
            common = min(part.documents for part in both)
            pairs.append((-len(both), -common, first, second, both))
    best = sorted(pairs, key=lambda pair: pair[:4])[:_MAX_PARTINGS]
    at = await first_held(connection, PHRASES, [side_by_side(*pair[2:4]) for pair in best])
    if at is None:
        return ()
    _, _, first, second, found = best[at]
    return tuple(replace(part, word=f"{first} {second}") for part in found)


async def parted_in_three(connection: Connection, word: str) -> tuple[Spelling, ...]:
    """Split a word into three that articles hold side by side: كرمابوسالم."""
    if not _PARTED_IN_THREE <= len(word) <= _LONGEST_IN_THREE:
        return ()
    cuts = [
        (word[:first], word[first:second], word[second:])
        for first, second in combinations(range(_MIN_PART, len(word) - _MIN_PART + 1), 2)
        if second - first >= _MIN_PART
    ]
    held = await known(connection, [form for cut in cuts for part in cut for form in _parts(part)])
    found = []
    for cut in cuts:
        parts = [next((held[form] for form in _parts(part) if form in held), None) for part in cut]
        whole = tuple(part for part in parts if part is not None)
        if len(whole) == len(cut):
            found.append((-min(part.documents for part in whole), cut, whole))
    best = sorted(found, key=lambda one: one[:2])[:_MAX_PARTINGS]
    rows = [
        f"({side_by_side(first, middle)}) AND ({side_by_side(middle, last)})"
        for _, (first, middle, last), _ in best
    ]
    at = await first_held(connection, PHRASES, rows)
    if at is None:
        return ()
    _, cut, whole = best[at]
    return tuple(replace(part, word=" ".join(cut)) for part in whole)


async def spelt_out(
    connection: Connection, letters: Sequence[Sequence[str]]
) -> tuple[Spelling, ...]:
    """Return the names of an acronym's letters, if articles hold them side by side: اتش آي في.

    Without those that are function words; none where all of them are.
    """
    held = await known(connection, [name for names in letters for name in names])
    # Function words alone would be looked for in most articles.
    telling = [names for names in product(*letters) if any(name in held for name in names)]
    telling.sort(key=lambda names: -sum(name in held for name in names))
    phrases = [" ".join(names) for names in telling[:_MAX_PARTINGS]]
    at = await first_held(connection, PHRASES, list(map(quoted, phrases)))
    if at is None:
        return ()
    return tuple(replace(held[name], word=phrases[at]) for name in telling[at] if name in held)


async def parted_loosely(connection: Connection, word: str) -> tuple[Spelling, ...]:
    """Split a word before the article inside it, where a part is misspelt, too.

    Each part is a word that articles hold, or the one nearest to it, and they stand side by side.
    """
    at = word.find("ال", MIN_SPELLED)
    if at < 0 or len(word) - at < MIN_SPELLED + 2:
        return ()
    several: list[list[Spelling]] = []
    for part in (word[:at], word[at:]):
        form = _parts(part)[0]
        held = await known(connection, (form,))
        several.append([*held.values(), *await nearest(connection, form, limit=_NEAR_PARTS)])
    pairs = list(product(*several))
    rows = [side_by_side(first.word, second.word) for first, second in pairs]
    place = await first_held(connection, PHRASES, rows)
    if place is None:
        return ()
    first, second = pairs[place]
    article = "ال" * word.startswith("ال")
    shown = f"{article}{first.word} ال{second.word}"
    return replace(first, word=shown), replace(second, word=shown)


def _documents(spelling: Spelling) -> int:
    return spelling.documents


def _parts(part: str) -> tuple[str, ...]:
    """A part as the spellings hold it: without the article."""
    without = part.removeprefix("ال")
    return (part,) if without == part or len(without) < MIN_SPELLED else (without, part)


def side_by_side(first: str, second: str) -> str:
    """Build an expression for two adjacent words, the first with any joined particle."""
    return " OR ".join(
        f'"{joined}{first} {article}{second}"'
        for joined in ("", "و", "ب", "ل", "ال")
        for article in (("",) if second.startswith("ال") else ("", "ال"))
    )
