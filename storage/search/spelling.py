"""Finds the likeliest spellings of a word among those in headlines, tags and texts."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from storage.edit_distance import mistyping
from storage.engine.database import Connection
from storage.search.conditions import marks
from storage.search.full_text import PHRASES, is_held
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
_MIN_PART = 2
_PARTED_AT_LEAST = 5
_MAX_PARTINGS = 4
_PARTED_IN_THREE, _LONGEST_IN_THREE = 7, 20
_NEAR_PARTS = 2


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
        f"""
        select word, stems, documents
        from search_vocabulary
        where word in ({marks(wanted)})
        """,  # noqa: S608 - marks only
        wanted,
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
        where skeleton in ({marks(bones)})
        and length(word) between ? and ?
        order by {nearest_first} documents desc
        limit {_COMPARED // len(typed)}
        """,  # noqa: S608 - marks only
        (
            *bones,
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
    for _, _, first, second, found in sorted(pairs, key=lambda pair: pair[:4])[:_MAX_PARTINGS]:
        if await is_held(connection, PHRASES, side_by_side(first, second)):
            return tuple(replace(part, word=f"{first} {second}") for part in found)
    return ()


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
    for _, (first, middle, last), whole in sorted(found, key=lambda one: one[:2])[:_MAX_PARTINGS]:
        rows = f"({side_by_side(first, middle)}) AND ({side_by_side(middle, last)})"
        if await is_held(connection, PHRASES, rows):
            return tuple(replace(part, word=f"{first} {middle} {last}") for part in whole)
    return ()


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
    for names in telling[:_MAX_PARTINGS]:
        phrase = " ".join(names)
        if await is_held(connection, PHRASES, f'"{phrase}"'):
            return tuple(replace(held[name], word=phrase) for name in names if name in held)
    return ()


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
    for first, second in product(*several):
        if await is_held(connection, PHRASES, side_by_side(first.word, second.word)):
            article = "ال" * word.startswith("ال")
            shown = f"{article}{first.word} ال{second.word}"
            return replace(first, word=shown), replace(second, word=shown)
    return ()


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
