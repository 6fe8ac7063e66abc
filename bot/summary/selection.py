"""The choice of an article's sentences for its summary.

News says the most important first, so the first sentence that can stand alone is taken. Up to two
more come from the few after it: the beginning weighs more, halved from sentence to sentence, and
so does what the headline speaks of. To stop early is an answer, too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bot.arabic.normalize import clean
from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate, candidates, telling_stems
from bot.summary.references import bare
from bot.types import Summary
from storage.models import Article

MAX_CHARACTERS: Final = 600
MAX_SENTENCES: Final = 3
# How many sentences the second and the third are chosen from.
_WINDOW: Final = 4
# What the whole headline's words are worth, beside the 1 of the first place.
_HEADLINE_WEIGHT: Final = 2.0
# With so many letters two sentences are told enough.
_ENOUGH: Final = 480
# A sentence that says so much of another one repeats it; of a figure's sentence this is enough.
_REPEATS: Final = 0.6
_REPEATS_FIGURES: Final = 0.4
# A sentence with so much from the headline adds nothing to it.
_ADDS_NOTHING: Final = 0.8
# A title of fewer telling words names a subject and no news; the subject's words are then those
# that the text itself comes back to so often.
_HEADLINE_STEMS: Final = 4
_SUBJECT_STEMS: Final = 10
_SUBJECT_TIMES: Final = 3


def summarise(article: Article) -> Summary:
    """Up to three whole sentences of an article in reading order, `MAX_CHARACTERS` in all.

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
) -> list[str]:
    """The sentences that tell most of an article, in reading order, within both bounds.

    A sentence that points back («وأضاف», «من جهته») is chosen only together with the one before
    it; none that says again what is told; items of a list and what follows an interviewer's
    question only where nothing else is told.
    """
    title = clean(title)
    usable = [one for one in candidates(paragraphs) if not one.question]
    told = [one for one in usable if not one.aside]
    for among in (told, usable):
        chosen: list[Candidate] = []
        choice = _Choice(title, among, max_characters)
        while len(chosen) < max_sentences and (best := choice.next_after(chosen)) is not None:
            chosen = sorted([*chosen, best], key=lambda one: one.place)
        if chosen:
            return [one.text for one in chosen]
    return []


class _Choice:
    """What may follow what, and which of several is best."""

    def __init__(self, title: str, among: Sequence[Candidate], max_characters: int) -> None:
        self._among = among
        self._max_characters = max_characters
        self._title_words = frozenset(map(bare, tokens(title)))
        self._headline = telling_stems(title)
        self._is_news = len(self._headline) >= _HEADLINE_STEMS
        self._subject = self._headline if self._is_news else self._headline | _subject(among)
        new = [one for one in among if not _adds_nothing(one, self._headline)]
        # The only sentence that tells the news is told, whatever the headline said.
        self._barred = {one.place for one in among} - {one.place for one in new or among}

    def next_after(self, chosen: Sequence[Candidate]) -> Candidate | None:
        """The best sentence to add; None where nothing is left that would be a gain."""
        size = sum(len(one.text) + 1 for one in chosen)
        if self._is_news and len(chosen) >= 2 and size > _ENOUGH:  # noqa: PLR2004 - the third only
            return None
        best: Candidate | None = None
        highest = 0.0
        for rank, one in enumerate(self._allowed(chosen, self._max_characters - size)):
            if not chosen:
                return one
            worth = 0.5**rank + _HEADLINE_WEIGHT * len(one.stems & self._subject) / (
                len(self._subject) or 1
            )
            if worth > highest:
                best, highest = one, worth
            if rank + 1 == _WINDOW:
                break
        return best

    def _allowed(self, chosen: Sequence[Candidate], room: int) -> Iterator[Candidate]:
        told = self._subject.union(*(one.stems for one in chosen))
        places = {one.place for one in chosen}
        for one in self._among:
            if (
                one.place not in places | self._barred
                and len(one.text) <= room
                and not (one.points_back and one.place - 1 not in places | self._barred)
                and self._is_introduced(one, chosen)
                and not any(_say_the_same(one, other) for other in chosen)
                # On another subject it would be a third sentence for its own sake.
                and (not chosen or one.aside or one.stems & told)
            ):
                yield one

    def _is_introduced(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        return (
            not one.speaker
            or one.speaker in self._title_words
            or any(one.speaker in other.words for other in chosen if other.place < one.place)
        )


def _subject(among: Sequence[Candidate]) -> frozenset[str]:
    """The stems that a text comes back to most often."""
    held = Counter(stem for one in among for stem in sorted(one.stems))
    return frozenset(
        stem for stem, times in held.most_common(_SUBJECT_STEMS) if times >= _SUBJECT_TIMES
    )


def _adds_nothing(one: Candidate, headline: frozenset[str]) -> bool:
    """Whether a sentence is the headline again."""
    shared = len(one.stems & headline)
    return bool(headline) and shared >= _ADDS_NOTHING * max(len(headline), len(one.stems))


def _say_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences tell one thing: a death toll told twice."""
    shared = one.stems & other.stems
    smaller = min(len(one.stems), len(other.stems))
    figures = any(stem.isdigit() and len(stem) != len("2024") for stem in shared)
    return len(shared) >= (_REPEATS_FIGURES if figures else _REPEATS) * smaller
