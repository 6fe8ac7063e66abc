"""Decides whether a sentence only says again what the headline and others have told."""

from collections.abc import Sequence
from typing import Final

from bot.summary.candidates import Candidate
from bot.summary.headline.coverage import Promise
from bot.summary.headline.wh_words import Question

# So many words of a headline that nothing has told show that a sentence repeats nothing, whatever
# it tells again; with no more of them, not one that is mostly told.
_KEPT: Final = 2


class Repetition:
    """What one headline tells and promises, against which sentences are held."""

    def __init__(
        self, headline: frozenset[str], promise: Promise, question: Question, *, is_news: bool
    ) -> None:
        """Take the headline's stems, what it promises and asks, and whether it tells news."""
        self._headline = headline
        self._promise = promise
        self._question = question
        self._is_news = is_news

    def repeats(self, one: Candidate, chosen: Sequence[Candidate], *, alone: bool) -> bool:
        """Return whether a sentence repeats those that are chosen.

        `alone`: nothing else is left; beside a single sentence, half of it may, beside two less.
        """
        told = [other.content for other in chosen]
        if alone and len(told) > 1:
            return not one.content.tells_mostly_new(told, self._headline)
        if alone:
            return not one.content.tells_as_much_new(told, self._headline)
        if not self._is_news:
            return any(map(one.content.says_the_same, told))
        untold = self._promise.untold(chosen)
        if one.content.only_quotes_again(told, untold):
            return True
        keeps = len(one.content.roots & untold)
        if keeps > _KEPT or (keeps == _KEPT and not one.content.is_mostly_told(told)):
            return False
        answers = bool(told) and self._question.is_answered_by(one)
        return bool(told) and one.content.tells_nothing_new(told, self._headline, wanted=answers)
