"""Compares what sentences say, by their stems and by figures with what these count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS

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
_REPORTS: Final = 0.4
_REPORTS_THIRD: Final = 0.25
# So many words of a headline that nothing has told yet are the news itself.
_NEWS_UNTOLD: Final = 2
# Tolls grow while news is written: with so many, one that is so near is the same.
_LARGE_TOLL: Final = 20
_NEAR_TOLL: Final = 0.05
_YEARS: Final = range(1900, 2100)
_UNITS: Final = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر")
_TENS: Final = ("عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_UNIT_VALUES: Final = {
    **{fold(unit) + end: value for value, unit in enumerate(_UNITS, 3) for end in ("", "ه")},
    fold("ثمانية"): 8,
    fold("ثماني"): 8,
}
_TEN_VALUES: Final = {
    fold(ten) + end: 10 * value for value, ten in enumerate(_TENS, 2) for end in ("ون", "ين")
}
_TEENS: Final = frozenset({"عشر", "عشره"})
_BELOW_THIRTEEN: Final = {
    fold(word): value
    for words, value in (("أحد إحدى", 11), ("اثنا اثني اثنتا اثنتي", 12))
    for word in words.split()
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
مفقود مفقودا مفقودين
"""
_WEAK: Final = str.maketrans("", "", "اويء")
_ROOT: Final = 3
_SCALES: Final = {"الف": " 000", "الفا": " 000", "مليون": " m", "مليونا": " m", "مليار": " b"}
_MEASURES: Final = frozenset(stem(fold(word)) for word in _MEASURE_WORDS.split())
_PEOPLE: Final = frozenset(stem(fold(word)) for word in _PEOPLE_WORDS.split())
_PERSON: Final = stem("شخص")


@dataclass(frozen=True, slots=True)
class Content:
    """The stems of a sentence's content words, and its figures with what each counts.

    `message`: the stems without those that only tell who said it. `roots`: see `roots_of`.
    """

    stems: frozenset[str]
    counted: frozenset[tuple[str, str]]
    message: frozenset[str]
    roots: frozenset[str]

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
        if len(self.message & headline - told) >= _NEWS_UNTOLD:
            return False
        new = self.message - headline - told
        is_quoted = self.message != self.stems
        if len(new) < (_LEAST_QUOTED if is_quoted else _LEAST_NEW):
            return True
        if wanted and len(new) >= _LEAST_QUOTED:
            return False
        mostly_new = len(new) >= max(_MANY_NEW, _MOSTLY_NEW * len(self.message))
        second = len(others) == 1
        if is_quoted:
            allowed = _RETELLS if mostly_new and second else _QUOTES_AGAIN
        elif mostly_new:
            allowed = _REPORTS if second else _REPORTS_THIRD
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

    def counts_the_same(self, other: "Content") -> bool:
        """Return whether a toll of this sentence is told by another one, or nearly so."""
        return any(
            thing == counted and (figure == again or _are_near(figure, again))
            for figure, thing in self.counted
            for again, counted in other.counted
        )

    @property
    def figures(self) -> frozenset[str]:
        """The figures that count something."""
        return frozenset(figure for figure, _ in self.counted)

    def adds_nothing_to(self, headline: frozenset[str]) -> bool:
        """Return whether a sentence only repeats the headline."""
        longer = max(len(headline), len(self.stems))
        return bool(headline) and len(self.stems & headline) >= _ADDS_NOTHING * longer


def content_of(words: Sequence[str], message: Sequence[str] = ()) -> Content:
    """Compute the content of a sentence from its folded words, and those of its message."""
    stems = telling_stems(words)
    return Content(stems, _counted(words), telling_stems(message) or stems, roots_of(stems))


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of folded words without stop words."""
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def roots_of(stems: Iterable[str]) -> frozenset[str]:
    """Return about the roots of stems, so that «اعتذار» and «تعتذر» are one.

    What stays of each without weak letters and the letters that forms begin with; no linguist's
    root, and «تونس» is one with «تنس».
    """
    return frozenset(map(_root, stems))


@lru_cache(maxsize=20_000)
def _root(stem: str) -> str:
    bones = stem.translate(_WEAK)
    while len(bones) > _ROOT and bones[0] in "متنس":
        bones = bones[1:]
    return bones if len(bones) >= _ROOT else stem


def _counted(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a figure and the stem of what it counts, among folded words.

    No measure; thousands and millions count whatever follows, which is told in many ways.
    """
    found = set()
    at = 0
    while at < len(words) - 1:
        figure, size = _figure_at(words, at)
        # The ten of a seventeen is no figure of its own.
        at += size
        if not figure:
            continue
        after = words[at : at + 2]
        scale = _SCALES.get(after[0], "") if after else ""
        thing = "".join(after[bool(scale) : 1 + bool(scale)])
        if stem(thing) in _MEASURES or thing.isdigit():
            continue
        if scale:
            found.add((figure + scale, ""))
        elif thing not in STOP_WORDS:
            found.add((figure, _PERSON if stem(thing) in _PEOPLE else stem(thing)))
    return frozenset(found)


def _figure_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """Return the figure that begins at a place, and of how many words.

    In digits or spelt out below a hundred: «17», «سبعة عشر», «خمسة وعشرين»; for none ("", 1).
    """
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word.isdigit():
        return word, 1
    if after in _TEENS and (small := _BELOW_THIRTEEN.get(word)):
        return str(small), 2
    if not (unit := _UNIT_VALUES.get(word)):
        return (str(_TEN_VALUES[word]) if word in _TEN_VALUES else ""), 1
    if after in _TEENS:
        return str(10 + unit), 2
    tens = _TEN_VALUES.get(after.removeprefix("و"), 0) if after.startswith("و") else 0
    return str(unit + tens), 1 + bool(tens)


def _are_near(figure: str, other: str) -> bool:
    if not (figure.isdecimal() and other.isdecimal()):
        return False
    low, high = sorted((int(figure), int(other)))
    if low in _YEARS and high in _YEARS:
        return False
    return low >= _LARGE_TOLL and high - low <= _NEAR_TOLL * high
