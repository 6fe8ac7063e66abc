"""Decides whether a sentence is understood behind those that a summary has before it.

What it takes as known (a thing, a person, a topic, what a demonstrative or a connective points at)
must be told by the headline or by a chosen sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.summary.candidates import Candidate
from bot.summary.references.introductions import Reference

# So many words of the headline that nothing has told yet show that a sentence goes on with it.
_GOES_ON: Final = 2


class Understanding:
    """What the headline tells, and what each sentence of one article needs beside it."""

    def __init__(
        self,
        title_words: frozenset[str],
        headline: frozenset[str],
        promised: frozenset[str],
        barred: frozenset[int],
        answers: Mapping[int, Candidate],
        *,
        is_news: bool,
    ) -> None:
        """Take what the headline tells: its bare words, their stems, and about their roots.

        `barred`: the places of sentences that only repeat the headline. `answers`: see `answers`.
        `is_news`: it tells news, and does not only name a subject.
        """
        self._title_words = title_words
        self._headline = headline
        self._promised = promised
        self._barred = barred
        self._answers = answers
        self._is_news = is_news

    def is_understood(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Return whether everything that a sentence takes as known is told before it."""
        before = [other for other in chosen if other.place < one.place]
        places = {other.place for other in before}
        answered = any(self._answers.get(place) is one for place in places)
        replies = answered and one.stance.replies and self._has_the_turn(one, before)
        if one.points_back and not self._follows(one, before) and not self._joins(one, before):
            turns = one.stance.turns and not one.stance.leans
            if not (replies or (answered and turns)):
                return False
        if chosen and one.place - 1 not in places:
            denies_that = one.stance.denies and one.stance.leans and not one.stance.claims
            told = self._goes_on(one, before) or self._topic_is_told(one, before)
            if (denies_that and not replies) or not (told or replies):
                return False
        if one.follows_speech and not (places and before[-1].stance.says):
            return False
        if self._parts(one, chosen) or not (replies or self._points_at_told(one, before)):
            return False
        known = self._title_words.union(*(other.words for other in before))
        # A first sentence may take things for known, but no surname.
        taken = [reference for reference in one.references if chosen or reference.first_names]
        told_places = places | self._barred
        return known.issuperset(one.speaker) and all(
            self._is_known(reference, told_places) for reference in taken
        )

    def _follows(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether the sentence before stands right before, or the headline tells it."""
        if not before:
            return one.place - 1 in self._barred
        return before[-1].place == one.place - 1

    def _joins(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether a sentence is only joined to what the headline tells beside it.

        «غير أن المعارضة رفضت النتائج» may follow who won, where the headline tells both.
        """
        told = self._promised.union(*(other.content.roots for other in before))
        added = not one.added or bool(one.added & told)
        return bool(one.joined) and added and bool(before) and self._goes_on(one, before)

    def _has_the_turn(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether somebody else has spoken before one who speaks «من جهته»."""
        return not one.stance.takes_turn or any(other.stance.says for other in before)

    def _goes_on(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether a sentence tells words of a headline with news for the first time."""
        told = frozenset[str]().union(*(other.content.roots for other in before))
        return self._is_news and len(one.content.roots & self._promised - told) >= _GOES_ON

    def _parts(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Return whether a sentence would stand between the headline and what follows on it."""
        first = chosen[0] if chosen else None
        return (
            first is not None
            and one.place < first.place
            and first.points_back
            and first.place - 1 in self._barred
        )

    def _points_at_told(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether what a sentence's demonstratives point at is told before it."""
        if not one.pointed:
            return True
        told = self._promised.union(*(other.content.roots for other in before))
        follows = self._follows(one, before)
        return all(bool(noun.roots & told) or (noun.sums_up and follows) for noun in one.pointed)

    def _topic_is_told(self, one: Candidate, before: Sequence[Candidate]) -> bool:
        """Return whether a sentence far from those before it begins with what these tell of."""
        if not self._is_news or one.topic is None:
            return True
        return one.topic in self._promised.union(*(other.content.roots for other in before))

    def _is_known(self, reference: Reference, places: set[int]) -> bool:
        if reference.places & places:
            return True
        # A surname in the headline introduces nobody.
        return reference.stem in self._headline and (
            not reference.first_names or bool(reference.first_names & self._title_words)
        )
