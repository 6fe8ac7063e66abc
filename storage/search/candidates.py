"""Finds documents that may answer a query, if need be with only most of its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from storage.engine.database import Connection
from storage.models import SearchWord
from storage.search.conditions import Filter, sure, wide
from storage.search.full_text import STEMS, TITLES
from storage.search.looks import Look, in_titles, look_together, seldom
from storage.search.matching import MAX_COUNTED
from storage.search.ranking import TEXT_WEAK

# Of those that may hold the words by chance only.
MAX_WEAK = 80
# With fewer hits than this for all words, articles with most of them follow.
ENOUGH = 5
# Longer queries get few of the costly looks: their words are seldom all meant.
LONG_QUERY = 4
_MAX_RELAXED_WORDS = 8
_MAX_RELAXED_QUERIES = 6
# Of a long query the rarest words, each with each, where half of them are nowhere together.
_LAST_TRIED = 3
# Of the rarest words a headline that holds two is an answer, whatever texts hold.
_PAIRED = 5


class Candidates:
    """The score of each query word in each document found so far."""

    def __init__(self, words: int) -> None:
        self._words = words
        self.found: dict[int, list[float]] = {}
        # Those that hold all words, not only most of them.
        self.full: set[int] = set()

    def add(self, ids: Iterable[int], words: Iterable[int], worth: float) -> None:
        places = list(words)
        for number in ids:
            row = self.found.setdefault(number, [0.0] * self._words)
            for place in places:
                row[place] = max(row[place], worth)

    def __len__(self) -> int:
        return len(self.found)


async def relax(
    connection: Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    condition: Filter,
    candidates: Candidates,
) -> None:
    """Add articles that hold most of the words, or two of the rarest in their headline."""
    await _most_in_texts(connection, words, frequencies, condition, candidates)
    if len(words) > 2:  # noqa: PLR2004 - one of two has been looked for
        rarest = sorted(range(len(words)), key=lambda place: frequencies[place])[:_PAIRED]
        await _two_in_titles(connection, words, rarest, condition, candidates)


async def _most_in_texts(
    connection: Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    condition: Filter,
    candidates: Candidates,
) -> None:
    """Add articles that hold most of the words, one word fewer at a time, until enough."""
    rarest = sorted(range(len(words)), key=lambda place: frequencies[place])
    kept = rarest[:_MAX_RELAXED_WORDS]
    long = len(words) > LONG_QUERY
    # Many words leave little to guess.
    meant = sure if long else wide
    before = len(candidates)
    fewer = _fewer(kept, len(words), frequencies, long=long)
    for size, several in groupby(fewer, key=len):
        if len(candidates) >= before + ENOUGH:
            return
        looks = {
            places: Look(
                STEMS,
                " AND ".join(meant(words[place]) for place in places),
                at_most=MAX_WEAK,
                widespread=min(frequencies[place] for place in places) >= MAX_COUNTED,
                seldom=seldom(size),
            )
            for places in several
        }
        if 2 * size >= len(words):
            await _add_each(connection, looks, condition, candidates)
            continue
        # Less than half of the words is an answer only where there is no other.
        for places, one in looks.items():
            if candidates.found:
                return
            await _add_each(connection, {places: one}, condition, candidates)


async def _add_each(
    connection: Connection,
    looks: Mapping[tuple[int, ...], Look],
    condition: Filter,
    candidates: Candidates,
) -> None:
    """Add articles that hold the words of some places, each by its look at the texts.

    Texts hold the words of their headlines; beyond the newest texts older headlines count.
    """
    texts = await look_together(connection, list(looks.values()), condition)
    beyond: dict[tuple[int, ...], Look] = {}
    for (places, one), found in zip(looks.items(), texts, strict=True):
        candidates.add(found, places, TEXT_WEAK)
        if len(found) >= one.at_most:
            beyond[places] = replace(one, index=TITLES, widespread=False)
    headlines = await look_together(connection, list(beyond.values()), condition)
    for places, found in zip(beyond, headlines, strict=True):
        candidates.add(found, places, TEXT_WEAK)


async def _two_in_titles(
    connection: Connection,
    words: Sequence[SearchWord],
    rarest: Sequence[int],
    condition: Filter,
    candidates: Candidates,
) -> None:
    """Add articles with any two of some words in the headline.

    A question shares these with the headline that answers it, and most of its other words with
    the texts of others.
    """
    pairs = [
        f"({sure(words[place])} AND ({' OR '.join(sure(words[one]) for one in others)}))"
        for at, place in enumerate(rarest)
        if (others := rarest[at + 1 :])
    ]
    found = await in_titles(connection, " OR ".join(pairs), condition)
    candidates.add(found, (), TEXT_WEAK)


def _fewer(
    rarest: Sequence[int], of: int, frequencies: Sequence[int], *, long: bool
) -> Iterator[tuple[int, ...]]:
    """Which words to ask for together, one word fewer at a time, within bounds.

    Without the commonest words first: what is left tells most, and is quick to find. Of many
    words only the rarest are asked for: most of them, half, and at last two, or one.
    """
    largest = len(rarest) - (len(rarest) == of)
    if long:
        yield from (tuple(rarest[:size]) for size in dict.fromkeys((largest, (of + 1) // 2)))
        for size in (2, 1):
            yield from combinations(rarest[:_LAST_TRIED], size)
        return
    asked = 0
    for size in range(largest, 0, -1):
        for places in sorted(
            combinations(rarest, size), key=lambda chosen: sum(frequencies[p] for p in chosen)
        ):
            yield places
            asked += 1
            if asked >= _MAX_RELAXED_QUERIES:
                return
