"""Maps each form of a proper name to its other forms, so that a search finds all of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from bot.arabic.morphology.lexicon import listed_names
from bot.arabic.morphology.prefixes import base
from bot.arabic.morphology.stems import stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.arabic.transliteration import arabic_spellings
from storage.spelling_keys import near_skeletons, skeleton

MAX_MEANINGS = 10
_MAX_WORDS = 5
# Written joined to the next word or apart from it, whatever the next word is.
_OPENING = ("عبد", "ابو")
_LEAST = 3
# Where letters and a number are written as one word: 16مليون, اس400.
_DIGITS_BESIDE = re.compile(r"(?<=\d)(?=[\u0621-\u064a])|(?<=[\u0621-\u064a])(?=\d)")
# Fewer letters are initials, and near to far too many words.
_LEAST_SURNAME = 4
# Letters with marks that no composition tells: Kürt, Şengal and Ağrı are typed kurt, sengal, agri.
_MARKED = str.maketrans("ıøłđ", "iold")


def meanings(words: Sequence[str]) -> list[tuple[tuple[str, ...], ...]]:
    """Return for each folded word of a query the other names of what it is part of, as stems.

    The longest name that begins at a word is used, in any of its forms and after particles: the
    words of هيئة تحرير الشام each mean هتش, and هتش means هيئة and تحرير and الشام together.
    At most `MAX_MEANINGS` a word.
    """
    found: list[dict[tuple[str, ...], None]] = [{} for _ in words]
    forms = _forms()
    bases = [_bare(base(word)) for word in words]
    at = 0
    while at < len(words):
        size, group = _longest(bases, at, forms)
        own = _stems(words[at : at + size])
        for other in group:
            # The surname alone, or the whole name beside it, is no other name.
            if not set(other) <= set(own) and not set(own) <= set(other):
                for place in range(at, at + size):
                    found[place].setdefault(other)
        at += size
    for place, word in enumerate(bases):
        apart = _stems(_DIGITS_BESIDE.sub(" ", word).split())
        # One part alone is another thing.
        if len(apart) > 1:
            found[place].setdefault(apart)
        for part in _surname(word, found[place]):
            found[place].setdefault((part,))
        for opening in _OPENING:
            rest = word.removeprefix(opening)
            if rest != word and len(rest.removeprefix("ال")) >= _LEAST:
                found[place].setdefault(_stems((opening, rest)))
    return [tuple(several)[:MAX_MEANINGS] for several in found]


def _longest(
    bases: Sequence[str], at: int, forms: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
) -> tuple[int, tuple[tuple[str, ...], ...]]:
    for size in range(min(_MAX_WORDS, len(bases) - at), 0, -1):
        group = forms.get(tuple(bases[at : at + size]))
        if group is not None:
            return size, group
    return 1, ()


def _surname(word: str, names: Iterable[tuple[str, ...]]) -> list[str]:
    """The word of a whole name that a Latin word alone stands for: Abbas is عباس in any name."""
    whole = [name for name in names if len(name) > 1]
    if len(word) < _LEAST_SURNAME or not whole:
        return []
    keys = {key for form in arabic_spellings(word) for key in near_skeletons(skeleton(form))}
    return [part for name in whole for part in name if skeleton(part) in keys]


def _bare(word: str) -> str:
    """Return a folded word with Latin letters without their marks: Kobanê, Efrîn."""
    if word.isascii() or word[:1] >= "\u0600":
        return word
    plain = unicodedata.normalize("NFD", word.translate(_MARKED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _stems(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(word) for word in words if word not in STOP_WORDS))


@cache
def _forms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return each form, as words without joined particles, with the stems of all forms of its name.

    A form that several names share (a town and a river) has the stems of them all.
    """
    forms: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for several in listed_names():
        written = [tuple(tokens(form)) for form in several]
        stems = dict.fromkeys(found for words in written if (found := _stems(words)))
        for words in written:
            forms.setdefault(tuple(_bare(base(word)) for word in words), {}).update(stems)
    return {words: _shortest(stems) for words, stems in forms.items()}


def _shortest(stems: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the forms that hold no other one whole: هيئة تحرير الشام goes beside تحرير الشام."""
    several = tuple(stems)
    return tuple(
        one
        for one in several
        if not any(set(other) < set(one) for other in several if other != one)
    )
