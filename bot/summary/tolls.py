"""Finds the figures of a sentence with what they count, in digits or spelt out: its tolls."""

from collections.abc import Sequence
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS

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
مفقود مفقودا مفقودين صبي صبيا صبية فتى فتيان شاب شابا شبان طالب طالبا طلاب تلميذا عامل عاملا عمال
صياد صيادا صيادين موظف موظفا موظفين شرطي شرطيا ضباط سجين سجينا سجناء
"""
_SCALES: Final = {"الف": " 000", "الفا": " 000", "مليون": " m", "مليونا": " m", "مليار": " b"}
_MEASURES: Final = frozenset(stem(fold(word)) for word in _MEASURE_WORDS.split())
_PEOPLE: Final = frozenset(stem(fold(word)) for word in _PEOPLE_WORDS.split())
_PERSON: Final = stem("شخص")


def counted_in(words: Sequence[str]) -> frozenset[tuple[str, str]]:
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


def are_near(figure: str, other: str) -> bool:
    """Return whether two figures may be one toll that grew while it was told; no two years."""
    if not (figure.isdecimal() and other.isdecimal()):
        return False
    low, high = sorted((int(figure), int(other)))
    if low in _YEARS and high in _YEARS:
        return False
    return low >= _LARGE_TOLL and high - low <= _NEAR_TOLL * high
