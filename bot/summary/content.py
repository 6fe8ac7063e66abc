"""Compares what sentences say, by their stems and by figures with what these count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
بالمئة المئة بالمائة دولار يورو ليرة جنيه ريال درهم متر كيلومتر كيلومترا كم طن سنة سنوات عام عاما
أعوام شهر شهرا أشهر أسبوع أسابيع يوم يوما أيام ساعة ساعات دقيقة دقائق مرة مرات كانون شباط آذار نيسان
أيار حزيران تموز آب أيلول تشرين يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر
ديسمبر
"""
# «تسعة عسكريين» and «9 أشخاص» are one toll.
_PEOPLE_WORDS: Final = """
شخص أشخاص قتيل قتلى مدني مدنيا مدنيين عسكري عسكريا عسكريين جندي جنديا جنود عنصر عنصرا عناصر فرد
أفراد رجل رجال امرأة نساء طفل أطفال ضحية ضحايا راكب راكبا ركاب لاجئ لاجئا لاجئين نازح نازحا نازحين
مهاجر مهاجرا مهاجرين مواطن مواطنا مواطنين متظاهر متظاهرا متظاهرين فلسطيني فلسطينيا فلسطينيين سوري
سوريا سوريين مقاتل مقاتلا مقاتلين مسلح مسلحا مسلحين معتقل معتقلا معتقلين موقوف موقوفا موقوفين
"""
_SCALES: Final = {"الف": " 000", "الفا": " 000", "مليون": " m", "مليونا": " m", "مليار": " b"}
_MEASURES: Final = frozenset(stem(fold(word)) for word in _MEASURE_WORDS.split())
_PEOPLE: Final = frozenset(stem(fold(word)) for word in _PEOPLE_WORDS.split())
_PERSON: Final = stem("شخص")


@dataclass(frozen=True, slots=True)
class Content:
    """The stems of a sentence's content words, and its figures with what each counts.

    `message`: the stems without those that only tell who said it.
    """

    stems: frozenset[str]
    counted: frozenset[tuple[str, str]]
    message: frozenset[str]

    def says_the_same(self, other: "Content") -> bool:
        """Return whether two sentences say the same, as a statement and its quotation do."""
        if self.counted & other.counted:
            return True
        shared = len(self.stems & other.stems)
        smaller = min(len(self.stems), len(other.stems))
        again = {figure for figure, _ in self.counted} & {figure for figure, _ in other.counted}
        return shared >= max(1, (_REPEATS_WITH_FIGURE if again else _REPEATS) * smaller)

    def tells_nothing_new(self, others: Sequence["Content"], headline: frozenset[str]) -> bool:
        """Return whether a sentence tells nothing that the headline and others have not told.

        One that says the same as another does, unless it has a new figure and more new words.
        """
        if any(self.counted & other.counted for other in others):
            return True
        new = self.message - headline.union(*(other.stems for other in others))
        if len(new) < _LEAST_NEW:
            return True
        news = len(new) >= _NEW_ENOUGH and any(map(str.isdigit, new))
        return not news and any(map(self.says_the_same, others))

    def adds_nothing_to(self, headline: frozenset[str]) -> bool:
        """Return whether a sentence only repeats the headline."""
        longer = max(len(headline), len(self.stems))
        return bool(headline) and len(self.stems & headline) >= _ADDS_NOTHING * longer


def content_of(words: Sequence[str], message: Sequence[str] = ()) -> Content:
    """Compute the content of a sentence from its folded words, and those of its message."""
    stems = telling_stems(words)
    return Content(stems, _counted(words), telling_stems(message) or stems)


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of folded words without stop words."""
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def _counted(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a figure and the stem of what it counts, among folded words.

    No measure; thousands and millions count whatever follows, which is told in many ways.
    """
    found = set()
    for at, word in enumerate(words[:-1]):
        figure = word if word.isdigit() else _WORDS.get(word)
        if not figure:
            continue
        scale = _SCALES.get(words[at + 1], "")
        thing = "".join(words[at + 1 + bool(scale) : at + 2 + bool(scale)])
        if stem(thing) in _MEASURES or thing.isdigit():
            continue
        if scale:
            found.add((figure + scale, ""))
        elif thing not in STOP_WORDS:
            found.add((figure, _PERSON if stem(thing) in _PEOPLE else stem(thing)))
    return frozenset(found)
