"""Decides whether a sentence only says again what the headline and others have told."""

from collections.abc import Sequence
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.summary.candidates import Candidate
from bot.summary.content import Content
from bot.summary.headline.coverage import Promise
from bot.summary.headline.wh_words import Question
from bot.summary.paraphrases import senses_of, telling
from bot.summary.word_forms import kernels_of

# So many words of a headline that nothing has told show that a sentence repeats nothing, whatever
# it tells again; with no more of them, not one that is mostly told.
_KEPT: Final = 2
# Somebody of whom was told says it again in other words: so much of it, half where some of the
# headline is told for the first time, and so many words. Fitted to 3,700 news articles; all that it
# bars was read.
_SAID_AGAIN: Final = 0.45
_HALF: Final = 0.5
_LEAST_SAID: Final = 5
# A quotation of fewer telling words is a name, or an expression of somebody's.
_LEAST_QUOTED: Final = 4
# In each so many of its words one may be another: «أجواء حمص», «الأجواء في ريف حمص».
_ONE_OF: Final = 8
# A sentence of fewer telling words holds nothing new because it is short.
_FEW: Final = 4
# Agencies tell the news, and then quote by name who told it for somebody.
_VOICES: Final = frozenset(map(stem, ("متحدث", "ناطق")))


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
        self._kernels = kernels_of(headline)
        self._senses = frozenset[str]().union(*map(senses_of, headline))

    def repeats(self, one: Candidate, chosen: Sequence[Candidate], *, alone: bool) -> bool:
        """Return whether a sentence repeats those that are chosen.

        `alone`: nothing else is left; beside a single sentence, half of it may, beside two less.
        """
        told = [other.content for other in chosen]
        if self._is_news and told and self._says_again(one, told, chosen):
            return True
        if alone:
            tells = one.content.tells_mostly_new if len(told) > 1 else one.content.tells_as_much_new
            return not tells(told, self._headline)
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

    def _says_again(
        self, one: Candidate, told: Sequence[Content], chosen: Sequence[Candidate]
    ) -> bool:
        return self._quotes_what_is_told(one, told) or self._is_paraphrase(one, told, chosen)

    def _quotes_what_is_told(self, one: Candidate, told: Sequence[Content]) -> bool:
        """Return whether a sentence leads to a quotation that was told, but for a word or so.

        Whom it was said to, and where, is no news. Half of it others tell, not the headline alone.
        """
        if len(one.quotation) < _LEAST_QUOTED or one.stance.denies:
            return False
        others = frozenset[str]().union(*(other.kernels for other in told))
        new = one.quotation - others - self._kernels
        return len(new) <= len(one.quotation) // _ONE_OF and (
            len(one.quotation & others) >= _HALF * len(one.quotation)
        )

    def _is_paraphrase(
        self, one: Candidate, told: Sequence[Content], chosen: Sequence[Candidate]
    ) -> bool:
        """Return whether a sentence says in other words what was told, by whoever was told of.

        What another side says, what it denies, and another figure is news in the same words.
        """
        stance = one.stance
        if stance.denies or stance.turns or stance.replies or stance.takes_turn:
            return False
        others = frozenset[str]().union(*(other.senses for other in told))
        known = self._senses | others
        figures = {word for word in one.content.message if word.isdecimal()}
        if not figures <= known:
            return False
        tells = one.content.tells
        size, new = len(tells), _count_new(tells, known)
        if size >= _FEW and not new and _count_new(tells, others) <= _HALF * size:
            return True
        untold = self._promise.untold(chosen)
        kept = len(one.content.roots & untold)
        return (
            one.content.is_quoted
            and kept <= _KEPT
            and size - new >= max(_LEAST_SAID, (_HALF if kept == _KEPT else _SAID_AGAIN) * size)
            and one.content.does_no_more(untold)
            and (_is_known(stance.speaker, known) or _speaks_for_known(one.content.source, known))
        )


def _count_new(tells: Sequence[frozenset[str]], known: frozenset[str]) -> int:
    """Return how many words say what is not known."""
    return sum(map(known.isdisjoint, tells))


def _is_known(speaker: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether anything of who speaks is known; who is not named was told of."""
    # «متحدث» alone is known where it was told: who has only an office is somebody, too.
    names = telling(speaker) or tuple(map(senses_of, speaker))
    return not names or not all(map(known.isdisjoint, names))


def _speaks_for_known(source: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether a spokesman, whatever his name, speaks for anybody of whom was told."""
    return bool(source & _VOICES) and not all(map(known.isdisjoint, telling(source - _VOICES)))
