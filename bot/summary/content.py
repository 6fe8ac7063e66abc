"""What a sentence tells, as far as two can be compared: its stems, and what its figures count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.stems import stem
from bot.arabic.stopwords import STOP_WORDS

# A sentence that says so much of another one repeats it; with so much of a headline it adds
# nothing.
_REPEATS: Final = 0.5
_ADDS_NOTHING: Final = 0.9
_WORDS: Final = {
    word: str(figure)
    for figure, forms in enumerate(
        ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان ثماني", "تسع", "عشر"), start=3
    )
    for form in forms.split()
    for word in (fold(form), fold(form) + "ه")
}
# Measures and stretches of time are no toll.
_MEASURE_WORDS: Final = """
ألف آلاف مليون ملايين مليار مليارات تريليون في بالمئة المئة بالمائة دولار يورو ليرة جنيه
ريال درهم متر كيلومتر كيلومترا كم طن سنة سنوات عام عاما أعوام شهر شهرا أشهر أسبوع أسابيع
يوم يوما أيام ساعة ساعات دقيقة دقائق مرة مرات كانون شباط آذار نيسان أيار حزيران تموز آب
أيلول تشرين يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر من
على إلى و
"""
_MEASURES: Final = frozenset(stem(fold(word)) for word in _MEASURE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Content:
    """The stems of a sentence's telling words, and each of its figures with what that counts."""

    stems: frozenset[str]
    counted: frozenset[tuple[str, str]]

    def says_the_same(self, other: "Content") -> bool:
        """Whether two tell one thing: a statement and its quotation, a toll told twice."""
        shared = len(self.stems & other.stems)
        smaller = min(len(self.stems), len(other.stems))
        return bool(self.counted & other.counted) or shared >= max(1, _REPEATS * smaller)

    def adds_nothing_to(self, headline: frozenset[str]) -> bool:
        """Whether a sentence is the headline again."""
        longer = max(len(headline), len(self.stems))
        return bool(headline) and len(self.stems & headline) >= _ADDS_NOTHING * longer


def content_of(words: Sequence[str]) -> Content:
    """What a sentence of these folded words tells."""
    return Content(telling_stems(words), _counted(words))


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of folded words without stop words."""
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def _counted(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs of a figure and the stem of what it counts, among folded words; no measure."""
    return frozenset(
        (figure, thing)
        for word, after in pairwise(words)
        if (figure := word if word.isdigit() else _WORDS.get(word))
        and not after.isdigit()
        and (thing := stem(after)) not in _MEASURES
    )
