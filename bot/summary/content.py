"""Compares what sentences say, by their stems and by figures with what these count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.summary.hours import hours_in
from bot.summary.paraphrases import senses_of, telling
from bot.summary.tolls import are_near, counted_in
from bot.summary.word_forms import kernels_of, roots_of, telling_stems

_DIGIT: Final = re.compile(r"\d")
_GLUED: Final = re.compile(r"(?<=[\u0621-\u064a]{3})(?=\d)")
# A sentence that says so much of another one repeats it; with so much of a headline it adds
# nothing.
_REPEATS: Final = 0.42
# Where a figure is told again, too, so much less is enough.
_REPEATS_WITH_FIGURE: Final = 0.3
_ADDS_NOTHING: Final = 0.9
# The same for news, as `likeness`; an agency tells a thing and then quotes who told it, so of what
# somebody is quoted with less than half is enough. Fitted to 600 pairs of sentences, judged by
# reading.
_RETELLS: Final = 0.2
_QUOTES_AGAIN: Final = 0.08
_WITH_FIGURE: Final = 0.7
# Two long sentences share many words, two short ones some by chance.
_BY_CHANCE: Final = 10
# A single new word is no news, nor are a few that somebody is quoted with («وأكدت ناطقة أنه أغلق
# بالفعل»).
_LEAST_NEW: Final = 2
_LEAST_QUOTED: Final = 4
# With so many, and so much of all, it is a report of its own, and may tell so much of the first
# sentence again, a third one less; fitted to 2,200 news articles, and sixty of the summaries that
# it changed were read.
_MANY_NEW: Final = 6
_MOSTLY_NEW: Final = 0.4
_REPORTS: Final = 0.3
_REPORTS_THIRD: Final = 0.25
# Where nothing else is left so much of a third sentence is new, and somebody may be quoted with so
# much of another.
_LARGELY_NEW: Final = 0.6
_QUOTES_SOME: Final = 0.12
# The figures that the first sentence kept back are news: with so many, so much may be told again.
_MANY_FIGURES: Final = 2
_DETAILS: Final = 0.4
# What all others tell of it together, as `likeness`: a third sentence may say half of each again.
_TELLS_ALL_AGAIN: Final = 0.3
# So much of what somebody is quoted with is told already, by its kernels: the news in the words of
# who told it. Half of it is, whatever of the headline it says for the first time.
_QUOTED_AGAIN: Final = 0.35
_HALF: Final = 0.5
# So much of any sentence is, and words of the headline that it says for the first time change
# nothing.
_MOSTLY_TOLD: Final = 0.6
# So many words of a headline that nothing has told yet are the news itself.
_NEWS_UNTOLD: Final = 2
# Who says it, where and when: new, and no news.
_SOURCE_WORDS: Final = """
    بيان حساب موقع صفحة فيسبوك تويتر تغريدة وكالة أنباء صحيفة قناة مقابلة حديث مؤتمر صحفي صحافي
    صحفيين تصريح متحدث ناطق خبر تقرير رسمي وزارة قال يقول أكد يؤكد أعلن إعلان ذكر أضاف أشار أوضح
    أفاد صرح جاء نقل نقلت أحد اثنين ثلاثاء أربعاء خميس جمعة سبت أمس يوم مساء صباح وقت سابق لاحق ماض
    جار
"""


@dataclass(frozen=True)
class Content:
    """What a sentence says; what only a comparison asks for is computed when it is asked.

    `words`: the sentence, in folded words. `message_words`: the same of its message, none where
    all of it is. `stems`: of its content words.
    """

    words: Sequence[str]
    message_words: Sequence[str]
    stems: frozenset[str]

    @cached_property
    def message(self) -> frozenset[str]:
        """The stems without those that only tell who said it."""
        return telling_stems(self.message_words) or self.stems

    @cached_property
    def source(self) -> frozenset[str]:
        """The stems of who says it, where and when; none where nobody is quoted."""
        end = len(self.words) - len(self.message_words)
        return telling_stems(self.words[:end]) if self.is_quoted else frozenset()

    @cached_property
    def counted(self) -> frozenset[tuple[str, str]]:
        """The figures with what each counts."""
        return counted_in(self.words)

    @cached_property
    def hours(self) -> frozenset[str]:
        """The stems of the hours that it names; see `hours_in`."""
        return hours_in(self.words)

    @cached_property
    def roots(self) -> frozenset[str]:
        """About the roots of its stems; see `roots_of`."""
        return roots_of(self.stems)

    @cached_property
    def kernels(self) -> frozenset[str]:
        """What any form of its words keeps; see `kernels_of`."""
        return kernels_of(self.stems)

    @cached_property
    def said(self) -> frozenset[str]:
        """The kernels of its message without who says it, where and when."""
        return kernels_of(self.message - _SOURCES)

    @cached_property
    def senses(self) -> frozenset[str]:
        """What its words say; see `senses_of`."""
        return frozenset[str]().union(*map(senses_of, self.stems))

    @cached_property
    def tells(self) -> tuple[frozenset[str], ...]:
        """What each word of its message says that may be news."""
        return telling(self.message - _SOURCES - self.hours)

    def says_the_same(self, other: "Content") -> bool:
        """Return whether two sentences say the same, as a statement and its quotation do."""
        if self.counts_the_same(other):
            return True
        shared = len(self.stems & other.stems)
        smaller = min(len(self.stems), len(other.stems))
        again = self.figures & other.figures
        return shared >= max(1, (_REPEATS_WITH_FIGURE if again else _REPEATS) * smaller)

    def likeness(self, other: "Content") -> float:
        """Return how much of this sentence's message another one tells, 0 to less than 1."""
        shared = len(self.message & other.stems)
        return shared / (min(len(self.message), len(other.stems)) + _BY_CHANCE)

    def only_quotes_again(self, others: Sequence["Content"], promised: frozenset[str]) -> bool:
        """Return whether half of what somebody is quoted with is what others have told.

        Not where who says it does more that the headline promised, by roots: «ودعا إلى الهدوء».
        """
        return self.is_quoted and self.does_no_more(promised) and self._share_told(others) >= _HALF

    def is_mostly_told(self, others: Sequence["Content"]) -> bool:
        """Return whether others tell most of a sentence that nobody is quoted with.

        Not where it counts what they do not.
        """
        counted = frozenset[str]().union(*(other.figures for other in others))
        return (
            not self.is_quoted
            and len(self.said) >= _MANY_NEW
            and self.figures <= counted
            and self._share_told(others) >= _MOSTLY_TOLD
        )

    def tells_nothing_new(
        self, others: Sequence["Content"], headline: frozenset[str], *, wanted: bool = False
    ) -> bool:
        """Return whether a sentence tells nothing that the headline and others have not told.

        One that is too like another tells nothing new. What the headline said and no other has is
        new, whatever is told again with it; so is what is wanted, where enough words are new.
        """
        if any(map(self.counts_the_same, others)):
            return True
        told = frozenset[str]().union(*(other.stems for other in others))
        untold = len(self.message & headline - told)
        if untold > _NEWS_UNTOLD or (untold == _NEWS_UNTOLD and not self.is_mostly_told(others)):
            return False
        new = self.message - headline - told - self.hours
        counted = frozenset[str]().union(*(other.figures for other in others))
        says = self.is_quoted and self.figures <= counted
        if len(new) < (_LEAST_QUOTED if says else _LEAST_NEW):
            return True
        details = sum(map(str.isdecimal, new)) >= _MANY_FIGURES
        if not details and self._is_told_by_all(others):
            return True
        if wanted and len(new) >= _LEAST_QUOTED:
            return False
        mostly_new = len(new) >= max(_MANY_NEW, _MOSTLY_NEW * len(self.message))
        second = len(others) == 1
        if self.is_quoted and details:
            allowed = _REPORTS
        elif self.is_quoted:
            allowed = _RETELLS if mostly_new and second else _QUOTES_AGAIN
        elif mostly_new:
            allowed = (_DETAILS if details else _REPORTS) if second else _REPORTS_THIRD
        else:
            allowed = _RETELLS
        return any(
            self.likeness(other) >= allowed * (_WITH_FIGURE if self.figures & other.figures else 1)
            for other in others
        )

    def tells_as_much_new(self, others: Sequence["Content"], headline: frozenset[str]) -> bool:
        """Return whether half of what a sentence tells is new, and no toll is told again."""
        if any(map(self.counts_the_same, others)):
            return False
        new = self.message - headline.union(*(other.stems for other in others))
        return len(new) >= max(_LEAST_QUOTED, len(self.message) / 2)

    def tells_mostly_new(self, others: Sequence["Content"], headline: frozenset[str]) -> bool:
        """Return whether much of what a sentence tells is new, and no toll is told again.

        The words of somebody who is quoted are held against each and all of the others, too.
        """
        if any(map(self.counts_the_same, others)):
            return False
        if self.is_quoted and (
            self._is_told_by_all(others)
            or any(self.likeness(other) >= _QUOTES_SOME for other in others)
        ):
            return False
        new = self.message - headline.union(*(other.stems for other in others)) - self.hours
        return len(new) >= max(_LEAST_QUOTED, _LARGELY_NEW * len(self.message))

    def counts_the_same(self, other: "Content") -> bool:
        """Return whether a toll of this sentence is told by another one, or nearly so."""
        return any(
            thing == counted and (figure == again or are_near(figure, again))
            for figure, thing in self.counted
            for again, counted in other.counted
        )

    @property
    def is_quoted(self) -> bool:
        """Whether it begins with who says it."""
        return self.message != self.stems

    def does_no_more(self, promised: frozenset[str]) -> bool:
        """Return whether who says it does nothing beside it that the headline promised."""
        return len((self.roots - roots_of(self.message)) & promised) < _NEWS_UNTOLD

    def _share_told(self, others: Sequence["Content"]) -> float:
        told = frozenset[str]().union(*(other.kernels for other in others))
        return len(self.said & told) / (len(self.said) or 1)

    def _is_told_by_all(self, others: Sequence["Content"]) -> bool:
        """Return whether others together tell too much of it."""
        share = self._share_told(others)
        if self.is_quoted:
            return share >= _QUOTED_AGAIN
        return share * len(self.said) >= _TELLS_ALL_AGAIN * (len(self.said) + _BY_CHANCE)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The figures that count something."""
        return frozenset(figure for figure, _ in self.counted)

    def adds_nothing_to(self, headline: frozenset[str]) -> bool:
        """Return whether a sentence only repeats the headline."""
        longer = max(len(headline), len(self.stems))
        return bool(headline) and len(self.stems & headline) >= _ADDS_NOTHING * longer


def parted_figures(text: str) -> str:
    """Part words from figures that are written without a space: «طرد23 دبلوماسيا»."""
    # Few sentences have a figure, and a digit is found sooner.
    return _GLUED.sub(" ", text) if _DIGIT.search(text) else text


def content_of(words: Sequence[str], message: Sequence[str] = ()) -> Content:
    """Return the content of a sentence of folded words, and those of its message."""
    return Content(words, message, telling_stems(words))


_SOURCES: Final = frozenset(
    stem(fold(article + word)) for word in _SOURCE_WORDS.split() for article in ("", "ال")
)
