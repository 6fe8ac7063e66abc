"""How well a document answers a query: the title before the text, the form as typed first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from storage.models import SearchWord

# Worth of one word by where and how surely it was found. Tuned on generated queries, see
# docs/arabic.md.
TITLE_SURFACE = 1.0
TITLE_STEM = 0.85
TITLE_VARIANT = 0.6
TITLE_GUESS = 0.45
CARRYING = 0.3
TEXT_SURE = 0.15
TEXT_WEAK = 0.07
# A title of nothing but the words asked for is worth this much more; words side by side too.
COVERAGE = 0.3
ADJACENCY = 0.15
# What a fresh article gains over an old one, halved every `HALF_LIFE_DAYS`.
FRESHNESS = 0.12
HALF_LIFE_DAYS = 60.0
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a candidate: its id is its second of publication."""

    id: int
    article_id: int
    title: tuple[str, ...]
    title_stems: tuple[tuple[str, ...], ...]
    prominent: frozenset[str]


@dataclass(frozen=True, slots=True)
class WeighedWord:
    """A word of the query with its weight: rare words tell more (inverse document frequency)."""

    word: SearchWord
    weight: float


def weight(documents: int, of: int) -> float:
    """Inverse document frequency, never zero."""
    return math.log(1.0 + (of + 1.0) / (documents + 0.5))


def score(
    document: Document, words: Sequence[WeighedWord], in_text: Sequence[float], now_seconds: float
) -> float:
    """The worth of a document; `in_text` is each word's worth by its match in the text."""
    total = 0.0
    full = sum(word.weight for word in words) or 1.0
    places: list[int] = []
    for weighed, text_worth in zip(words, in_text, strict=True):
        place, worth = _in_title(document, weighed.word)
        if place >= 0:
            places.append(place)
        elif weighed.word.stem in document.prominent:
            worth = CARRYING
        total += weighed.weight * max(worth, text_worth)
    if places and document.title:
        total += full * COVERAGE * len(set(places)) / len(document.title)
        beside = sum(1 for a, b in pairwise(places) if b - a == 1)
        total += full * ADJACENCY * beside / max(1, len(words) - 1)
    age_days = max(0.0, now_seconds - document.id) / SECONDS_A_DAY
    return total / full + FRESHNESS * math.exp2(-age_days / HALF_LIFE_DAYS)


def _in_title(document: Document, word: SearchWord) -> tuple[int, float]:
    """The best place of a word in the title, and its worth; (-1, 0) where there is none."""
    best, best_worth = -1, 0.0
    for place, (surface, stems) in enumerate(
        zip(document.title, document.title_stems, strict=False)
    ):
        if surface == word.surface:
            return place, TITLE_SURFACE
        worth = 0.0
        if word.stem == stems[0]:
            worth = TITLE_STEM
        elif any(stem == word.stem or stem in word.variants for stem in stems):
            worth = TITLE_VARIANT
        elif any(stem in word.guesses for stem in stems):
            worth = TITLE_GUESS
        if worth > best_worth:
            best, best_worth = place, worth
    return best, best_worth
