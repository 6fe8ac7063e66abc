"""Chooses the sentences of an article that form its summary.

News says the most important first, so the first sentence that can stand alone is taken. Up to two
more come from the few after it: the beginning weighs more, less from sentence to sentence, and
so does what the headline speaks of. To stop early is an answer, too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bot.arabic.normalize import clean
from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate, candidates
from bot.summary.content import telling_stems
from bot.summary.references import bare
from bot.types import Summary
from storage.models import Article

MAX_CHARACTERS: Final = 600
MAX_SENTENCES: Final = 3
# The weight of place falls by this from one sentence to the next.
_FALL: Final = 0.5
# How many sentences the second and the third are chosen from.
_WINDOW: Final = 4
# What stands farther off belongs to another part of the article.
_HORIZON: Final = 6
# What all words of the headline are worth, beside the 1 of the first place.
_HEADLINE_WEIGHT: Final = 3.0
# What a word of the headline counts that a chosen sentence has told already.
_TOLD_AGAIN: Final = 0.5
# Two sentences with so many letters are a long enough summary.
_ENOUGH: Final = 450
# A title of fewer telling words names a subject and no news; the subject's words are then those
# that the text itself comes back to so often.
_HEADLINE_STEMS: Final = 4
_SUBJECT_STEMS: Final = 10
_SUBJECT_TIMES: Final = 3


def summarise(article: Article) -> Summary:
    """Return up to three whole sentences of an article in reading order, `MAX_CHARACTERS` in all.

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
    """Return the most informative sentences of an article, in reading order, within both bounds.

    A sentence that points back («وأضاف», «من جهته») is chosen only together with the one before
    it; none that says again what is told; items of a list only where
    nothing else is told.
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
        words = tokens(title)
        self._title_words = frozenset(map(bare, words))
        self._headline = telling_stems(words)
        self._is_news = len(self._headline) >= _HEADLINE_STEMS
        self._subject = self._headline if self._is_news else self._headline | _subject(among)
        new = [one for one in among if not one.content.adds_nothing_to(self._headline)]
        # The only sentence that tells the news is told, whatever the headline said.
        self._barred = {one.place for one in among} - {one.place for one in new or among}

    def next_after(self, chosen: Sequence[Candidate]) -> Candidate | None:
        """Return the best sentence to add; None if no sentence would be a gain."""
        size = sum(len(one.text) + 1 for one in chosen)
        if self._is_news and len(chosen) >= 2 and size > _ENOUGH:  # noqa: PLR2004 - the third only
            return None
        told = frozenset[str]().union(*(one.content.stems for one in chosen))
        best: Candidate | None = None
        highest = 0.0
        for rank, one in enumerate(self._allowed(chosen, self._max_characters - size)):
            if not chosen:
                return one
            worth = _FALL**rank + self._speaks_of_subject(one, told)
            if worth > highest:
                best, highest = one, worth
            if rank + 1 == _WINDOW:
                break
        return best

    def _speaks_of_subject(self, one: Candidate, told: frozenset[str]) -> float:
        shared = one.content.stems & self._subject
        again = len(shared & told)
        share = (len(shared) - again + _TOLD_AGAIN * again) / (len(self._subject) or 1)
        return _HEADLINE_WEIGHT * share

    def _allowed(self, chosen: Sequence[Candidate], room: int) -> Iterator[Candidate]:
        told = self._subject.union(*(one.content.stems for one in chosen))
        places = {one.place for one in chosen}
        last = max(places, default=self._among[0].place if self._among else 0)
        for one in self._among:
            if chosen and one.place > last + _HORIZON:
                return
            if (
                one.place not in places | self._barred
                and len(one.text) <= room
                and not (one.points_back and one.place - 1 not in places | self._barred)
                and self._is_introduced(one, chosen)
                and not any(one.content.says_the_same(other.content) for other in chosen)
                # On another subject it would be a third sentence for its own sake.
                and (not chosen or one.aside or one.content.stems & told)
            ):
                yield one

    def _is_introduced(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        known = self._title_words.union(
            *(other.words for other in chosen if other.place < one.place)
        )
        return known.issuperset(one.speaker)


def _subject(among: Sequence[Candidate]) -> frozenset[str]:
    """Return the stems that a text comes back to most often."""
    held = Counter(stem for one in among for stem in sorted(one.content.stems))
    return frozenset(
        stem for stem, times in held.most_common(_SUBJECT_STEMS) if times >= _SUBJECT_TIMES
    )
