"""Finds what a sentence takes for told without pointing at it: «الاتفاق», «مطلب الإقالة».

Which agreement, and who demanded it, the reader must have been told. What is not in the article
before, either, is no less a riddle.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.references.demonstratives import Pointed
from bot.summary.references.phrases import QUOTES, START, pattern
from bot.summary.word_forms import roots_of, telling_stems

# An agreement or an attack may have been told in other words: «توصل الطرفان», «فتح مسلح النار».
_AGREEMENTS: Final = "اتفاق اتفاقية معاهدة صفقة هدنة"
_AGREES: Final = """
    اتفاقيات اتفق توصل وقع توقيع أبرم إبرام تفاهم تسوية مفاوضات محادثات وقف تبادل عقد تعاهد ميثاق
    بروتوكول
"""
_ATTACKS: Final = "هجوم اعتداء تفجير انفجار قصف غارة"
_ATTACKS_SOMEBODY: Final = """
    هجمات ضربة غارات استهدف اقتحم قتل قتلى طعن دهس نار رصاص اغتيال مسلح مسلحون انتحاري قنبلة عبوة
    صاروخ صواريخ اشتباك عملية شن فجر هاجم اعتدى إرهاب
"""
_ARTICLE: Final = r"[وف]?(?:ال|بال|كال|لل)"
# Which one it is stands behind it: an adjective, who made it, what it is about.
_SAYS_WHICH: Final = (
    r"(?!\s(?:ال|[«“\"(]|(?:بين|مع|على|بشأن|حول|رقم|ضد|في|لل|بال|من\ أجل|المبرم)(?!\w)))"
)
_DEMANDS: Final = (
    "مطلب مطالب طلب دعوة دعوات اقتراح مقترح عرض فكرة مبادرة تصريحات تصريح تعليقات أقوال كلام"
    " شروط تهديد تهديدات مزاعم"
)
_REACTS: Final = pattern(
    rf"""{START}[وف]?(?:قد\ )?
    (?:رفض|[يت]رفض|رحب|[يت]رحب|انتقد|[يت]نتقد|أدان|دان|[يت]دين|استنكر|[يت]ستنكر|ندد|[يت]ندد|شجب
    |أثار|[يت]ثير|أيد|[يت]ؤيد|وافق|[يت]وافق|اعترض|[يت]عترض|استجاب|[يت]ستجيب|أغضب|لقي|قوبل|قبل(?=ت\s|وا\s))
    (?:ت|وا|ون)?\s
    (?:[^\s،.:{QUOTES}]+\s){{0,5}}?
    (?:ب|ل|على\s)?({"|".join(_DEMANDS.split())})\s(\w+)
    """
)


def _roots(words: str) -> frozenset[str]:
    return roots_of(telling_stems(fold(word) for word in words.split()))


def _bare(nouns: str) -> re.Pattern[str]:
    return pattern(rf"(?<!\w){_ARTICLE}(?:{'|'.join(nouns.split())})(?!\w){_SAYS_WHICH}")


# What the noun is named by, what tells of it, and whether the sentence before may tell it in words
# of its own.
_EVENTS: Final = (
    (_bare(_AGREEMENTS), _roots(_AGREEMENTS + " " + _AGREES), False),
    (_bare(_ATTACKS), _roots(_ATTACKS + " " + _ATTACKS_SOMEBODY), True),
)


def presupposed_in(text: str) -> tuple[Pointed, ...]:
    """Return what a folded sentence takes for told and does not itself tell."""
    return (*_events(text), *_demands(text))


def _events(text: str) -> Iterator[Pointed]:
    for named, roots, sums_up in _EVENTS:
        found = named.search(text)
        if found and not roots & roots_of(telling_stems(tokens(text[: found.start()]))):
            yield Pointed(roots, sums_up)


def _demands(text: str) -> Iterator[Pointed]:
    """Return the demand or the word of somebody that a sentence begins by reacting to."""
    if found := _REACTS.match(text):
        yield Pointed(roots_of(telling_stems([found[1], found[2]])), sums_up=True)
