"""What each word of a query is taken for, by what the archive holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import aiosqlite

from storage.models import SearchQuery, SearchWord, Treated, Treatment
from storage.search.conditions import any_of, quoted
from storage.search.matching import MAX_COUNTED, counts, existing, live_count
from storage.search.spelling import (
    MIN_SPELLED,
    Spelling,
    allowed_mistakes,
    known,
    nearest,
    parted,
    side_by_side,
)

# A word that so few articles hold may be a slip that somebody made before.
_RARE = 8
# A neighbour is tried as well where it is held by so many times as many articles.
_FAR_COMMONER, _COMMONER = 20, 2
_NEAR_ENOUGH = 1.0
# Spellings of one word that are tried beside the other words of the query.
_SPELLINGS = 6
_NEIGHBOURS = 2
# In long queries only so many words are looked up: each costs some milliseconds.
_MAX_LOOKED_UP = 3
# Of so few words a slip is looked for also among known ones, the rarest of them.
_FEW_WORDS, _MAX_SLIPS, _ENOUGH, _MANY = 4, 2, 5, 40
_LIKELY_SLIP = 0.5


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The words to search for, how many articles hold each, and what was done with which.

    `joined` are the pairs of the query by their new places, `rows` expressions for the parts of
    words that were parted, side by side.
    """

    words: tuple[SearchWord, ...]
    frequencies: tuple[int, ...]
    treated: tuple[Treated, ...]
    joined: tuple[tuple[int, int, str], ...]
    rows: tuple[str, ...]


def sure(word: SearchWord) -> str:
    """An expression for what the word surely means: its stem, other cuts, other names."""
    return _expression((word.stem, *word.variants), word.meanings)


def wide(word: SearchWord) -> str:
    """The same with what it may mean by a guess."""
    stems = (word.stem, *word.variants, *word.guesses, *word.neighbours)
    return _expression(stems, word.meanings)


def _expression(stems: Sequence[str], meanings: Sequence[Sequence[str]]) -> str:
    several = [" AND ".join(map(quoted, meaning)) for meaning in meanings if len(meaning) > 1]
    single = [*stems, *(meaning[0] for meaning in meanings if len(meaning) == 1)]
    if not several:
        return any_of(single)
    return f"({' OR '.join([any_of(single), *(f'({one})' for one in several)])})"


async def interpret(connection: aiosqlite.Connection, query: SearchQuery) -> Interpretation:
    """Read the words of a query by the archive.

    A word that no article holds is taken for two words written as one, for the nearest
    spelling, or is not required; neighbours that are one word are read so as well; beside a rare
    word a far commoner neighbour is searched for, too.
    """
    words = list(query.words)
    frequencies = await counts(connection, [sure(word) for word in words])
    rare = sorted(
        (
            place
            for place, word in enumerate(words)
            if frequencies[place] < _RARE and not word.surface.isdigit()
        ),
        key=lambda place: frequencies[place],
    )[:_MAX_LOOKED_UP]
    for place in rare:
        # The index still counts what was withdrawn.
        frequencies[place] = await live_count(connection, sure(words[place]), at_most=_RARE)
    treated: list[Treated] = []
    if rare or query.joined:
        wanted = [*(words[place].base for place in rare), *(whole for _, _, whole in query.joined)]
        held = await known(connection, wanted)
        joined = _join(query, words, frequencies, held, treated)
        for place in rare:
            if place not in joined:
                words[place], told = await _read(connection, words, frequencies, place, held)
                treated += told
    if not treated and 1 < len(words) <= _FEW_WORDS:
        treated += await _slips_in_context(connection, words, frequencies)
    for place in rare:
        frequencies[place] = await live_count(connection, sure(words[place]), at_most=MAX_COUNTED)
    return await _without_unknown(connection, query, words, frequencies, treated)


def _join(
    query: SearchQuery,
    words: list[SearchWord],
    frequencies: Sequence[int],
    held: dict[str, Spelling],
    treated: list[Treated],
) -> set[int]:
    """Read neighbours as one word where articles hold that; the places that it explains."""
    explained: set[int] = set()
    for first, second, whole in query.joined:
        spelling = held.get(whole)
        if spelling is None:
            continue
        places = {first, second}
        for place in places:
            word = words[place]
            meaning = (spelling.stems[0],)
            if meaning[0] != word.stem:
                words[place] = replace(word, meanings=(*word.meanings, meaning))
        if min(frequencies[place] for place in places) < min(_RARE, spelling.documents):
            explained |= places
            typed = " ".join(words[place].surface for place in sorted(places))
            treated.append(Treated(Treatment.JOINED, typed, whole))
    return explained


async def _read(
    connection: aiosqlite.Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    place: int,
    held: dict[str, Spelling],
) -> tuple[SearchWord, list[Treated]]:
    """A rare word with what it may be a slip for, or that in its place where nobody holds it."""
    word, frequency = words[place], frequencies[place]
    seen = held[word.base].documents if word.base in held else 0
    form = word.base or word.surface
    # A name that the list knows is spelt rightly, however few articles hold it.
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


async def _slips_in_context(
    connection: aiosqlite.Connection, words: list[SearchWord], frequencies: Sequence[int]
) -> list[Treated]:
    """Where the words hardly fit together, try near ones that do; whichever is known as a word.

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


async def _is_held(connection: aiosqlite.Connection, index: str, expression: str) -> bool:
    rows = await connection.execute_fetchall(
        f"select 1 from {index} where {index} match ? limit 1",  # noqa: S608 - own names
        (expression,),
    )
    return bool(list(rows))


async def _parts(connection: aiosqlite.Connection, word: SearchWord) -> tuple[Spelling, ...]:
    parts = await parted(connection, word.surface)
    return parts or (await parted(connection, word.base) if word.base != word.surface else ())


async def _near(
    connection: aiosqlite.Connection, word: SearchWord, *, loosely: bool
) -> list[Spelling]:
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
    connection: aiosqlite.Connection,
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


async def _without_unknown(
    connection: aiosqlite.Connection,
    query: SearchQuery,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    treated: list[Treated],
) -> Interpretation:
    """Leave out the words that no article holds in any meaning."""
    lost = [at for at, count in enumerate(frequencies) if not count]
    guessed = await existing(connection, [words[at] for at in lost]) if lost else []
    unknown = {at for at, word in zip(lost, guessed, strict=True) if not word.guesses}
    kept = [at for at in range(len(words)) if at not in unknown]
    moved = {at: place for place, at in enumerate(kept)}
    dropped = [Treated(Treatment.DROPPED, words[at].surface) for at in sorted(unknown)]
    return Interpretation(
        words=tuple(words[at] for at in kept),
        frequencies=tuple(frequencies[at] for at in kept),
        treated=(*treated, *dropped),
        joined=tuple(
            (moved[first], moved[second], whole)
            for first, second, whole in query.joined
            if first in moved and second in moved
        ),
        rows=tuple(
            side_by_side(*one.taken.split(" ", 1))
            for one in treated
            if one.treatment is Treatment.PARTED
        ),
    )
