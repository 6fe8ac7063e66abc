"""Scores how well a document answers a query: title before text, exact form before stem."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import mul
from typing import NamedTuple

from storage.models import Reason, SearchWord

# Worth of one word by where and how surely it was found. Tuned on generated queries, see
# docs/arabic.md.
TITLE_SURFACE = 1.0
# The same word behind other joined particles, or without.
TITLE_BASE = 0.9
TITLE_STEM = 0.75
# Another form of the word gains so much the nearer it is to the form as typed.
NEARNESS = 0.06
TITLE_MEANING = 0.8
TITLE_VARIANT = 0.6
TITLE_GUESS = 0.45
TITLE_NEIGHBOUR = 0.4
CARRYING = 0.3
TEXT_SURE = 0.15
TEXT_WEAK = 0.07
# What was typed side by side stands so in the text.
TEXT_TOGETHER = 0.15
# Each function word or word of asking that the headline holds as well.
ASKED = 0.12
# A title of nothing but the words asked for is worth this much more; words side by side too.
COVERAGE = 0.3
ADJACENCY = 0.06
# Who types each word as the headline has it most likely means that headline.
ALL_AS_TYPED = 0.1
# What holds all words gains over what holds most. Less than most words of a query in a headline: a
# long text may hold them all by chance, each in another sentence.
ALL_WORDS = 0.5
# What a fresh article gains over an old one, halved every `HALF_LIFE_DAYS`.
FRESHNESS = 0.05
HALF_LIFE_DAYS = 60.0
SECONDS_A_DAY = 86_400
# What is written joined in front of a word, the article among it.
JOINED = tuple("| ال و ب ل ف ك وال بال فال كال لل ولل فلل وب ول".replace("|", "").split(" "))


_NOTHING = (0.0, 0)


class Document(NamedTuple):
    """A candidate's data; its id is its time of publication in seconds."""

    id: int
    article_id: int
    title: str
    title_stems: str
    prominent: str


class Evidence(NamedTuple):
    """What was found of a document's text.

    Attributes:
        in_text: the score of each word's match.
        together: it contains adjacent words that were typed so.
        all_words: the document holds everything that was asked for.
    """

    in_text: tuple[float, ...]
    together: bool
    all_words: bool


def weight(documents: int, of: int) -> float:
    """Return the inverse document frequency, never zero: rare words weigh more."""
    return math.log(1.0 + (of + 1.0) / (documents + 0.5))


class Scorer:
    """Scores documents for one query; `weights` are those of its words, one each."""

    def __init__(
        self,
        words: Sequence[SearchWord],
        weights: Sequence[float],
        now_seconds: float,
        *,
        asking: Sequence[str] = (),
    ) -> None:
        self._words = words
        self._weights = weights
        self._full = sum(weights) or 1.0
        self._now = now_seconds
        self._asking = frozenset(asking)
        self._surfaces = {
            joined + word.base: (TITLE_BASE, place)
            for place, word in enumerate(words)
            if word.base
            for joined in JOINED
        }
        self._surfaces.update(
            {word.surface: (TITLE_SURFACE, place) for place, word in enumerate(words)}
        )
        # Of several words that a stem could mean, the one it means most surely.
        self._worths: dict[str, tuple[float, int]] = {}
        self._meanings: list[tuple[int, tuple[str, ...]]] = []
        for place, word in enumerate(words):
            single = tuple(meaning[0] for meaning in word.meanings if len(meaning) == 1)
            self._meanings += [(place, meaning) for meaning in word.meanings if len(meaning) > 1]
            for stems, worth in (
                ((word.stem,), TITLE_STEM),
                (single, TITLE_MEANING),
                (word.variants, TITLE_VARIANT),
                (word.guesses, TITLE_GUESS),
                (word.neighbours, TITLE_NEIGHBOUR),
            ):
                for stem in stems:
                    if worth > self._worths.get(stem, (0.0, 0))[0]:
                        self._worths[stem] = (worth, place)
        # For each word, what stands among an article's prominent stems if it is about the word:
        # any of the single stems, or all of one of the several.
        self._carriers = [
            (
                [f" {word.stem} ", *(f" {m[0]} " for m in word.meanings if len(m) == 1)],
                [[f" {stem} " for stem in m] for m in word.meanings if len(m) != 1],
            )
            for word in words
        ]

    def score(self, document: Document, evidence: Evidence) -> float:
        """Return a document's score."""
        return self._sum(*self._weigh(document, evidence))

    def tells(self, document: Document) -> bool:
        """Whether the headline holds any of the words."""
        if not self._surfaces.keys().isdisjoint(document.title.split()):
            return True
        stems = document.title_stems
        if not self._worths.keys().isdisjoint(stems.replace("|", " ").split()):
            return True
        return any(_row(meaning, stems.split()) >= 0 for _, meaning in self._meanings)

    def at_most(self, evidence: Evidence) -> float:
        """What a document can score whose headline holds none of the words."""
        carried = [max(worth, CARRYING) for worth in evidence.in_text]
        return self._sum(carried, self._beside_headline(self._now, evidence))

    def reasons(self, document: Document, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the parts of a document's score, each with its reason."""
        worths, extra = self._weigh(document, evidence)
        return (
            *(
                Reason(_where(worth), worth * weight / self._full, word.surface)
                for word, worth, weight in zip(self._words, worths, self._weights, strict=True)
            ),
            *(Reason(what, worth) for what, worth in extra),
        )

    def _weigh(
        self, document: Document, evidence: Evidence
    ) -> tuple[list[float], list[tuple[str, float]]]:
        """What each word is worth where it was found best, and what else counts."""
        worths = list(evidence.in_text)
        surfaces = document.title.split()
        title = document.title_stems.split()
        places: dict[int, int] = {}
        self._find_words(surfaces, title, worths, places)
        for word, meaning in self._meanings:
            if worths[word] < TITLE_MEANING and (at := _row(meaning, title)) >= 0:
                worths[word] = TITLE_MEANING
                places[word] = at
        if len(places) < len(worths):
            self._carrying(document, worths)
        extra = list(self._in_headline(surfaces, worths, places)) if places else []
        extra += self._beside_headline(document.id, evidence)
        return worths, extra

    def _beside_headline(
        self, published_seconds: float, evidence: Evidence
    ) -> Iterator[tuple[str, float]]:
        """What counts beside each word, whatever the headline holds."""
        if evidence.all_words:
            yield "all words", ALL_WORDS
        if evidence.together:
            yield "side by side in the text", TEXT_TOGETHER
        age_days = max(0.0, self._now - published_seconds) / SECONDS_A_DAY
        yield "freshness", FRESHNESS * math.exp2(-age_days / HALF_LIFE_DAYS)

    def _sum(self, worths: Iterable[float], extra: Iterable[tuple[str, float]]) -> float:
        total: float = sum(map(mul, worths, self._weights))
        return total / self._full + sum([worth for _, worth in extra])

    def _find_words(
        self,
        surfaces: Sequence[str],
        title: Sequence[str],
        worths: list[float],
        places: dict[int, int],
    ) -> None:
        """Note for each word what it is worth where a headline holds it best, and where that is."""
        known_surfaces, known_stems = self._surfaces, self._worths
        for at, (surface, stems) in enumerate(zip(surfaces, title, strict=False)):
            # Most words of a headline are none of the query's.
            if surface not in known_surfaces and stems not in known_stems and "|" not in stems:
                continue
            worth, word = self._match(surface, stems)
            if worth > worths[word]:
                worths[word] = worth
                places[word] = at

    def _in_headline(
        self, surfaces: Sequence[str], worths: Sequence[float], places: Mapping[int, int]
    ) -> Iterator[tuple[str, float]]:
        """What counts of a headline beside its words; `places` are those of the query's words."""
        yield "share of the headline", COVERAGE * len(places) / len(surfaces)
        if beside := sum(places.get(word + 1) == at + 1 for word, at in places.items()):
            worth = ADJACENCY * beside / max(1, len(worths) - 1)
            yield "side by side in the headline", worth
        if len(places) == len(worths) and min(worths) >= TITLE_SURFACE:
            yield "all words in the headline as typed", ALL_AS_TYPED
        if asked := len(self._asking.intersection(surfaces)):
            yield "words of asking in the headline", ASKED * asked

    def _carrying(self, document: Document, worths: list[float]) -> None:
        prominent = f" {document.prominent} "
        for place, (single, several) in enumerate(self._carriers):
            if worths[place] >= CARRYING:
                continue
            for stem in single:
                if stem in prominent:
                    worths[place] = CARRYING
                    break
            else:
                if any(all(stem in prominent for stem in stems) for stems in several):
                    worths[place] = CARRYING

    def _match(self, surface: str, stems: str) -> tuple[float, int]:
        """How surely a word of a title is a word of the query, and which one."""
        if surface in self._surfaces:
            return self._surfaces[surface]
        if "|" not in stems:
            best = self._worths.get(stems, _NOTHING)
        else:
            first, *others = stems.split("|")
            best = self._worths.get(first, _NOTHING)
            for stem in others:
                worth, word = self._worths.get(stem, _NOTHING)
                best = max(best, (min(worth, TITLE_VARIANT), word))
        if best[0] == TITLE_STEM:
            return TITLE_STEM + NEARNESS * _likeness(self._words[best[1]].surface, surface), best[1]
        return best


def _likeness(first: str, second: str) -> float:
    """How much two forms have in common, from 0 to 1: the share of their pairs of letters."""
    pairs = {first[at : at + 2] for at in range(len(first) - 1)}
    others = {second[at : at + 2] for at in range(len(second) - 1)}
    return 2 * len(pairs & others) / ((len(pairs) + len(others)) or 1)


def _row(meaning: Sequence[str], title: Sequence[str]) -> int:
    """Where the stems stand in a row in a title; -1 where they don't."""
    size = len(meaning)
    for at in range(len(title) - size + 1):
        if all(
            stem in stems.split("|")
            for stem, stems in zip(meaning, title[at : at + size], strict=True)
        ):
            return at
    return -1


def _where(worth: float) -> str:
    return next((name for least, name in _NAMES if worth >= least), "not found")


_NAMES = (
    (TITLE_SURFACE, "headline, as typed"),
    (TITLE_BASE, "headline, the same word behind a particle"),
    (TITLE_MEANING, "headline, another name or a near form"),
    (TITLE_STEM, "headline, another form"),
    (TITLE_VARIANT, "headline, another reading"),
    (TITLE_GUESS, "headline, a possible plural or singular"),
    (TITLE_NEIGHBOUR, "headline, a commoner neighbour"),
    (CARRYING, "what the article is about"),
    (TEXT_SURE, "text"),
    (TEXT_WEAK, "text, by a guess"),
)
