"""Finds a sentence that a connective joins to others, and that says the rest by itself.

«غير أن المعارضة رفضت النتائج», «من جهتها، قالت الشركة إن», «كما قتل طفلان»: what it contrasts with
or adds to need not be the very sentence before.
"""

import re
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.references.back_references import points_back
from bot.summary.references.phrases import START, TIMES, pattern
from bot.summary.word_forms import roots_of, telling_stems

_DAYS: Final = r"(?:ال)?(?:أحد|[إا]ثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|أمس)"
# «أما الاثنين فقد خسر» is set against other days.
_OTHER_SIDE: Final = rf"""
    (?:غير|بيد|إلا)\s+أن | لكن | أما(?!\s+(?:{TIMES}|{_DAYS})(?!\w))
    | (?:في\s+ال|بال)مقابل | ردا\s+على\s+(?:ذلك|هذا)
    | (?:مع|رغم|برغم)\s+ذلك
    | (?:من\s+(?:جهة|ناحية)|(?:في|على)\s+(?:ال)?(?:سياق|صعيد))\s+(?:أخرى|آخر|متصل|منفصل)
    | في\s+(?:غضون\s+ذلك|الوقت\s+(?:نفسه|ذاته)|(?:نفس|ذات)\s+الوقت|الأثناء)
    | من\s+(?:جهت|جانب|ناحيت)(?:ه|ها|هم|هما) | بدور(?:ه|ها|هم|هما)
"""
_JOINS: Final = pattern(
    rf"{START}[وف]?(?:({_OTHER_SIDE})|كما(?:\s+أن)?|في\s?ما|بينما|في\s+حين)[،,]?\s+(?=\w)"
)
# The two words behind its verb.
_ADDS: Final = pattern(rf"{START}[وف]?كما\s+(?:أن\s+|\w+\s+)(\w+\s+\w+)")
# On the text as it stands, where «نقابة» ends in no pronoun.
_ALSO: Final = re.compile("\\s(?:أيض[اً]+|كذلك)(?=[\\s،.])")
# They are counted beside those that the sentence before told of.
_OTHERS: Final = pattern(r"(?<!\w)(?:آخر|آخرون|آخرين|أخرى)(?!\w)")
# «لكن للمرة الأولى» is set against what was before.
_THIS_TIME: Final = pattern(r"(?:للمرة|هذه\s+المرة|الآن|حاليا)(?!\w)")
# A verb that these follow has no subject of its own.
_NO_SUBJECT: Final = pattern(
    r"""(?!ال)\w+\s+(?:
        (?:في|من|إلى|على|عن|مع|أن|إن|بعد|قبل|خلال|عبر|ذلك|هذا|هذه)(?!\w) | بال | لل
    )"""
)


def added_subject(text: str) -> frozenset[str]:
    """Return about the roots of who does what «كما» adds; empty behind other connectives.

    «كما أصدر المحامي بيانا» adds to what somebody else did, and who that was must be told.
    """
    adds = _ADDS.match(fold(text))
    return roots_of(telling_stems(tokens(adds[1]))) if adds else frozenset()


def joined_part(text: str, *, other_side: bool = False) -> str:
    """Return what a connective joins, where it can be understood alone; otherwise nothing.

    `other_side`: only behind what contrasts, or hands the word to somebody else.
    """
    folded = fold(text)
    joins = _JOINS.match(folded)
    also = _ALSO.search(text)
    if joins is None and (other_side or also is None):
        return ""
    if joins and not joins[1] and other_side:
        return ""
    rest = text.split(maxsplit=len(joins[0].split()))[-1] if joins else text
    alone = _ALSO.sub("", rest)
    if joins and joins[1] and _THIS_TIME.match(fold(rest)):
        return ""
    if points_back(alone) or _NO_SUBJECT.match(fold(rest)) or _OTHERS.search(fold(rest)):
        return ""
    return rest
