"""Decides which sentence may follow which in a summary, and which of several is best.

Each step adds the best sentence to those that are chosen: near the beginning, about what the
headline promises, new to the reader, and understood without the sentences that he does not see.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate
from bot.summary.content import roots_of, telling_stems
from bot.summary.promises import Question
from bot.summary.references import bare
from bot.summary.replies import answers
from bot.summary.understanding import Understanding

# A title of fewer telling words names a subject and no news; the subject's words are then those
# that the text itself comes back to so often.
HEADLINE_STEMS: Final = 4
_SUBJECT_STEMS: Final = 10
_SUBJECT_TIMES: Final = 3
# The weight of place falls by this from one sentence to the next.
_FALL: Final = 0.5
# How many sentences the second and the third are chosen from.
_WINDOW: Final = 4
# What stands farther off belongs to another part of the article.
_HORIZON: Final = 6
# What all words of the headline are worth, beside the 1 of the first place, and what a word counts
# of them that a chosen sentence has told already; fitted to 4,379 news articles.
_HEADLINE_WEIGHT: Final = 5.0
_TOLD_AGAIN: Final = 0.2
# The same of a subject's words; a text about one comes back to them.
_SUBJECT_WEIGHT: Final = 3.0
_SUBJECT_AGAIN: Final = 0.5
# Two sentences with so many letters are a long enough summary.
_ENOUGH: Final = 600
# So many words of the headline that nothing has told are a promise, and so much of all of them.
_PROMISE: Final = 2
_PROMISE_SHARE: Final = 0.3
# So many show that a sentence repeats nothing, whatever it tells again.
_KEPT: Final = 2
# What an answer to a headline that asks is worth beside them.
_ANSWERED: Final = 2.0
# What background is worth of what it would be as news.
_BACKGROUND: Final = 0.25
# So much of a sentence is a quotation, and what it is then worth: who speaks says the news again.
_MOSTLY: Final = 0.5
_QUOTED: Final = 0.5


class Choice:
    """The sentences of one article, and which of them may be told together."""

    def __init__(self, title: str, among: Sequence[Candidate], max_characters: int) -> None:
        self._among = among
        self._max_characters = max_characters
        words = tokens(title)
        self._headline = telling_stems(words)
        self._is_news = len(self._headline) >= HEADLINE_STEMS
        self._subject = self._headline if self._is_news else self._headline | _subject(among)
        new = [one for one in among if not one.content.adds_nothing_to(self._headline)]
        # The only sentence that tells the news is told, whatever the headline said.
        self._barred = frozenset(one.place for one in among) - {one.place for one in new or among}
        self._promised = roots_of(self._headline)
        self._question = Question(title)
        self._answers = answers(among)
        self._understanding = Understanding(
            frozenset(map(bare, words)),
            self._headline,
            self._promised,
            self._barred,
            self._answers,
            is_news=self._is_news,
        )
        self._somebody_denies = any(one.stance.denies for one in among)

    def next_after(self, chosen: Sequence[Candidate], left: int) -> tuple[Candidate, ...]:
        """Return what is best added, at most `left` sentences; nothing if no sentence is a gain.

        Two where the second answers the first, so that neither stands without the other.
        """
        size = sum(len(one.text) + 1 for one in chosen)
        room = self._max_characters - size
        if owed := self._owed(chosen, room):
            return (owed,)
        if self._is_news and len(chosen) >= 2 and size > _ENOUGH:  # noqa: PLR2004 - the third only
            return ()
        best = self._best_of(self._allowed(chosen, room, left), chosen)
        # A sentence alone is too little where the text has more.
        if not best and len(chosen) == 1 and self._is_news:
            best = self._best_of(self._allowed(chosen, room, left, alone=True), chosen)
        return best

    def _best_of(
        self, groups: Iterator[tuple[Candidate, ...]], chosen: Sequence[Candidate]
    ) -> tuple[Candidate, ...]:
        told = frozenset[str]().union(*(one.content.stems for one in chosen))
        untold = self._promised - frozenset[str]().union(*(one.content.roots for one in chosen))
        best: tuple[Candidate, ...] = ()
        highest = 0.0
        for rank, group in enumerate(groups):
            if not chosen:
                return group
            one = group[0]
            near = rank < _WINDOW and one.place <= chosen[-1].place + _HORIZON
            if not near and not self._keeps_promise(one, untold) and (best or len(chosen) > 1):
                continue
            # News that was passed over counts as passed over; a text about a subject has no order.
            steps = self._passed_over(one, chosen) if self._is_news else rank
            worth = _FALL**steps + self._speaks_of_subject(one, told, untold)
            worth = worth * self._weight(one, untold) + _ANSWERED * self._question.is_answered_by(
                one
            )
            if worth > highest:
                best, highest = group, worth
        return best

    def _weight(self, one: Candidate, untold: frozenset[str]) -> float:
        """Return what a sentence of its kind is worth of one that tells news."""
        if not self._is_news:
            return 1.0
        weight = 1.0
        if (one.background or one.stance.silent) and not one.content.roots & untold:
            weight *= _BACKGROUND
        if one.quoted > _MOSTLY:
            weight *= _QUOTED
        return weight

    def _keeps_promise(self, one: Candidate, untold: frozenset[str]) -> bool:
        """Return whether a sentence far off tells what of the headline nothing has told."""
        kept = len(one.content.roots & untold)
        return self._is_news and kept >= max(_PROMISE, _PROMISE_SHARE * len(self._promised))

    def _owed(self, chosen: Sequence[Candidate], room: int) -> Candidate | None:
        """Return the answer to a chosen sentence that still fits."""
        places = {one.place for one in chosen}
        for one in chosen:
            answer = self._answers.get(one.place)
            if (
                answer is not None
                and answer.place not in places | self._barred
                and len(answer.text) <= room
                and self._understanding.is_understood(answer, chosen)
            ):
                return answer
        return None

    def _passed_over(self, one: Candidate, chosen: Sequence[Candidate]) -> int:
        """Return how many sentences before this one are not chosen."""
        before = sum(other.place < one.place for other in self._among)
        return before - sum(other.place < one.place for other in chosen)

    def _speaks_of_subject(
        self, one: Candidate, told: frozenset[str], untold: frozenset[str]
    ) -> float:
        if self._is_news:
            new, shared = one.content.roots & untold, one.content.roots & self._promised
            weight, told_again = _HEADLINE_WEIGHT, _TOLD_AGAIN
        else:
            shared = one.content.stems & self._subject
            new = shared - told
            weight, told_again = _SUBJECT_WEIGHT, _SUBJECT_AGAIN
        again = len(shared) - len(new)
        return weight * (len(new) + told_again * again) / (len(self._subject) or 1)

    def _allowed(
        self, chosen: Sequence[Candidate], room: int, left: int, *, alone: bool = False
    ) -> Iterator[tuple[Candidate, ...]]:
        """Return each sentence that may be added, with its answer if it needs one.

        `alone`: beside a single sentence, what tells much of it again and as much that is new.
        """
        told = self._subject.union(*(one.content.stems for one in chosen))
        places = {one.place for one in chosen}
        for one in self._among:
            if (
                one.place not in places | self._barred
                and len(one.text) <= room
                and self._understanding.is_understood(one, chosen)
                and not self._repeats(one, chosen, alone=alone)
                and not (one.stance.silent and self._somebody_denies and not one.stance.denies)
                # On another subject it would be a third sentence for its own sake.
                and (
                    not chosen
                    or one.aside
                    or one.content.stems & told
                    or (alone and one.place - 1 in places)
                )
                and (group := self._with_answer(one, chosen, room, left))
            ):
                yield group

    def _with_answer(
        self, one: Candidate, chosen: Sequence[Candidate], room: int, left: int
    ) -> tuple[Candidate, ...]:
        """Return a sentence, with the answer that it needs; nothing where both do not fit."""
        answer = self._answers.get(one.place)
        # The news is told, and its answer after it if it fits.
        if answer is None or not chosen or answer in chosen:
            return (one,)
        both = sorted([*chosen, one], key=lambda other: other.place)
        fits = left > 1 and len(one.text) + 1 + len(answer.text) <= room
        return (one, answer) if fits and self._understanding.is_understood(answer, both) else ()

    def _repeats(self, one: Candidate, chosen: Sequence[Candidate], *, alone: bool) -> bool:
        told = [other.content for other in chosen]
        if alone:
            return not one.content.tells_as_much_new(told, self._headline)
        if self._is_news:
            untold = self._promised.difference(*(other.content.roots for other in chosen))
            if one.content.only_quotes_again(told, untold):
                return True
            if len(one.content.roots & untold) >= _KEPT:
                return False
            answers = bool(told) and self._question.is_answered_by(one)
            return bool(told) and one.content.tells_nothing_new(
                told, self._headline, wanted=answers
            )
        return any(map(one.content.says_the_same, told))


def _subject(among: Sequence[Candidate]) -> frozenset[str]:
    """Return the stems that a text comes back to most often."""
    held = Counter(stem for one in among for stem in sorted(one.content.stems))
    return frozenset(
        stem for stem, times in held.most_common(_SUBJECT_STEMS) if times >= _SUBJECT_TIMES
    )
