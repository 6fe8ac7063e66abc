"""Finds replacements for misspelt, joined or likely mistyped words of a query."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storage.engine.database import Connection
from storage.models import SearchWord, Treated, Treatment
from storage.search.conditions import any_of, sure, wide
from storage.search.full_text import STEMS, TITLES, first_held, is_held
from storage.search.matching import MAX_COUNTED, live_count, live_counts
from storage.search.parting import parted, parted_in_three, parted_loosely, spelt_out
from storage.search.spelling import MIN_SPELLED, Spelling, allowed_mistakes, known, nearest
from storage.spelling_keys import skeleton

# A neighbour is tried as well where it is held by so many times as many articles.
_FAR_COMMONER, _COMMONER = 20, 2
# Where only a vowel letter or a confused one is different, a smaller distance tells.
_COMMONER_ALIKE = 4
_NEAR_ENOUGH = 1.0
# Spellings of one word that are tried beside the other words of the query.
_SPELLINGS = 6
_NEIGHBOURS = 2
# على and هذا as they are joined to a word in speech.
_SPOKEN_PARTICLE = re.compile("^(?:[وفبلع]?هال|عال|ع)(?=.{3})")
# As سرق is in انسرق: a passive of speech, which the news writes as a plain verb.
_SPOKEN_PASSIVE = re.compile("^ان(?=.{3,4}$)")
# For so many words a slip is looked for among known ones, where fewer articles fit than this;
# a likely one only where several do.
_MAX_SLIPS, _ENOUGH, _MANY = 2, 5, 40
_LIKELY_SLIP = 0.5


@dataclass(frozen=True, slots=True)
class KnownSpellings:
    """What the articles' vocabulary holds of the rare words of a query.

    `held`: a word without particles → its spelling. `near_unknown`: the place of a word that no
    article holds and that is not corrected yet → the spellings near to it; a name of two such
    words is recognised by both.
    """

    held: Mapping[str, Spelling]
    near_unknown: Mapping[int, Sequence[Spelling]]


async def as_written(connection: Connection, word: SearchWord) -> SearchWord:
    """Take off what is spoken and not written in news, if articles hold the rest.

    For a word that no article holds: a particle (عحلب, بهالبلد) or the ان of a passive.
    """
    forms = [spoken.sub("", word.base) for spoken in (_SPOKEN_PARTICLE, _SPOKEN_PASSIVE)]
    held = await known(connection, [form for form in forms if form != word.base])
    return next((_respelt(word, held[form])[0] for form in forms if form in held), word)


async def read_rare_word(
    connection: Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    place: int,
    spellings: KnownSpellings,
) -> tuple[SearchWord, list[Treated]]:
    """Return a rare word with likely corrections, or a correction if no article holds it."""
    held, unknown = spellings.held, spellings.near_unknown
    word, frequency = words[place], frequencies[place]
    seen = held[word.base].documents if word.base in held else 0
    form = word.base or word.surface
    # A listed name is spelt correctly, however few articles hold it.
    if len(form) < MIN_SPELLED or (frequency and word.meanings):
        return word, []
    parts = await _parts(connection, word, frequency)
    if parts:
        return _of_pieces(word, parts)
    if (near := unknown.get(place)) is None:
        near = await near_spellings(connection, word, loosely=len(words) > 1)
    own = {word.stem, *word.variants}
    near = [spelling for spelling in near if not own & set(spelling.stems)]
    near = await _still_held(connection, near)
    if not near:
        pieces = () if frequency else await _pieces(connection, word.surface)
        return _of_pieces(word, pieces) if pieces else (word, [])
    if not frequency:
        beside = {at: several for at, several in unknown.items() if several}
        chosen = await _fitting(connection, words, place, near, beside)
        return (word, []) if chosen is None else _respelt(word, chosen)
    commoner = [
        spelling
        for spelling in near
        if spelling.documents >= _times_commoner(form, seen, spelling) * max(frequency, seen)
        and spelling.mistakes <= _NEAR_ENOUGH
    ][:_NEIGHBOURS]
    stems = tuple(dict.fromkeys(stem for spelling in commoner for stem in spelling.stems))
    told = [Treated(Treatment.ALSO, word.surface, _shown(word, one)) for one in commoner[:1]]
    if not seen:
        return replace(word, meanings=(*word.meanings, *((stem,) for stem in stems))), told
    return replace(word, neighbours=stems), told


async def _still_held(connection: Connection, near: Sequence[Spelling]) -> list[Spelling]:
    """Drop the spellings whose articles are all withdrawn."""
    # What is widely held needs no look at which of its articles are left.
    few = [one for one in near if one.documents < MAX_COUNTED]
    counted = await live_counts(connection, [any_of(one.stems) for one in few], at_most=1)
    gone = {one.word for one, count in zip(few, counted, strict=True) if not count}
    return [one for one in near if one.word not in gone]


def _of_pieces(word: SearchWord, parts: Sequence[Spelling]) -> tuple[SearchWord, list[Treated]]:
    """A word that also means its parts, together."""
    meaning = tuple(dict.fromkeys(part.stems[0] for part in parts))
    together = replace(word, meanings=(*word.meanings, meaning))
    return together, [Treated(Treatment.PARTED, word.surface, parts[0].word)]


def _times_commoner(form: str, seen: int, near: Spelling) -> int:
    """How many times as common a near word must be to be searched for as well."""
    # A form that no article holds is found by its stem alone, which may be chance.
    if not seen:
        return _COMMONER
    return _COMMONER_ALIKE if skeleton(form) == skeleton(near.word) else _FAR_COMMONER


async def slips_in_context(
    connection: Connection, words: list[SearchWord], frequencies: Sequence[int]
) -> list[Treated]:
    """Find likely corrections for words that hardly occur together, among known words.

    Looked for only where no headline and few texts hold all words, for the rarest words, and
    taken only where a headline holds the near word with the others.
    """
    everything = " AND ".join(map(wide, words))
    if await is_held(connection, TITLES, everything):
        return []
    texts = await live_count(connection, everything, at_most=_MANY)
    if texts >= _MANY:
        return []
    allowed = _NEAR_ENOUGH if texts < _ENOUGH else _LIKELY_SLIP
    for place in sorted(range(len(words)), key=lambda at: frequencies[at])[:_MAX_SLIPS]:
        word = words[place]
        if len(word.base) < MIN_SPELLED or word.meanings or word.surface.isdigit():
            continue
        others = " AND ".join(sure(other) for at, other in enumerate(words) if at != place)
        near = [
            spelling
            for spelling in await near_spellings(connection, word, loosely=True)
            if spelling.mistakes <= allowed and not {word.stem, *word.variants} & {*spelling.stems}
        ]
        together = [f"{any_of(spelling.stems)} AND {others}" for spelling in near]
        at = await first_held(connection, TITLES, together)
        if at is not None:
            names = tuple((stem,) for stem in near[at].stems)
            words[place] = replace(word, meanings=(*word.meanings, *names))
            return [Treated(Treatment.ALSO, word.surface, _shown(word, near[at]))]
    return []


async def _parts(connection: Connection, word: SearchWord, frequency: int) -> tuple[Spelling, ...]:
    if word.spellings:
        return () if frequency else await spelt_out(connection, word.letters)
    parts = await parted(connection, word.surface)
    return parts or (await parted(connection, word.base) if word.base != word.surface else ())


async def _pieces(connection: Connection, word: str) -> tuple[Spelling, ...]:
    return await parted_in_three(connection, word) or await parted_loosely(connection, word)


async def near_spellings(
    connection: Connection, word: SearchWord, *, loosely: bool
) -> list[Spelling]:
    """Return spellings near to a word without particles; where it begins with و, to both."""
    form = word.base or word.surface
    near = await nearest(
        connection, form, limit=_SPELLINGS, transliterated=word.spellings, loosely=loosely
    )
    if word.surface == f"و{form}":
        near += await nearest(connection, word.surface, limit=_SPELLINGS)
        near.sort(key=lambda spelling: spelling.mistakes)
    return near


async def _fitting(
    connection: Connection,
    words: Sequence[SearchWord],
    place: int,
    near: Sequence[Spelling],
    unknown: Mapping[int, Sequence[Spelling]],
) -> Spelling | None:
    """The nearest spelling that stands in a headline with the other words, or in a text.

    Without other words, or where none does, the nearest of all that is near enough alone.
    """
    others = " AND ".join(
        any_of([stem for one in unknown[at] for stem in one.stems]) if at in unknown else sure(word)
        for at, word in enumerate(words)
        if at != place
    )
    word = words[place]
    allowed = math.inf if word.spellings else allowed_mistakes(word.base)
    alone = next((spelling for spelling in near if spelling.mistakes <= allowed), None)
    if not others:
        return alone
    together = [f"{any_of(spelling.stems)} AND {others}" for spelling in near]
    at = await first_held(connection, TITLES, together)
    if at is None:
        at = await first_held(connection, STEMS, together)
    return alone if at is None else near[at]


def _shown(word: SearchWord, spelling: Spelling) -> str:
    """The spelling behind what was typed joined to the word."""
    joined = word.surface.removesuffix(word.base) if word.base else ""
    if word.spellings or joined == word.surface or joined == "و" == spelling.word[0]:
        return spelling.word
    return joined + spelling.word


def _respelt(word: SearchWord, spelling: Spelling) -> tuple[SearchWord, list[Treated]]:
    shown = _shown(word, spelling)
    taken = SearchWord(
        surface=shown, stem=spelling.stems[0], variants=spelling.stems[1:], base=spelling.word
    )
    return taken, [Treated(Treatment.RESPELT, word.surface, shown)]
