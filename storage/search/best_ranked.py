"""Finds the best of many documents without scoring each of them."""

import heapq
import math
from collections.abc import Iterable, Mapping

from storage.search.ranking import Document, Evidence, Scorer

Scored = tuple[float, Document]


def best_ranked(
    scorer: Scorer, documents: Iterable[Document], found: Mapping[int, Evidence], wanted: int
) -> list[Scored]:
    """Return the best with their scores, best first; of as good ones the newer first.

    Args:
        scorer: of the query.
        documents: all that may be ranked.
        found: the evidence of each, by its id.
        wanted: at most so many.
    """
    scored: list[Scored] = []
    untold: list[Document] = []
    for document in documents:
        if scorer.tells(document):
            scored.append((scorer.score(document, found[document.id]), document))
        else:
            untold.append(document)
    best = _first(scored, wanted)
    # Most headlines hold none of the words, and few of these can be among the best.
    least = best[-1][0] if best and len(best) == wanted else -math.inf
    within = {one: scorer.at_most(one) >= least for one in set(found.values())}
    best += [
        (scorer.score(document, found[document.id]), document)
        for document in untold
        if within[found[document.id]]
    ]
    return _first(best, wanted)


def _first(scored: Iterable[Scored], wanted: int) -> list[Scored]:
    return heapq.nsmallest(wanted, scored, key=lambda row: (-row[0], -row[1].id))
