"""Tells amounts, shares and scores of a query from days: أقل من 2025 دولار, من 3/4 السكان."""

import re

from bot.arabic.normalize import fold
from bot.arabic.queries.dates import is_day_and_month

# A bare number of four digits is no year where it is compared, or where it counts or measures.
_COMPARING = """
أكثر أقل أزيد أعلى أدنى أكبر أصغر أغلى أرخص يقرب قريبا قريب بالقرب بدلا less more up
"""
_MEASURES = """
 ألف آلاف مليون ملايين مليار مليارات دولار دولارات ليرة ليرات يورو ريال درهم دينار جنيه بالمئة
بالمائة شخص أشخاص إنسان رجل امرأة سيدة شاب طفل مواطن مدني قتيل جريح مصاب شهيد ضحية معتقل مفقود
مهجر نازح لاجئ مهاجر عائلة أسرة عامل موظف طالب مقاتل عنصر جندي متظاهر متر كيلومتر كيلو كم ميل
هكتار دونم لتر برميل طن غرام كيلوغرام ميغاواط درجة نقطة صوت حالة وحدة قطعة ربطة سلة ساعة دقيقة
يوم أسبوع شهر عام سنة thousand million billion dollar dollars euro euros pound pounds lira
percent people persons children refugees families km kilometers kilometres mile miles meters
metres ton tons hour hours day days week weeks month months year years
"""


def _folded_words(text: str) -> str:
    return "|".join(map(re.escape, fold(text).split()))


_NUMBER = re.compile(r"\d+(?:/\d{1,2})?")
_COMPARED = re.compile(rf"(?<!\w)(?:{_folded_words(_COMPARING)})\s+$")
# Behind such a number, or a range of such, a noun may end in ا or ين: 2025 دولارًا.
_MEASURED = re.compile(
    rf"(?:[-−–]\d+)?(?:\s*[$€£%٪]|\s+(?:{_folded_words(_MEASURES)})(?:ا|ين)?(?!\w))"
)
# Of days without a year these are as likely a saying or a mark, also at the end: تقييم من 5/5.
_SAYING = re.compile(r"24/7|9/11|(\d+)/\1")
# Nothing follows that a share could be one of: من 1/2, but not من 1/2 السكان.
_NOTHING_SHARED = re.compile(r"\s*$|\s+[-−#＃]")


def is_amount(folded: str, opening: int, start: int, end: int) -> bool:
    """Return whether a bare number is an amount: أقل من 2025 دولار, أكثر من 1/2.

    It stands in the `folded` text from `start` to `end`, behind the preposition at `opening`.
    """
    if not _NUMBER.fullmatch(folded, start, end):
        return False
    compared = _COMPARED.search(folded, 0, opening)
    return compared is not None or _MEASURED.match(folded, end) is not None


def may_be_share(folded: str, start: int, end: int) -> bool:
    """Return whether it is a day and month, and as likely a share or a score: 3/4 السكان, 24/7."""
    if not is_day_and_month(folded[start:end]):
        return False
    saying = _SAYING.fullmatch(folded, start, end)
    return saying is not None or _NOTHING_SHARED.match(folded, end) is None
