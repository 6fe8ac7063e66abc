"""Searches within bounds: collects candidates from the index and ranks the best."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.engine.database import Connection
from storage.models import SearchHit, SearchPage, SearchQuery, SearchWord, Treated, Treatment
from storage.search.best_ranked import best_ranked
from storage.search.candidates import ENOUGH, LONG_QUERY, MAX_WEAK, Candidates, relax
from storage.search.conditions import Filter, conditions, is_tagged, sure, wide
from storage.search.full_text import STEMS, TITLES
from storage.search.interpretation import Interpretation, as_it_stands, interpret
from storage.search.looks import (
    MAX_RANKED,
    Look,
    in_a_row,
    in_titles,
    look,
    look_together,
    seldom,
)
from storage.search.matching import MAX_COUNTED, documents, existing
from storage.search.parting import side_by_side
from storage.search.ranking import TEXT_SURE, TEXT_WEAK, Evidence, Scorer, weight
from storage.search.widespread_words import WidespreadWords

# Weaker meanings of the words are tried in texts only when the sure ones found less.
_FEW = 60
_MAX_ROWS = 2


async def find(
    connection: Connection,
    query: SearchQuery,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 10,
    common: WidespreadWords | None = None,
) -> SearchPage:
    """Return one page of results: all words before most of them, newer before older.

    What holds all words somewhere in its text follows what holds most of them in its headline.

    At most `MAX_RANKED` of a kind are ranked; `more` says that there were more of them. The days
    of the query are those of the zone of `now`: the newsroom's, in which articles are dated. What
    `common` remembers from other searches is not counted again.
    """
    if query.empty:
        return SearchPage(hits=(), total=0, read=query)
    # What words are asked for has no say in how the index is asked.
    connection.plan_for_any_values()
    query, untagged = await _tags_as_words(connection, query)
    condition = await conditions(connection, query, now.tzinfo)
    if condition is None:
        return SearchPage(hits=(), total=0, treated=untagged, read=query)
    if not query.words and not query.phrase_words:
        newest = await _newest(connection, condition, offset, limit)
        return replace(newest, treated=untagged, read=query)
    common = WidespreadWords() if common is None else common
    if query.words:
        reading = await interpret(connection, query, common)
    else:
        reading = await as_it_stands(connection, query.phrase_words, common)
    treated = (*untagged, *reading.treated)
    query = replace(query, words=reading.words, joined=reading.joined)
    if not reading.words:
        return SearchPage(hits=(), total=0, treated=treated, read=query)
    candidates = Candidates(len(reading.words))
    more = await _collect(connection, query, reading.frequencies, condition, candidates)
    together = await _together(connection, reading, condition, candidates)
    ranked_documents = await documents(connection, list(candidates.found))
    weights = [weight(count, MAX_COUNTED) for count in reading.frequencies]
    scorer = Scorer(reading.words, weights, now.timestamp(), asking=query.asking)
    found = {
        document.id: Evidence(
            tuple(candidates.found[document.id]),
            together=document.id in together,
            all_words=document.id in candidates.full,
        )
        for document in ranked_documents
    }
    ranked = best_ranked(scorer, ranked_documents, found, offset + limit)
    hits = tuple(
        SearchHit(document.article_id, worth, scorer.reasons(document, found[document.id]))
        for worth, document in ranked[offset:]
    )
    return SearchPage(
        hits=hits,
        total=len(ranked_documents),
        full=sum(evidence.all_words for evidence in found.values()),
        more=more,
        treated=treated,
        read=query,
    )


async def _tags_as_words(
    connection: Connection, query: SearchQuery
) -> tuple[SearchQuery, tuple[Treated, ...]]:
    """A tag that no article has is searched for as words."""
    kept: list[tuple[str, ...]] = []
    words = list(query.words)
    treated: list[Treated] = []
    for place, names in enumerate(query.tags):
        own = query.tag_words[place] if place < len(query.tag_words) else ()
        if not own or await is_tagged(connection, names):
            kept.append(names)
            continue
        taken = {word.stem for word in words}
        words += [word for word in own if word.stem not in taken]
        treated.append(Treated(Treatment.UNTAGGED, names[0]))
    return replace(query, tags=tuple(kept), words=tuple(words)), tuple(treated)


async def _collect(
    connection: Connection,
    query: SearchQuery,
    frequencies: Sequence[int],
    condition: Filter,
    candidates: Candidates,
) -> bool:
    """Gather what may be ranked; whether there was more of it."""
    words: Sequence[SearchWord] = query.words
    everything = range(len(words))
    # The rarest word first: the index leaps from one of its articles to the next.
    order = sorted(everything, key=lambda place: frequencies[place])
    surely = " AND ".join(sure(words[place]) for place in order)
    widespread = min(frequencies) >= MAX_COUNTED
    several = seldom(len(words))
    texts = await look(
        connection, Look(STEMS, surely, widespread=widespread, seldom=several), condition
    )
    candidates.add(texts, everything, TEXT_SURE)
    # Texts hold the words of their headlines; beyond the newest texts older headlines count.
    more = len(texts) >= MAX_RANKED
    if more:
        headlines = await in_titles(connection, surely, condition, words=len(words))
        candidates.add(headlines, everything, TEXT_SURE)
    # A commoner neighbour is shown below what holds the word itself.
    candidates.full = set(candidates.found)
    enough = len(candidates) >= ENOUGH
    if not enough:
        words = await existing(connection, words)
    widely = " AND ".join(wide(words[place]) for place in order)
    if widely != surely:
        looks = [Look(TITLES, widely, MAX_WEAK, seldom=several)]
        # In texts only where few were found, which what is in headlines seldom changes.
        if len(candidates) < _FEW and len(words) <= LONG_QUERY:
            looks.append(Look(STEMS, widely, MAX_WEAK, seldom=several))
        headlines, *further = await look_together(connection, looks, condition)
        candidates.add(headlines, everything, TEXT_WEAK)
        # All words in a headline, if only by a guess, is an answer; in a text it is most likely
        # chance, and no better than most of the words. One commoner neighbour alone is no answer.
        if len(words) > 1 or not words[0].neighbours:
            candidates.full = set(candidates.found)
        if len(candidates) < _FEW:
            for found in further:
                candidates.add(found, everything, TEXT_WEAK)
    if not enough and len(words) > 1:
        await relax(connection, words, frequencies, condition, candidates)
    return more


async def _together(
    connection: Connection,
    reading: Interpretation,
    condition: Filter,
    candidates: Candidates,
) -> set[int]:
    """The documents that hold two words side by side that were typed so, or as one.

    Where these are all words, they are an answer however old they are.
    """
    words, frequencies = reading.words, reading.frequencies
    found: set[int] = set()
    pairs = [(first, second) for first, second, _ in reading.joined if second == first + 1]
    # Two words that many articles hold are side by side in the newest, or take long to find.
    rare = [pair for pair in pairs if min(frequencies[at] for at in pair) < MAX_COUNTED]
    rows = [(2, side_by_side(words[first].base, words[second].surface)) for first, second in rare]
    rows += [(1, expression) for expression in reading.rows]
    for size, expression in rows[:_MAX_ROWS]:
        near = await in_a_row(connection, expression, condition, at_most=MAX_WEAK)
        if len(words) == size:
            candidates.add(near, range(len(words)), TEXT_SURE)
            candidates.full.update(near)
        found.update(near)
    return found


async def _newest(connection: Connection, condition: Filter, offset: int, limit: int) -> SearchPage:
    """Without any word to rank by: the newest that fulfil the other conditions."""
    where, values = condition.sql("document.id", connection.engine)
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
        full=len(rows),
        more=len(rows) >= MAX_COUNTED,
    )
