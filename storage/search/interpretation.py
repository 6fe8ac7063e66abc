"""Corrects a query by the archive: splits, joins, respells words, or makes them optional."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.engine.database import Connection
from storage.models import SearchQuery, SearchWord, Treated, Treatment
from storage.search.conditions import sure
from storage.search.matching import MAX_COUNTED, counts, existing, live_count, live_counts
from storage.search.parting import side_by_side
from storage.search.respelling import (
    KnownSpellings,
    as_written,
    near_spellings,
    read_rare_word,
    slips_in_context,
)
from storage.search.spelling import Spelling, known
from storage.search.widespread_words import WidespreadWords

# A word that so few articles hold may be a misspelling in the articles themselves.
_RARE = 8
# In long queries only so many words are looked up: each costs some milliseconds.
_MAX_LOOKED_UP = 3
# Of so few words a slip is looked for also among known ones.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The words to search for, how many articles hold each, and what was changed in the query.

    `joined` are the pairs of adjacent words by their new positions, `rows` expressions for the
    parts of split words, side by side.
    """

    words: tuple[SearchWord, ...]
    frequencies: tuple[int, ...]
    treated: tuple[Treated, ...]
    joined: tuple[tuple[int, int, str], ...]
    rows: tuple[str, ...]


async def interpret(
    connection: Connection, query: SearchQuery, common: WidespreadWords
) -> Interpretation:
    """Interpret the words of a query by what the archive holds.

    A word that no article holds is split in two, replaced by the nearest spelling, or made
    optional; adjacent words that are one word are also searched as that; for a rare word a far
    commoner similar word is searched, too.
    """
    words = list(query.words)
    frequencies = await counts(connection, [sure(word) for word in words], common)
    rare = sorted(
        (
            place
            for place, word in enumerate(words)
            if frequencies[place] < _RARE and not word.surface.isdigit()
        ),
        key=lambda place: frequencies[place],
    )[:_MAX_LOOKED_UP]
    # The index still counts what was withdrawn.
    living = await live_counts(connection, [sure(words[place]) for place in rare], at_most=_RARE)
    for place, count in zip(rare, living, strict=True):
        frequencies[place] = count
        if not count:
            words[place] = await as_written(connection, words[place])
            frequencies[place] = await live_count(connection, sure(words[place]), at_most=_RARE)
    treated: list[Treated] = []
    if rare or query.joined:
        wanted = [*(words[place].base for place in rare), *(whole for _, _, whole in query.joined)]
        held = await known(connection, wanted)
        joined = _join(query, words, frequencies, held, treated)
        unknown = {
            place: await near_spellings(connection, words[place], loosely=len(words) > 1)
            for place in rare
            if not frequencies[place] and place not in joined
        }
        for place in rare:
            if place not in joined:
                words[place], told = await read_rare_word(
                    connection, words, frequencies, place, KnownSpellings(held, unknown)
                )
                unknown.pop(place, None)
                treated += told
    only_added = all(one.treatment is Treatment.ALSO for one in treated)
    if only_added and 1 < len(words) <= _FEW_WORDS:
        treated += await slips_in_context(connection, words, frequencies)
    # What stays as it was typed is counted already.
    read = [place for place in rare if sure(words[place]) != sure(query.words[place])]
    now = await counts(connection, [sure(words[place]) for place in read], common)
    for place, count in zip(read, now, strict=True):
        frequencies[place] = count
    # What is widely held needs no look at which of its articles are left.
    few = [place for place in read if frequencies[place] < MAX_COUNTED]
    left = [sure(words[place]) for place in few]
    living = await live_counts(connection, left, at_most=MAX_COUNTED)
    for place, count in zip(few, living, strict=True):
        frequencies[place] = count
    return await _without_unknown(connection, query, words, frequencies, treated)


async def as_it_stands(
    connection: Connection, words: Sequence[SearchWord], common: WidespreadWords
) -> Interpretation:
    """Take words as they were typed, because nothing else was meant."""
    frequencies = await counts(connection, [sure(word) for word in words], common)
    return Interpretation(tuple(words), tuple(frequencies), (), (), ())


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


async def _without_unknown(
    connection: Connection,
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
