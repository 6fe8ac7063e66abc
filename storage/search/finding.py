"""Ranked search within bounds: candidates from the index, the best of them in order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

import aiosqlite

from storage.models import SearchHit, SearchPage, SearchQuery, SearchWord
from storage.search.conditions import Filter, any_of, conditions
from storage.search.matching import (
    MAX_COUNTED,
    MAX_RANKED,
    counts,
    documents,
    existing,
    in_texts,
    in_titles,
)
from storage.search.ranking import TEXT_SURE, TEXT_WEAK, Scorer, weight
from storage.search.spelling import nearest

# Of those that may hold the words by chance only.
_MAX_WEAK = 80
# With fewer hits than this for all words, articles with most of them follow.
ENOUGH = 5
_MAX_RELAXED_WORDS = 8
_MAX_RELAXED_QUERIES = 6
# Weaker meanings of the words are tried in texts only when the sure ones found less.
_FEW = 60
_SPELLINGS = 3
# Longer queries get fewer of the costly looks: their words are seldom all meant.
_LONG_QUERY = 6
_MAX_RELAXED_LONG = 2


class _Candidates:
    """The worth of each word in each document found so far."""

    def __init__(self, words: int) -> None:
        self._words = words
        self.found: dict[int, list[float]] = {}

    def add(self, ids: Iterable[int], words: Iterable[int], worth: float) -> None:
        places = list(words)
        for number in ids:
            row = self.found.setdefault(number, [0.0] * self._words)
            for place in places:
                row[place] = max(row[place], worth)

    def __len__(self) -> int:
        return len(self.found)


async def find(
    connection: aiosqlite.Connection,
    query: SearchQuery,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 10,
) -> SearchPage:
    """One page of the best answers: all words first, then most of them, newer before older.

    At most `MAX_RANKED` of a kind are ranked; `more` says that there were more of them.
    """
    if query.empty:
        return SearchPage(hits=(), total=0)
    condition = await conditions(connection, query)
    if condition is None:
        return SearchPage(hits=(), total=0)
    if not query.words:
        return await _newest(connection, condition, offset, limit)
    words = list(query.words)
    frequencies = await counts(connection, [any_of(_sure(word)) for word in words])
    words, suggestions = await _respelt(connection, words, frequencies)
    everything = range(len(words))
    candidates = _Candidates(len(words))
    sure = " AND ".join(any_of(_sure(word)) for word in words)
    headlines = await in_titles(connection, sure, condition)
    candidates.add(headlines, everything, TEXT_SURE)
    # Where headlines alone are more than can be ranked, texts would only push older ones out.
    texts = (
        await in_texts(connection, sure, condition) if len(headlines) < MAX_RANKED else headlines
    )
    candidates.add(texts, everything, TEXT_SURE)
    enough = len(candidates) >= ENOUGH
    if not enough:
        words = await existing(connection, words)
    wide = " AND ".join(any_of(_wide(word)) for word in words)
    if wide != sure:
        headlines = await in_titles(connection, wide, condition, at_most=_MAX_WEAK)
        candidates.add(headlines, everything, TEXT_WEAK)
    # All words in a headline, if only by a guess, is an answer; in a text it is most likely
    # chance, and no better than most of the words.
    full = set(candidates.found)
    if wide != sure and len(candidates) < _FEW and len(words) <= _LONG_QUERY:
        found = await in_texts(connection, wide, condition, at_most=_MAX_WEAK)
        candidates.add(found, everything, TEXT_WEAK)
    if not enough and len(words) > 1:
        await _relax(connection, words, frequencies, condition, candidates)
    ranked_documents = await documents(connection, list(candidates.found))
    weights = [weight(count, MAX_COUNTED) for count in frequencies]
    scorer = Scorer(words, weights, now.timestamp())
    ranked = sorted(
        (
            (document.id in full, scorer.score(document, candidates.found[document.id]), document)
            for document in ranked_documents
        ),
        key=lambda row: (-row[0], -row[1], -row[2].id),
    )
    hits = tuple(
        SearchHit(document.article_id, worth)
        for _, worth, document in ranked[offset : offset + limit]
    )
    return SearchPage(
        hits=hits,
        total=len(ranked_documents),
        more=len(texts) >= MAX_RANKED,
        suggestions=tuple(suggestions),
    )


async def _respelt(
    connection: aiosqlite.Connection, words: Sequence[SearchWord], frequencies: Sequence[int]
) -> tuple[list[SearchWord], list[tuple[str, str]]]:
    """The words, those that no article holds with near spellings as guesses."""
    respelt: list[SearchWord] = []
    suggestions: list[tuple[str, str]] = []
    for word, frequency in zip(words, frequencies, strict=True):
        near = await nearest(connection, word.surface, limit=_SPELLINGS) if not frequency else []
        stems = tuple(dict.fromkeys(spelling.stem for spelling in near))
        respelt.append(replace(word, guesses=(*word.guesses, *stems)))
        suggestions.extend((word.surface, spelling.word) for spelling in near[:1])
    return respelt, suggestions


def _sure(word: SearchWord) -> tuple[str, ...]:
    return (word.stem, *word.variants)


def _wide(word: SearchWord) -> tuple[str, ...]:
    return (word.stem, *word.variants, *word.guesses)


async def _relax(
    connection: aiosqlite.Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    condition: Filter,
    candidates: _Candidates,
) -> None:
    """Add articles that hold most of the words, one word fewer at a time, until enough."""
    rarest = sorted(range(len(words)), key=lambda place: frequencies[place])
    kept = sorted(rarest[:_MAX_RELAXED_WORDS])
    asked = 0
    most = _MAX_RELAXED_LONG if len(words) > _LONG_QUERY else _MAX_RELAXED_QUERIES
    before = len(candidates)
    sizes = range(len(kept) - (len(kept) == len(words)), 0, -1)
    for size in sizes:
        if 2 * size < len(words) and candidates.found:
            return
        # Without the commonest words first: what is left tells most, and is quick to find.
        for places in sorted(
            combinations(kept, size), key=lambda chosen: sum(frequencies[p] for p in chosen)
        ):
            expression = " AND ".join(any_of(_wide(words[place])) for place in places)
            for look in (in_titles, in_texts):
                found = await look(connection, expression, condition, at_most=_MAX_WEAK)
                candidates.add(found, places, TEXT_WEAK)
            asked += 1
            if asked >= most:
                return
        if len(candidates) >= before + ENOUGH:
            return


async def _newest(
    connection: aiosqlite.Connection, condition: Filter, offset: int, limit: int
) -> SearchPage:
    """Without any word to rank by: the newest that fulfil the other conditions."""
    where, values = condition.sql("document.id")
    rows = list(
        await connection.execute_fetchall(
            f"""
            select document.article_id
            from search_documents as document
            where document.id between ? and ?
            and document.article_id is not null
            {where}
            order by document.id desc
            limit {MAX_COUNTED}
            """,  # noqa: S608 - marks only
            (condition.first, condition.last, *values),
        )
    )
    return SearchPage(
        hits=tuple(SearchHit(int(row[0]), 0.0) for row in rows[offset : offset + limit]),
        total=len(rows),
        more=len(rows) >= MAX_COUNTED,
    )
