"""The choice of an article's sentences for its summary."""

from collections.abc import Sequence

from bot.arabic.normalize import clean
from bot.summary.candidates import Candidate, candidates, telling_stems
from bot.summary.expectation import WEIGHTS, Expectation, Weights
from bot.types import Summary
from storage.models import Article

MAX_CHARACTERS = 600
MAX_SENTENCES = 3
# A sentence that says so much of the headline and little else repeats it.
_REPEATS = 0.8
_MAX_EXCHANGES = 6


def summarise(article: Article) -> Summary:
    """Two or three whole sentences of an article in reading order, `MAX_CHARACTERS` in all.

    Where the body has none that fits, the feed's excerpt is tried; empty where that has none
    either: better nothing than a cut sentence.
    """
    chosen = choose_sentences(article.title, article.paragraphs)
    if not chosen and article.excerpt:
        chosen = choose_sentences(article.title, [article.excerpt])
    return Summary(tuple(chosen))


def choose_sentences(
    title: str,
    paragraphs: Sequence[str],
    *,
    max_characters: int = MAX_CHARACTERS,
    max_sentences: int = MAX_SENTENCES,
    weights: Weights = WEIGHTS,
) -> list[str]:
    """The sentences that tell most of an article, in reading order, within both bounds.

    A sentence that points back («وأضاف», «من جهته») is chosen only together with the one before
    it; one that only repeats the headline is not chosen, and items of a list and answers only
    where nothing else is told.
    """
    headline = frozenset(telling_stems(clean(title)))
    usable = candidates(paragraphs)
    choice = _Choice(usable, headline, max_characters, max_sentences)
    places = _best(choice, Expectation(usable, headline, weights))
    return [usable[place].text for place in places]


class _Choice:
    """Which sets of sentences are allowed."""

    def __init__(
        self,
        usable: Sequence[Candidate],
        headline: frozenset[str],
        max_characters: int,
        max_sentences: int,
    ) -> None:
        self._usable = usable
        self._max_characters = max_characters
        self._max_sentences = max_sentences
        allowed = [
            place
            for place, candidate in enumerate(usable)
            if len(candidate.text) <= max_characters
            and not candidate.question
            and not (candidate.dangling and candidate.orphan)
            and not _repeats(candidate, headline)
        ]
        # Where anything else is told, items and answers alone would tell less.
        self.places = [place for place in allowed if not usable[place].aside] or allowed

    def allows(self, places: Sequence[int]) -> bool:
        size = sum(len(self._usable[place].text) + 1 for place in places) - 1
        if size > self._max_characters or len(places) > self._max_sentences:
            return False
        return all(not self._usable[place].dangling or place - 1 in places for place in places)


def _repeats(candidate: Candidate, headline: frozenset[str]) -> bool:
    if not headline or not candidate.stems:
        return False
    shared = len(candidate.stems & headline)
    return shared >= _REPEATS * len(headline) and shared >= _REPEATS * len(candidate.stems)


def _best(choice: _Choice, expectation: Expectation) -> list[int]:
    """Greedy growth, then exchanges while any makes the choice better."""
    chosen: list[int] = []
    worth = 0.0
    while True:
        steps = [
            sorted([*chosen, *more])
            for place in choice.places
            if place not in chosen
            # A sentence that points back can bring the one before it along.
            for more in ([place], [place - 1, place])
            if not set(more) & set(chosen) and set(more) <= set(choice.places)
        ]
        step = _better(steps, choice, expectation, worth)
        if step is None:
            break
        chosen, worth = step
    for _ in range(_MAX_EXCHANGES):
        steps = [
            sorted({*chosen, place} - {old})
            for place in choice.places
            if place not in chosen
            for old in chosen
        ]
        step = _better(steps, choice, expectation, worth)
        if step is None:
            break
        chosen, worth = step
    return chosen


def _better(
    steps: Sequence[list[int]], choice: _Choice, expectation: Expectation, than: float
) -> tuple[list[int], float] | None:
    """The best of the allowed steps, where it gains anything."""
    rated = [(expectation.worth(step), step) for step in steps if choice.allows(step)]
    if not rated:
        return None
    worth, step = max(rated, key=lambda pair: (pair[0], [-place for place in pair[1]]))
    return (step, worth) if worth > than else None
