"""Compares what sentences say, by their stems and by figures with what these count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.stems import stem
from bot.arabic.stopwords import STOP_WORDS

# A sentence that says so much of another one repeats it; with so much of a headline it adds
# nothing.
_REPEATS: Final = 0.42
# Where a figure is told again, too, so much less is enough.
_REPEATS_WITH_FIGURE: Final = 0.3
_ADDS_NOTHING: Final = 0.9
# So many new words and a figure are news, whatever is told again with them; a single word is none.
_NEW_ENOUGH: Final = 4
_LEAST_NEW: Final = 2
_UNITS: Final = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر")
_TENS: Final = ("عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_WORDS: Final = {
    **{fold(unit) + end: str(value) for value, unit in enumerate(_UNITS, 3) for end in ("", "ه")},
    **{fold(ten) + end: f"{value}0" for value, ten in enumerate(_TENS, 2) for end in ("ون", "ين")},
    fold("ثمانية"): "8",
    fold("ثماني"): "8",
}
# Measures and stretches of time are no toll.
_MEASURE_WORDS: Final = """
في بالمئة المئة بالمائة دولار يورو ليرة جنيه
ريال درهم متر كيلومتر كيلومترا كم طن سنة سنوات عام عاما أعوام شهر شهرا أشهر أسبوع أسابيع
يوم يوما أيام ساعة ساعات دقيقة دقائق مرة مرات كانون شباط آذار نيسان أيار حزيران تموز آب
أيلول تشرين يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر من
على إلى و
"""
_MEASURES: Final = frozenset(stem(fold(word)) for word in _MEASURE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Content:
    """The stems of a sentence's content words, and its figures with what each counts."""

    stems: frozenset[str]
    counted: frozenset[tuple[str, str]]

    def says_the_same(self, other: "Content") -> bool:
        """Return whether two sentences say the same, as a statement and its quotation do."""
        shared = len(self.stems & other.stems)
        smaller = min(len(self.stems), len(other.stems))
        if self.counted & other.counted:
            return True
        again = {figure for figure, _ in self.counted} & {figure for figure, _ in other.counted}
        return shared >= max(1, (_REPEATS_WITH_FIGURE if again else _REPEATS) * smaller)

    def tells_nothing_new(self, others: Sequence["Content"], headline: frozenset[str]) -> bool:
        """Return whether a sentence tells nothing that the headline and others have not told.

        One that says the same as another does, unless it has a new figure and more new words.
        """
        if any(self.counted & other.counted for other in others):
            return True
        new = self.stems - headline.union(*(other.stems for other in others))
        if len(new) < _LEAST_NEW:
            return True
        news = len(new) >= _NEW_ENOUGH and any(map(str.isdigit, new))
        return not news and any(map(self.says_the_same, others))

    def adds_nothing_to(self, headline: frozenset[str]) -> bool:
        """Return whether a sentence only repeats the headline."""
        longer = max(len(headline), len(self.stems))
        return bool(headline) and len(self.stems & headline) >= _ADDS_NOTHING * longer


def content_of(words: Sequence[str]) -> Content:
    """Compute the content of a sentence from its folded words."""
    return Content(telling_stems(words), _counted(words))


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of folded words without stop words."""
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def _counted(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a figure and the stem of what it counts, among folded words.

    No measure.
    """
    return frozenset(
        (figure, thing)
        for word, after in pairwise(words)
        if (figure := word if word.isdigit() else _WORDS.get(word))
        and not after.isdigit()
        and (thing := stem(after)) not in _MEASURES
    )
