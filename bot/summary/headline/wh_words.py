"""Knows by what words a sentence answers a headline that asks: who, why, how many."""

import re
from typing import Final

from bot.arabic.normalize import fold
from bot.summary.candidates import Candidate


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(fold(text), re.VERBOSE)


_WHO: Final = _pattern(r"(?<!\w)[وف]?من\ (?:هو|هي|هم|هما|هن)(?!\w)")
_WHY: Final = _pattern(r"(?<!\w)[وف]?(?:لماذا|ما\ (?:هو\ |هي\ )?(?:ال)?(?:سبب|أسباب))(?!\w)")
_HOW_MANY: Final = _pattern(r"(?<!\w)[وف]?ب?كم(?!\w)")
# Whose life is told: birth and age, name, offices, studies.
_IDENTIFIES: Final = _pattern(
    r"""(?<!\w)[وف]?(?:قد\ )?(?:
        ولدت? | مواليد | مولودة? | (?:ال)?بالغة?\ من\ العمر | [يت]بلغ\ من\ العمر | عمر(?:ه|ها)
        | \d+\ (?:عاما|سنة) | اسم(?:ه|ها) | [يت]دعى | (?:شغلت?|[يت]شغل|تولى|تولت)\ منصب | تخرجت?
        | حصلت?\ على\ (?:شهادة|إجازة|(?:ال)?دكتوراه|بكالوريوس|ماجستير|درجة)
        | (?:هو|هي)\ (?:رجل|سيدة|محام|سياسي|صحفي|طبيب|مهندس|ابن|أحد|إحدى|أول|من)\w*
    )(?!\w)
    """
)
_EXPLAINS: Final = _pattern(
    r"""(?<!\w)[وف]?(?:بسبب|(?:ال)?(?:سبب|أسباب)|لأن\w{0,3}|[يت]عود|[يت]رجع|نتيجة|جراء|[يت]عزو
    |عزت?|نظرا|بفضل|من\ أجل|بهدف|بغية|خشية|أدى|أدت|[يت]ؤدي|دفعت?|[يت]دفع)(?!\w)
    """
)
_COUNTS: Final = re.compile(r"\d")


class Question:
    """What a headline asks; most ask nothing."""

    def __init__(self, title: str) -> None:
        folded = fold(title)
        self._asks = "؟" in title or "?" in title
        self._answers = [
            answer
            for asks, answer in ((_WHO, _IDENTIFIES), (_WHY, _EXPLAINS), (_HOW_MANY, _COUNTS))
            if asks.search(folded)
        ]

    def is_answered_by(self, one: Candidate) -> bool:
        """Return whether a sentence has what the headline asks for, or stands behind a question."""
        if not self._asks:
            return False
        return one.asked or any(answer.search(fold(one.text)) for answer in self._answers)
