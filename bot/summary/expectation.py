"""What a good summary can be expected to hold, learnt from where the text itself lays weight.

Each sentence gets the chance that an editor would keep it; from these follows how often each
word and pair of words can be expected in an editor's summary. A choice of sentences is worth
the share of that which it covers, against its length (an expected ROUGE-1 and -2).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from bot.summary.candidates import Candidate

Unit = str | tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the chance of a sentence is made of; few, so that 53 articles can tell them."""

    base: float = 0.1
    # News says the most important first: this much more at the beginning, halved every
    # `halving` sentences.
    position: float = 0.45
    halving: float = 3.0
    opens_paragraph: float = 0.05
    central: float = 0.25
    # For all of the headline's words; a title of fewer than `HEADLINE_STEMS` only names a subject.
    headline: float = 0.15
    quotation: float = 0.1
    # How much the length of the choice itself counts beside what is expected.
    own_length: float = 0.6
    pairs: float = 2.5


WEIGHTS = Weights()
HEADLINE_STEMS = 4
_LEAST, _MOST = 0.02, 0.95


class Expectation:
    """The worth of any choice among an article's candidates."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        headline: frozenset[str] = frozenset(),
        weights: Weights = WEIGHTS,
    ) -> None:
        # Words and pairs of words in one table, a pair's count times what it weighs.
        self._units = [_units(candidate.words, weights.pairs) for candidate in candidates]
        self._lengths = [len(candidate.words) for candidate in candidates]
        self._share = weights.own_length
        self.chances = _chances(candidates, headline, weights)
        self._expected: dict[Unit, float] = {}
        for chance, units in zip(self.chances, self._units, strict=True):
            for unit, count in units.items():
                self._expected[unit] = self._expected.get(unit, 0.0) + chance * count
        self._expected_length = sum(
            chance * length for chance, length in zip(self.chances, self._lengths, strict=True)
        )
        self._alone = [
            sum(min(count, self._expected[unit]) for unit, count in units.items())
            for units in self._units
        ]
        self._twice: dict[tuple[int, int], float] = {}

    def worth(self, places: Sequence[int]) -> float:
        """The expected overlap of the sentences at these places with an editor's choice."""
        length = sum(self._lengths[place] for place in places)
        return self._covered(places) / (
            self._share * length + (1 - self._share) * self._expected_length or 1.0
        )

    def _covered(self, places: Sequence[int]) -> float:
        """How much of what is expected stands in the sentences; what they repeat counts once."""
        covered = sum(self._alone[place] for place in places)
        covered -= sum(self._repeated(one, other) for one, other in combinations(places, 2))
        # What three or more hold was taken off once for each two of them.
        if len(places) > 2:  # noqa: PLR2004 - two share all that they share
            shared = [
                self._units[one].keys() & self._units[other].keys()
                for one, other in combinations(places, 2)
            ]
            several = {unit for one, other in combinations(shared, 2) for unit in one & other}
            covered += sum(self._taken_too_often(unit, places) for unit in several)
        return covered

    def _repeated(self, one: int, other: int) -> float:
        key = (one, other)
        lost = self._twice.get(key)
        if lost is None:
            first, second = self._units[one], self._units[other]
            lost = sum(
                self._lost(self._expected[unit], (first[unit], second[unit]))
                for unit in first.keys() & second.keys()
            )
            self._twice[key] = lost
        return lost

    @staticmethod
    def _lost(expected: float, counts: Sequence[float]) -> float:
        """By how much the single coverages of one unit exceed that of its sentences together."""
        return sum(min(count, expected) for count in counts) - min(sum(counts), expected)

    def _taken_too_often(self, unit: Unit, places: Sequence[int]) -> float:
        expected = self._expected[unit]
        counts = [units[unit] for place in places if unit in (units := self._units[place])]
        by_twos = sum(self._lost(expected, two) for two in combinations(counts, 2))
        return by_twos - self._lost(expected, counts)


def _units(words: Sequence[str], weight_of_pair: float) -> dict[Unit, float]:
    units: dict[Unit, float] = {}
    for word in words:
        units[word] = units.get(word, 0.0) + 1.0
    for pair in pairwise(words):
        units[pair] = units.get(pair, 0.0) + weight_of_pair
    return units


def _chances(
    candidates: Sequence[Candidate], headline: frozenset[str], weights: Weights
) -> list[float]:
    central = _centrality(candidates)
    told = weights.headline / len(headline) if len(headline) >= HEADLINE_STEMS else 0.0
    chances = []
    for place, candidate in enumerate(candidates):
        opens = place == 0 or candidate.paragraph != candidates[place - 1].paragraph
        chance = (
            weights.base
            + weights.position * math.exp2(-place / weights.halving)
            + weights.opens_paragraph * opens
            + weights.central * central[place]
            + told * len(candidate.stems & headline)
            - weights.quotation * candidate.quotation
        )
        chances.append(min(_MOST, max(_LEAST, chance)))
    return chances


def _centrality(candidates: Sequence[Candidate]) -> list[float]:
    """How much each sentence shares with the others, 0 to 1: LexRank's degree centrality."""
    held = Counter(stem for candidate in candidates for stem in candidate.stems)
    rarity = {stem: math.log(1 + len(candidates) / count) ** 2 for stem, count in held.items()}
    sizes = [
        math.sqrt(sum(rarity[stem] for stem in candidate.stems)) or 1.0 for candidate in candidates
    ]
    totals: dict[str, float] = {}
    for candidate, size in zip(candidates, sizes, strict=True):
        for stem in candidate.stems:
            totals[stem] = totals.get(stem, 0.0) + 1 / size
    degrees = [
        sum(rarity[stem] * (totals[stem] - 1 / size) for stem in candidate.stems) / size
        for candidate, size in zip(candidates, sizes, strict=True)
    ]
    highest = max(degrees, default=0.0) or 1.0
    return [degree / highest for degree in degrees]
