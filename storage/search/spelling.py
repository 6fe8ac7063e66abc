"""Finds the likeliest spellings of a word among those in headlines, tags and texts."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.edit_distance import mistyping
from storage.engine.database import Connection
from storage.search.conditions import marks
from storage.spelling_keys import near_skeletons, skeleton

MIN_SPELLED = 3
# Of words with a near skeleton the commonest are compared; each takes some ten microseconds.
_COMPARED = 1_500
# What may lie between a word and its spelling, by the letters of the word; see `mistyping`.
_SHORT, _MIDDLE = 4, 6
_ALLOWED_SHORT, _ALLOWED_MIDDLE, _ALLOWED_LONG = 0.5, 1.1, 2.0
# Latin letters say little of vowels, and don't tell ط from ت or ق from ك, of which the plain ones
# are a little likelier.
_PLAIN = str.maketrans("طقصضظذح", "تكسدززه")
_EMPHATIC = 0.1
_ALLOWED_TRANSLITERATED = 1.3
# Each doubling of the articles that hold a word makes up for so much of a mistake.
_COMMON, _COMMON_TRANSLITERATED = 0.05, 0.03


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that articles hold, without particles; its stems; its distance from the typed word."""

    word: str
    stems: tuple[str, ...]
    documents: int
    mistakes: float = 0.0


async def known(connection: Connection, words: Iterable[str]) -> dict[str, Spelling]:
    """Return those of some words without particles that articles hold."""
    wanted = list(dict.fromkeys(words))
    if not wanted:
        return {}
    rows = await connection.execute_fetchall(
        """
        select word, stems, documents
        from search_vocabulary
        where word in (select value from each_text(?))
        """,
        (json.dumps(wanted),),
    )
    return {
        str(word): Spelling(str(word), tuple(str(stems).split("|")), int(documents))
        for word, stems, documents in rows
    }


async def nearest(
    connection: Connection,
    word: str,
    *,
    limit: int,
    transliterated: Sequence[str] = (),
    loosely: bool = False,
) -> list[Spelling]:
    """Return known words within one or two mistakes of a word, likeliest first.

    `transliterated` are forms in other letters that it could stand for instead. `loosely` is for
    words that are chosen by their company: a whole mistake also in four letters.
    """
    if len(word) < MIN_SPELLED or word.isdigit():
        return []
    typed = transliterated or (word,)
    allowed = _ALLOWED_TRANSLITERATED if transliterated else allowed_mistakes(word)
    if loosely and len(word) >= _SHORT:
        allowed = max(allowed, 1.0)
    own = list(dict.fromkeys(map(skeleton, typed)))
    bones = list(dict.fromkeys(near for form in own for near in near_skeletons(form)))
    longest = max(map(len, typed))
    shortest = min(map(len, typed))
    # Of many forms fewer words can be compared: first those whose consonants are all the same.
    nearest_first = f"skeleton in ({marks(own)}) desc," if len(typed) > 1 else ""
    common = _COMMON_TRANSLITERATED if transliterated else _COMMON
    rows = await connection.execute_fetchall(
        f"""
        select word, documents
        from search_vocabulary
        where skeleton in (select value from each_text(?))
        and length(word) between ? and ?
        order by {nearest_first} documents desc
        limit {_COMPARED // len(typed)}
        """,  # noqa: S608 - marks only
        (
            json.dumps(bones),
            2 if transliterated else shortest - 2,
            longest + 2,
            *(own if nearest_first else ()),
        ),
    )
    scored: list[tuple[float, str, float]] = []
    plain = {form: _plain(form) if transliterated else {} for form in typed}
    for candidate, documents in rows:
        mistakes = min(_mistakes(form, candidate, allowed, plain[form]) for form in typed)
        if mistakes <= allowed and candidate != word:
            likelihood = mistakes - common * math.log2(1 + documents)
            scored.append((likelihood, str(candidate), mistakes))
    best = sorted(scored)[:limit]
    found = await known(connection, [candidate for _, candidate, _ in best])
    return [
        Spelling(candidate, found[candidate].stems, found[candidate].documents, mistakes)
        for _, candidate, mistakes in best
    ]


def allowed_mistakes(word: str) -> float:
    """Return the distance allowed for a word without context, as `mistyping` measures it."""
    if len(word) <= _SHORT:
        return _ALLOWED_SHORT
    return _ALLOWED_MIDDLE if len(word) <= _MIDDLE else _ALLOWED_LONG


def _plain(form: str) -> dict[int, int]:
    """Return what a Latin word leaves open, as its form tells: who types a q means no ك."""
    return {typed: taken for typed, taken in _PLAIN.items() if chr(typed) not in form}


def _mistakes(form: str, candidate: str, allowed: float, open_letters: dict[int, int]) -> float:
    if open_letters:
        plain = candidate.translate(open_letters)
        changed = _EMPHATIC * (plain != candidate)
        return mistyping(form, plain, at_most=allowed - changed, vowel=0.2) + changed
    # Cheap and never wrong: a letter costs at least 0.4, and each mistake changes at most two.
    if len(set(form).symmetric_difference(candidate)) * 0.2 > allowed:
        return math.inf
    return mistyping(form, candidate, at_most=allowed)
