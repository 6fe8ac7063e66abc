"""Finds replacements for misspelt, joined or likely mistyped words of a query."""

import math
from collections.abc import Sequence
from dataclasses import replace

from storage.engine.database import Connection
from storage.models import SearchWord, Treated, Treatment
from storage.search.conditions import any_of, sure
from storage.search.matching import live_count
from storage.search.spelling import (
    MIN_SPELLED,
    Spelling,
    allowed_mistakes,
    nearest,
    parted,
)

# A neighbour is tried as well where it is held by so many times as many articles.
_FAR_COMMONER, _COMMONER = 20, 2
_NEAR_ENOUGH = 1.0
# Spellings of one word that are tried beside the other words of the query.
_SPELLINGS = 6
_NEIGHBOURS = 2
# For so many words a slip is looked for among known ones, where fewer articles fit than this;
# a likely one only where several do.
_MAX_SLIPS, _ENOUGH, _MANY = 2, 5, 40
_LIKELY_SLIP = 0.5


async def read_rare_word(
    connection: Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    place: int,
    held: dict[str, Spelling],
) -> tuple[SearchWord, list[Treated]]:
    """Return a rare word with likely corrections, or a correction if no article holds it."""
    word, frequency = words[place], frequencies[place]
    seen = held[word.base].documents if word.base in held else 0
    form = word.base or word.surface
    # A listed name is spelt correctly, however few articles hold it.
    if len(form) < MIN_SPELLED or (frequency and word.meanings):
        return word, []
    parts = () if word.spellings else await _parts(connection, word)
    if parts:
        meaning = tuple(dict.fromkeys(part.stems[0] for part in parts))
        together = replace(word, meanings=(*word.meanings, meaning))
        return together, [Treated(Treatment.PARTED, word.surface, parts[0].word)]
    near = await _near(connection, word, loosely=len(words) > 1)
    own = {word.stem, *word.variants}
    near = [
        spelling
        for spelling in near
        if not own & set(spelling.stems)
        and await live_count(connection, any_of(spelling.stems), at_most=1)
    ]
    if not near:
        return word, []
    if not frequency:
        chosen = await _fitting(connection, words, place, near)
        return (word, []) if chosen is None else _respelt(word, chosen)
    # A form that no article holds is found by its stem alone, which may be chance.
    times = _FAR_COMMONER if seen else _COMMONER
    commoner = [
        spelling
        for spelling in near
        if spelling.documents >= times * max(frequency, seen) and spelling.mistakes <= _NEAR_ENOUGH
    ][:_NEIGHBOURS]
    stems = tuple(dict.fromkeys(stem for spelling in commoner for stem in spelling.stems))
    told = [Treated(Treatment.ALSO, word.surface, _shown(word, one)) for one in commoner[:1]]
    if not seen:
        return replace(word, meanings=(*word.meanings, *((stem,) for stem in stems))), told
    return replace(word, neighbours=stems), told


async def slips_in_context(
    connection: Connection, words: list[SearchWord], frequencies: Sequence[int]
) -> list[Treated]:
    """Find likely corrections for words that hardly occur together, among known words.

    Looked for only where no headline and few texts hold all words, for the rarest words, and
    taken only where a headline holds the near word with the others.
    """
    everything = " AND ".join(map(sure, words))
    if await _is_held(connection, "search_titles", everything):
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
        near = await _near(connection, word, loosely=True)
        for spelling in near:
            if spelling.mistakes > allowed or {word.stem, *word.variants} & {*spelling.stems}:
                continue
            together = f"{any_of(spelling.stems)} AND {others}"
            if await _is_held(connection, "search_titles", together):
                names = tuple((stem,) for stem in spelling.stems)
                words[place] = replace(word, meanings=(*word.meanings, *names))
                return [Treated(Treatment.ALSO, word.surface, _shown(word, spelling))]
    return []


async def _is_held(connection: Connection, index: str, expression: str) -> bool:
    rows = await connection.execute_fetchall(
        f"select 1 from {index} where {index} match ? limit 1",  # noqa: S608 - own names
        (expression,),
    )
    return bool(list(rows))


async def _parts(connection: Connection, word: SearchWord) -> tuple[Spelling, ...]:
    parts = await parted(connection, word.surface)
    return parts or (await parted(connection, word.base) if word.base != word.surface else ())


async def _near(connection: Connection, word: SearchWord, *, loosely: bool) -> list[Spelling]:
    """Spellings near to a word without particles, or to one that begins with و for itself."""
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
) -> Spelling | None:
    """The nearest spelling that stands in a headline with the other words, or in a text.

    Without other words, or where none does, the nearest of all that is near enough alone.
    """
    others = " AND ".join(sure(word) for at, word in enumerate(words) if at != place)
    word = words[place]
    allowed = math.inf if word.spellings else allowed_mistakes(word.base)
    alone = next((spelling for spelling in near if spelling.mistakes <= allowed), None)
    if not others:
        return alone
    for index in ("search_titles", "search_stems"):
        for spelling in near:
            if await _is_held(connection, index, f"{any_of(spelling.stems)} AND {others}"):
                return spelling
    return alone


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
