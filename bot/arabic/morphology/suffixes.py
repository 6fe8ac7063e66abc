"""Cuts the endings of words: pronouns, plurals, the dual, persons of a verb."""

import functools
from collections.abc import Container
from typing import NamedTuple

from bot.arabic.morphology.lexicon import MIN_STEM, bare

# With ت for the ة that a pronoun or the dual brings back: مدينتهم, دولتين.
_ENDINGS_TEXT = (
    "اتهما ياتها ياتهم اتها اتهم اتهن اتنا اتكم اتي اته يتها يتهم يتنا يتين يتان "
    "تهما تها تهم تهن تنا تكم تين تان ته تي "
    "ييهم ييها يات يين يون يان يها يهم "
    "هما ها هم هن نا كم كن "
    "ونها ونه وه وا ون ين ان ات يه يا ه ي ا ت ك"
)
_ENDINGS = frozenset(_ENDINGS_TEXT.split())
# Endings that are cut from a word that the lexicon does not know, the longest tried first; the
# others are too often part of the word.
_SAFE_TEXT = (
    "اتهما ياتها ياتهم اتها اتهم اتهن اتنا اته يتها يتهم تهما تها تهم تهن يات يين يون "
    "هما ها هم هن تين تان ته ات ون ين ان يه يا ه ي"
)
_SAFE_ENDINGS = frozenset(_SAFE_TEXT.split())
# Cut only where more stays, being so often radicals: كتابا, أعلنت.
_SHORT_ENDINGS = ("نا", "ا", "ت")
# Before these a word's last letter changes.
_PRONOUNS = frozenset(("ه", "ها", "هم", "هما", "هن", "نا", "كم", "كن", "ي"))
# Endings that more often are part of another word than not.
_RARE_ENDINGS = frozenset(("ا", "ت", "ك", "كم", "كن", "وه", "نا", "ي"))


class _Ending(NamedTuple):
    """An ending, and what cutting it asks for.

    `brings_back`: its ت may stand for a ة of the word. `pronoun`: the word's last letter may have
    changed before it. `loss`: how much speaks against the cut.
    """

    text: str
    letters: int
    brings_back: bool
    pronoun: bool
    loss: int


def _ending(text: str) -> _Ending:
    brings_back = text[0] == "ت" or text[:2] == "ات"
    return _Ending(text, len(text), brings_back, text in _PRONOUNS, 1 + (text in _RARE_ENDINGS))


# By so many letters an ending is looked up; a longer one has to be compared.
_LOOKED_UP = 3


def _by_tail(endings: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the last three letters of a word, or two, or one → its endings, the longest first.

    The most letters that are listed give all of them. Most words end so that there are none.
    """
    tails = {one[-size:] for one in endings for size in range(1, _LOOKED_UP + 1)}
    return {
        tail: tuple(sorted(filter(functools.partial(_ends, tail), endings), key=len, reverse=True))
        for tail in tails
    }


def _ends(tail: str, ending: str) -> bool:
    """Return whether a word of which `tail` is the longest listed end may have an ending."""
    return tail.endswith(ending) or (len(tail) == _LOOKED_UP and ending.endswith(tail))


_BY_TAIL = {tail: tuple(map(_ending, several)) for tail, several in _by_tail(_ENDINGS).items()}
_SAFE_BY_TAIL = _by_tail(_SAFE_ENDINGS)
_MIN_AFTER_SHORT = 4


def inner_forms(rest: str, known: Container[str]) -> list[tuple[str, int]]:
    """Return the known words in a word without its seeming endings, with a loss for each cut."""
    size = len(rest)
    forms: list[tuple[str, int]] = []
    if rest in known:
        forms.append((rest, 0))
    if size > MIN_STEM and rest[-1] == "ء" and rest[:-1] in known:
        forms.append((rest[:-1], 0))
    most = size - MIN_STEM + 1
    endings = _BY_TAIL.get(rest[-3:]) or _BY_TAIL.get(rest[-2:]) or _BY_TAIL.get(rest[-1], ())
    for ending, length, brings_back, pronoun, loss in endings:
        if length > most or (length > _LOOKED_UP and not rest.endswith(ending)):
            continue
        inner = rest[:-length]
        if inner in known:
            forms.append((inner, loss))
        if brings_back:
            # The ت stands for a ة that belongs to the word: لغتها, محاكمات.
            cut: tuple[str, ...] = (f"{inner}ه",)
        elif pronoun and size - length > MIN_STEM and inner.endswith(("ا", "اي", "او")):
            # A pronoun changes the last letter of مرضى (مرضاهم) and وزراء (وزرائهم).
            cut = (inner[:-1], f"{inner[:-1]}ي")
        else:
            continue
        forms += [(form, loss) for form in cut if form in known]
    return forms


def cut_behind_t(rest: str) -> str:
    """Return the rest without its ending, where the ت belongs to the word: توقيت in توقيتهم."""
    for ending in _SAFE_BY_TAIL.get(rest[-3:]) or _SAFE_BY_TAIL.get(rest[-2:], ()):
        if len(ending) == 1 or ending[0] != "ت" or len(rest) - len(ending) < MIN_STEM - 1:
            continue
        if rest.endswith(ending):
            return rest[: 1 - len(ending)]
    return rest


def without_plural(rest: str) -> str:
    """Return a verb of several as it is of one: طلعوا → طلع; of a present without the alef, too."""
    if rest.endswith("وا") and len(rest) >= MIN_STEM + len("وا"):
        return rest[:-2]
    if rest.endswith("و") and rest[0] in "يت" and len(rest) > MIN_STEM + 1:
        return rest[:-1]
    return rest


def cut_ending(rest: str) -> str:
    """Return a word that no lexicon has without the ending that it seems to have."""
    most = len(rest) - MIN_STEM
    for ending in (
        _SAFE_BY_TAIL.get(rest[-3:])
        or _SAFE_BY_TAIL.get(rest[-2:])
        or _SAFE_BY_TAIL.get(rest[-1], ())
    ):
        if len(ending) <= most and rest.endswith(ending):
            return bare(rest[: -len(ending)])
    for ending in _SHORT_ENDINGS:
        if rest.endswith(ending) and len(rest) - len(ending) >= _MIN_AFTER_SHORT:
            return bare(rest[: -len(ending)])
    return bare(rest)
