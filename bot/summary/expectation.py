"""What a good summary can be expected to hold, learnt from where the text itself lays weight.

Each sentence gets the chance that an editor would keep it; from these follows how often each
word and pair of words can be expected in an editor's summary. A choice of sentences is worth
the share of that which it covers, against its length (an expected ROUGE-1 and -2).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.summary.candidates import Candidate

Pair = tuple[str, str]


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
    quotation: float = 0.1
    # How much the length of the choice itself counts beside what is expected.
    own_length: float = 0.6
    pairs: float = 2.5


WEIGHTS = Weights()
_LEAST, _MOST = 0.02, 0.95


class Expectation:
    """The worth of any choice among an article's candidates."""

    def __init__(self, candidates: Sequence[Candidate], weights: Weights = WEIGHTS) -> None:
        self._words = [Counter(candidate.words) for candidate in candidates]
        self._pairs = [
            Counter(zip(candidate.words, candidate.words[1:], strict=False))
            for candidate in candidates
        ]
        self._lengths = [len(candidate.words) for candidate in candidates]
        self._weights = weights
        self.chances = _chances(candidates, weights)
        self._expected_words: dict[str, float] = {}
        self._expected_pairs: dict[Pair, float] = {}
        for chance, words, pairs in zip(self.chances, self._words, self._pairs, strict=True):
            for word, count in words.items():
                self._expected_words[word] = self._expected_words.get(word, 0.0) + chance * count
            for pair, count in pairs.items():
                self._expected_pairs[pair] = self._expected_pairs.get(pair, 0.0) + chance * count
        self._expected_length = sum(
            chance * length for chance, length in zip(self.chances, self._lengths, strict=True)
        )

    def worth(self, places: Sequence[int]) -> float:
        """The expected overlap of the sentences at these places with an editor's choice."""
        words: Counter[str] = Counter()
        pairs: Counter[Pair] = Counter()
        for place in places:
            words.update(self._words[place])
            pairs.update(self._pairs[place])
        length = sum(self._lengths[place] for place in places)
        expected_words, expected_pairs = self._expected_words, self._expected_pairs
        shared = sum(min(count, expected_words[word]) for word, count in words.items())
        shared_pairs = sum(min(count, expected_pairs[pair]) for pair, count in pairs.items())
        share = self._weights.own_length
        return (shared + self._weights.pairs * shared_pairs) / (
            share * length + (1 - share) * self._expected_length or 1.0
        )


def _chances(candidates: Sequence[Candidate], weights: Weights) -> list[float]:
    central = _centrality(candidates)
    chances = []
    for place, candidate in enumerate(candidates):
        opens = place == 0 or candidate.paragraph != candidates[place - 1].paragraph
        chance = (
            weights.base
            + weights.position * math.exp2(-place / weights.halving)
            + weights.opens_paragraph * opens
            + weights.central * central[place]
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
