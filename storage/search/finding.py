"""Ranked search within bounds: candidates from the index, the best of them in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import aiosqlite

from storage.models import SearchHit, SearchPage, SearchQuery, SearchWord
from storage.search.ranking import TEXT_SURE, TEXT_WEAK, Document, WeighedWord, score, weight
from storage.search.spelling import nearest

# The newest of each kind of candidate that are ranked; older ones of a word so common are not
# what somebody looks for.
MAX_RANKED = 300
MAX_COUNTED = 1_000
# With fewer hits than this for all words, articles with most of them follow.
ENOUGH = 5
_MAX_RELAXED_WORDS = 8
_MAX_RELAXED_QUERIES = 24
_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class _Filter:
    """What every candidate must fulfil, as SQL on `search_documents` and its values."""

    sql: str
    values: tuple[int | str, ...]


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

    At most `MAX_RANKED` of a kind are ranked, at most `MAX_COUNTED` counted.
    """
    if query.empty:
        return SearchPage(hits=(), total=0)
    condition = _filter(query)
    if not query.words:
        return await _newest(connection, condition, offset, limit)
    words = list(query.words)
    frequencies = [await _count(connection, _any_of(_sure(word)), MAX_COUNTED) for word in words]
    suggestions: list[tuple[str, str]] = []
    for place, word in enumerate(words):
        if frequencies[place] == 0:
            near = await nearest(connection, word.surface, limit=_SPELLINGS)
            if near:
                suggestions.append((word.surface, near[0].word))
                stems = tuple(dict.fromkeys(spelling.stem for spelling in near))
                words[place] = replace(word, guesses=(*word.guesses, *stems))
    everything = range(len(words))
    candidates = _Candidates(len(words))
    sure = " AND ".join(_any_of(_sure(word)) for word in words)
    wide = " AND ".join(_any_of(_wide(word)) for word in words)
    in_titles = await _matching(connection, "search_titles", wide, condition)
    candidates.add(in_titles, everything, TEXT_WEAK)
    in_texts = await _matching(connection, "search_stems", sure, condition)
    candidates.add(in_texts, everything, TEXT_SURE)
    if len(candidates) < MAX_RANKED:
        weakly = await _matching(connection, "search_stems", wide, condition)
        candidates.add(weakly, everything, TEXT_WEAK)
    full = set(candidates.found)
    if len(candidates) < ENOUGH and len(words) > 1:
        await _relax(connection, words, frequencies, condition, candidates)
    total = len(candidates)
    if len(in_texts) >= MAX_RANKED:
        total = max(total, await _count_filtered(connection, sure, condition))
    documents = await _documents(connection, list(candidates.found))
    weighed = [
        WeighedWord(word, weight(count, MAX_COUNTED))
        for word, count in zip(words, frequencies, strict=True)
    ]
    seconds = now.timestamp()
    ranked = sorted(
        ((d.id in full, score(d, weighed, candidates.found[d.id], seconds), d) for d in documents),
        key=lambda row: (-row[0], -row[1], -row[2].id),
    )
    hits = tuple(
        SearchHit(document.article_id, worth)
        for _, worth, document in ranked[offset : offset + limit]
    )
    return SearchPage(
        hits=hits,
        total=min(total, MAX_COUNTED),
        more=total >= MAX_COUNTED,
        suggestions=tuple(suggestions),
    )


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _any_of(terms: Sequence[str]) -> str:
    return "(" + " OR ".join(map(_quoted, terms)) + ")"


def _sure(word: SearchWord) -> tuple[str, ...]:
    return (word.stem, *word.variants)


def _wide(word: SearchWord) -> tuple[str, ...]:
    return (word.stem, *word.variants, *word.guesses)


def _filter(query: SearchQuery) -> _Filter:
    """The conditions of a query beside its words."""
    sql = ["document.article_id is not null"]
    values: list[int | str] = []
    for bound, sign in ((query.since, ">="), (query.until, "<")):
        if bound is not None:
            sql.append(f"document.id {sign} ?")
            values.append(_second(bound if sign == ">=" else bound + timedelta(days=1)))
    for names in query.tags:
        marks = ", ".join("?" * len(names))
        sql.append(
            "document.article_id in (select article_id from article_tags where tag_id in"
            f" (select id from tags where folded in ({marks})))"
        )
        values.extend(names)
    for phrase in query.phrases:
        sql.append("document.id in (select rowid from search_phrases where search_phrases match ?)")
        values.append(_quoted(" ".join(phrase)))
    for phrase in query.excluded_phrases:
        sql.append(
            "document.id not in (select rowid from search_phrases where search_phrases match ?)"
        )
        values.append(_quoted(" ".join(phrase)))
    if query.excluded:
        sql.append("document.id not in (select rowid from search_stems where search_stems match ?)")
        values.append(_any_of([word.stem for word in query.excluded]))
    return _Filter(" and ".join(sql), tuple(values))


def _second(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


async def _matching(
    connection: aiosqlite.Connection, index: str, expression: str, condition: _Filter
) -> list[int]:
    rows = await connection.execute_fetchall(
        f"""
        select found.rowid
        from {index} as found
        cross join search_documents as document on document.id = found.rowid
        where found.{index} match ?
        and {condition.sql}
        order by found.rowid desc
        limit {MAX_RANKED}
        """,  # noqa: S608 - names of tables and marks only
        (expression, *condition.values),
    )
    return [int(row[0]) for row in rows]


async def _count(connection: aiosqlite.Connection, expression: str, at_most: int) -> int:
    rows = await connection.execute_fetchall(
        """
        select count(*)
        from (select rowid from search_stems where search_stems match ? limit ?)
        """,
        (expression, at_most),
    )
    return int(next(iter(rows))[0])


async def _count_filtered(
    connection: aiosqlite.Connection, expression: str, condition: _Filter
) -> int:
    rows = await connection.execute_fetchall(
        f"""
        select count(*)
        from (
            select found.rowid
            from search_stems as found
            cross join search_documents as document on document.id = found.rowid
            where found.search_stems match ?
            and {condition.sql}
            limit {MAX_COUNTED}
        )
        """,  # noqa: S608 - marks only
        (expression, *condition.values),
    )
    return int(next(iter(rows))[0])


async def _relax(
    connection: aiosqlite.Connection,
    words: Sequence[SearchWord],
    frequencies: Sequence[int],
    condition: _Filter,
    candidates: _Candidates,
) -> None:
    """Add articles that hold most of the words, one word fewer at a time, until enough."""
    rarest = sorted(range(len(words)), key=lambda place: frequencies[place])
    kept = sorted(rarest[:_MAX_RELAXED_WORDS])
    asked = 0
    sizes = range(len(kept) - (len(kept) == len(words)), 0, -1)
    for size in sizes:
        for places in combinations(kept, size):
            expression = " AND ".join(_any_of(_wide(words[place])) for place in places)
            ids = await _matching(connection, "search_titles", expression, condition)
            candidates.add(ids, places, TEXT_WEAK)
            ids = await _matching(connection, "search_stems", expression, condition)
            candidates.add(ids, places, TEXT_WEAK)
            asked += 1
            if asked >= _MAX_RELAXED_QUERIES:
                return
        if len(candidates) >= ENOUGH:
            return


async def _documents(connection: aiosqlite.Connection, ids: Sequence[int]) -> list[Document]:
    if not ids:
        return []
    rows = await connection.execute_fetchall(
        f"""
        select id, article_id, title, title_stems, prominent
        from search_documents
        where id in ({", ".join("?" * len(ids))})
        """,  # noqa: S608 - marks only
        ids,
    )
    return [
        Document(
            id=row[0],
            article_id=row[1],
            title=tuple(row[2].split()),
            title_stems=tuple(tuple(word.split("|")) for word in row[3].split()),
            prominent=frozenset(row[4].split()),
        )
        for row in rows
    ]


async def _newest(
    connection: aiosqlite.Connection, condition: _Filter, offset: int, limit: int
) -> SearchPage:
    """Without any word to rank by: the newest that fulfil the other conditions."""
    rows = list(
        await connection.execute_fetchall(
            f"""
            select document.article_id
            from search_documents as document
            where {condition.sql}
            order by document.id desc
            limit {MAX_COUNTED}
            """,  # noqa: S608 - marks only
            condition.values,
        )
    )
    return SearchPage(
        hits=tuple(SearchHit(int(row[0]), 0.0) for row in rows[offset : offset + limit]),
        total=len(rows),
        more=len(rows) >= MAX_COUNTED,
    )
