"""How well a document answers a query: the title before the text, the form as typed first."""

import math
from collections.abc import Sequence
from typing import NamedTuple

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
ADJACENCY = 0.08
# What a fresh article gains over an old one, halved every `HALF_LIFE_DAYS`.
FRESHNESS = 0.08
HALF_LIFE_DAYS = 60.0
SECONDS_A_DAY = 86_400


class Document(NamedTuple):
    """What is known of a candidate: its id is its second of publication."""

    id: int
    article_id: int
    title: str
    title_stems: str
    prominent: str


def weight(documents: int, of: int) -> float:
    """Inverse document frequency, never zero: a rare word tells more."""
    return math.log(1.0 + (of + 1.0) / (documents + 0.5))


class Scorer:
    """The worth of documents for one query; `weights` belong to its words, one each."""

    def __init__(
        self, words: Sequence[SearchWord], weights: Sequence[float], now_seconds: float
    ) -> None:
        self._stems = [word.stem for word in words]
        self._weights = weights
        self._full = sum(weights) or 1.0
        self._now = now_seconds
        self._surfaces = {word.surface: place for place, word in enumerate(words)}
        # Of several words that a stem could mean, the one it means most surely.
        self._worths: dict[str, tuple[float, int]] = {}
        for place, word in enumerate(words):
            for stems, worth in (
                ((word.stem,), TITLE_STEM),
                (word.variants, TITLE_VARIANT),
                (word.guesses, TITLE_GUESS),
            ):
                for stem in stems:
                    if worth > self._worths.get(stem, (0.0, 0))[0]:
                        self._worths[stem] = (worth, place)

    def score(self, document: Document, in_text: Sequence[float]) -> float:
        """The worth of a document; `in_text` is what each word's match in the text is worth."""
        worths = list(in_text)
        title = document.title_stems.split()
        places: dict[int, int] = {}
        for at, (surface, stems) in enumerate(zip(document.title.split(), title, strict=False)):
            worth, word = self._match(surface, stems)
            if worth > worths[word]:
                worths[word] = worth
                places[word] = at
        if len(places) < len(worths):
            prominent = f" {document.prominent} "
            for word, stem in enumerate(self._stems):
                if worths[word] < CARRYING and f" {stem} " in prominent:
                    worths[word] = CARRYING
        total = sum(w * weight for w, weight in zip(worths, self._weights, strict=True))
        if places:
            total += self._full * COVERAGE * len(places) / len(title)
            beside = sum(places.get(word + 1) == at + 1 for word, at in places.items())
            total += self._full * ADJACENCY * beside / max(1, len(worths) - 1)
        age_days = max(0.0, self._now - document.id) / SECONDS_A_DAY
        return total / self._full + FRESHNESS * math.exp2(-age_days / HALF_LIFE_DAYS)

    def _match(self, surface: str, stems: str) -> tuple[float, int]:
        """How surely a word of a title is a word of the query, and which one."""
        if surface in self._surfaces:
            return TITLE_SURFACE, self._surfaces[surface]
        if "|" not in stems:
            return self._worths.get(stems, (0.0, 0))
        first, *others = stems.split("|")
        best = self._worths.get(first, (0.0, 0))
        for stem in others:
            worth, word = self._worths.get(stem, (0.0, 0))
            best = max(best, (min(worth, TITLE_VARIANT), word))
        return best
