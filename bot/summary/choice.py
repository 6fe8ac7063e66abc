"""Decides which sentence may follow which in a summary, and which of several is best.

Each step adds the best sentence to those that are chosen: near the beginning, about what the
headline promises, new to the reader, and understood without the sentences that he does not see.
"""

from collections.abc import Sequence
from typing import Final

from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate
from bot.summary.headline.coverage import Promise
from bot.summary.headline.opening import Opening
from bot.summary.headline.recurring_words import recurring_stems
from bot.summary.headline.wh_words import Question
from bot.summary.references.back_references import bare
from bot.summary.repetition import Repetition
from bot.summary.speech.replies import NEAR, answers
from bot.summary.understanding import Understanding
from bot.summary.word_forms import telling_stems

# A title of fewer telling words names a subject and no news; the subject's words are then those
# that the text itself comes back to.
HEADLINE_STEMS: Final = 4
# The weight of place falls by this from one sentence to the next.
_FALL: Final = 0.5
# So many sentences of news are looked at; it stands at the beginning, a denial behind it. Farther
# off, only what keeps the headline's promise is told.
NEARBY: Final = 16
# Nothing from farther off is told but as an answer, so that what accuses is told with its denial.
_FARTHEST: Final = 20
NEWS_CONSIDERED: Final = _FARTHEST + NEAR
# How many sentences the second and the third are chosen from.
_WINDOW: Final = 4
# What stands farther off belongs to another part of the article.
_HORIZON: Final = 6
# Beside others, what stands behind so many keeps the headline's promise.
_BEGINNING: Final = 6
# What all words of the headline are worth, beside the 1 of the first place, and what a word counts
# of them that a chosen sentence has told already; fitted to 4,379 news articles.
_HEADLINE_WEIGHT: Final = 5.0
_TOLD_AGAIN: Final = 0.2
# The same of a subject's words; a text about one comes back to them.
_SUBJECT_WEIGHT: Final = 3.0
_SUBJECT_AGAIN: Final = 0.5
# Two sentences with so many letters are a long enough summary.
_ENOUGH: Final = 600
# What the one sentence that holds a word of a short title is worth beside them.
_KEEPS: Final = 1.5
# What an answer to a headline that asks is worth beside them.
_ANSWERED: Final = 2.0
# The last sentence tells, if no other does, who it is that a headline asks for.
_IDENTIFIES: Final = 5.0
# What background is worth of what it would be as news.
_BACKGROUND: Final = 0.25
# So much of a sentence is a quotation, and what it is then worth: who speaks says the news again.
_MOSTLY: Final = 0.5
_QUOTED: Final = 0.5


class Choice:
    """The sentences of one article, and which of them may be told together."""

    def __init__(self, title: str, among: Sequence[Candidate], max_characters: int) -> None:
        self._among = among
        self._by_place = {one.place: one for one in among}
        self._max_characters = max_characters
        words = tokens(title)
        self._headline = telling_stems(words)
        self._is_news = len(self._headline) >= HEADLINE_STEMS
        self._subject = self._headline if self._is_news else self._headline | recurring_stems(among)
        new = [one for one in among if not one.content.adds_nothing_to(self._headline)]
        # The only sentence that tells the news is told, whatever the headline said.
        self._barred = frozenset(one.place for one in among) - {one.place for one in new or among}
        self._promise = Promise(title, among, is_news=self._is_news)
        nearby = [one for one in among if one.place < NEARBY]
        self._opening = Opening(
            among, self._headline, self._promise, self._barred, is_news=self._is_news
        )
        self._question = Question(title)
        self._repetition = Repetition(
            self._headline, self._promise, self._question, is_news=self._is_news
        )
        # The answer to the news may stand far off among what is near; any other is near its claim.
        lead = nearby[0].place if nearby else -1
        elsewhere = {at: answer for at, answer in answers(among).items() if at != lead}
        self._answers = answers(nearby) | elsewhere
        self._understanding = Understanding(
            frozenset(map(bare, words)),
            self._headline,
            self._promise.roots,
            self._barred,
            self._answers,
            is_news=self._is_news,
        )
        self._somebody_denies = any(one.stance.denies for one in nearby)

    def next_after(self, chosen: Sequence[Candidate], left: int) -> tuple[Candidate, ...]:
        """Return what is best added, at most `left` sentences; nothing if no sentence is a gain.

        Two where the second answers the first, so that neither stands without the other.
        """
        size = sum(len(one.text) + 1 for one in chosen)
        room = self._max_characters - size
        if owed := self._owed(chosen, room):
            return (owed,)
        if chosen and self._opening.is_foreign:
            return ()
        if self._is_news and len(chosen) >= 2 and size > _ENOUGH:  # noqa: PLR2004 - the third only
            return ()
        best = self._best_of(chosen, room, left)
        # Where the text has more it is told, though some of it for the second time; the parts of a
        # press review are not one news.
        goes_on = self._is_news and (len(chosen) == 1 or not self._opening.is_review)
        if chosen and not best and goes_on:
            best = self._best_of(chosen, room, left, alone=True)
        return best

    def _best_of(
        self, chosen: Sequence[Candidate], room: int, left: int, *, alone: bool = False
    ) -> tuple[Candidate, ...]:
        """Return the sentence that is best added, with its answer if it needs one.

        `alone`: where nothing else is left, what tells some of the news again and more that is new.
        """
        if not chosen:
            return self._first(room, left)
        end = _BEGINNING if len(chosen) > 1 else NEARBY
        best: tuple[Candidate, ...] = ()
        highest = 0.0
        rank = -1
        for one in self._among:
            if self._is_news and one.place >= _FARTHEST:
                break
            far = self._is_news and one.place >= end
            near = rank + 1 < _WINDOW and one.place <= chosen[-1].place + _HORIZON
            passed = not near and (best or len(chosen) > 1)
            owed = left == 1 and self._question.is_owed(one, chosen)
            wanted = not (passed or far) or owed or self._promise.is_kept_by(one, chosen)
            # A text about a subject has no order, but each that may follow counts as passed over.
            if self._is_news and not wanted:
                continue
            group = self._allowed(one, chosen, room, left, alone=alone)
            rank += bool(group)
            worth = self._worth(one, chosen, rank) + _IDENTIFIES * owed if group and wanted else 0.0
            if worth > highest:
                best, highest = group, worth
        return best

    def _first(self, room: int, left: int) -> tuple[Candidate, ...]:
        """Return the sentence that opens; where none should, the first that may stand alone."""
        allowed: tuple[Candidate, ...] = ()
        for one in self._among:
            # Nothing is promised yet that a sentence from farther off could keep.
            if self._is_news and one.place >= NEARBY:
                break
            group = self._allowed(one, (), room, left)
            if group and self._opening.may_open(one):
                return group
            allowed = allowed or group
        return allowed

    def _worth(self, one: Candidate, chosen: Sequence[Candidate], rank: int) -> float:
        """Return what a sentence is worth behind those that are chosen."""
        # News that was passed over counts as passed over; a text about a subject has no order.
        steps = self._passed_over(one, chosen) if self._is_news else rank
        worth = _FALL**steps + self._speaks_of_subject(one, chosen)
        if not self._is_news and chosen and self._promise.is_kept_by(one, chosen):
            worth += _KEEPS
        return worth * self._weight(one, chosen) + _ANSWERED * self._question.is_answered_by(one)

    def _weight(self, one: Candidate, chosen: Sequence[Candidate]) -> float:
        """Return what a sentence of its kind is worth of one that tells news."""
        if not self._is_news:
            return 1.0
        weight = 1.0
        untold = self._promise.untold(chosen)
        if (one.background or one.stance.silent) and not one.content.roots & untold:
            weight *= _BACKGROUND
        if one.quoted > _MOSTLY:
            weight *= _QUOTED
        return weight

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

    def _speaks_of_subject(self, one: Candidate, chosen: Sequence[Candidate]) -> float:
        if self._is_news:
            shared = one.content.roots & self._promise.roots
            new = shared & self._promise.untold(chosen)
            weight, told_again = _HEADLINE_WEIGHT, _TOLD_AGAIN
        else:
            shared = one.content.stems & self._subject
            new = shared.difference(*(other.content.stems for other in chosen))
            weight, told_again = _SUBJECT_WEIGHT, _SUBJECT_AGAIN
        again = len(shared) - len(new)
        return weight * (len(new) + told_again * again) / (len(self._subject) or 1)

    def _allowed(
        self,
        one: Candidate,
        chosen: Sequence[Candidate],
        room: int,
        left: int,
        *,
        alone: bool = False,
    ) -> tuple[Candidate, ...]:
        """Return a sentence that may be added, with its answer if it needs one; else nothing.

        One that keeps the headline's promise and needs the sentence before brings it along.
        """
        if self._may_follow(one, chosen, room, alone=alone):
            return self._with_answer(one, chosen, room, left)
        if chosen and left > 1 and self._promise.is_kept_by(one, chosen):
            return self._with_what_it_needs(one, chosen, room)
        return ()

    def _with_what_it_needs(
        self, one: Candidate, chosen: Sequence[Candidate], room: int
    ) -> tuple[Candidate, ...]:
        """Return a sentence with the one that it can't be understood without, if that may follow.

        The one before it, or the last that introduces what it takes as known.
        """
        introduced = [max(known.places) for known in one.references if known.places]
        for place in dict.fromkeys([one.place - 1, *introduced]):
            before = self._by_place.get(place)
            if before is not None and self._may_follow(before, chosen, room):
                both = sorted([*chosen, before], key=lambda other: other.place)
                told = {other.place for other in (*both, one)}
                owed = (self._answers.get(other.place) for other in (one, before))
                if self._may_follow(one, both, room - len(before.text) - 1) and all(
                    answer is None or answer.place in told for answer in owed
                ):
                    return (one, before)
        return ()

    def _may_follow(
        self, one: Candidate, chosen: Sequence[Candidate], room: int, *, alone: bool = False
    ) -> bool:
        """Return whether a sentence may be added to those that are chosen."""
        places = {other.place for other in chosen}
        if one.place in places | self._barred or len(one.text) > room:
            return False
        if not self._understanding.is_understood(one, chosen):
            return False
        if self._repetition.repeats(one, chosen, alone=alone):
            return False
        if one.stance.silent and self._somebody_denies and not one.stance.denies:
            return False
        if chosen and self._opening.is_passed(one, chosen[0]):
            return False
        told = self._subject.union(*(other.content.stems for other in chosen))
        # On another subject it would be a third sentence for its own sake.
        return (
            not chosen
            or one.aside
            or bool(one.content.stems & told)
            or (alone and one.place - 1 in places)
        )

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
