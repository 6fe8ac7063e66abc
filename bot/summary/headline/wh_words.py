"""Knows by what words a sentence answers a headline that asks: who, why, how many."""

import re
from collections.abc import Sequence
from typing import Final

from bot.arabic.normalize import fold
from bot.summary.candidates import Candidate


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(fold(text), re.VERBOSE)


_WHO: Final = _pattern(r"(?<!\w)[وف]?من\ (?:هو|هي|هم|هما|هن)(?!\w)")
# Of several no one life is told.
_WHO_IS: Final = _pattern(r"(?<!\w)[وف]?من\ (?:هو|هي)(?!\w)")
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
# What somebody is, or whose child.
_IS_SOMEBODY: Final = r"""(?:
    رجل|سيدة|محام|سياسي|صحفي|صحافي|كاتب|طبيب|مهندس|عقيد|ضابط|جنرال|لواء|مصور|ممثل|مخرج|فنان|مغن|شاعر
    |قاض|عالم|أستاذ|ناشط|لاعب|مدرب|نجم|رياضي|داعية|شيخ|قس|ابن|نجل|شقيق|أرملة|زوجة|أصغر|أكبر|أحد|إحدى
    |أول|ثاني|مؤسس|عضو|رئيس|زعيم|قائد|مدير|نائب|مستشار|دبلوماسي|اقتصادي|جاسوس|عميل|موظف|حارس|طالب
    |عارضة
)\w*"""
# A sentence about a life: birth, what somebody is, studies, offices, work. It begins so.
_TELLS_LIFE: Final = _pattern(
    rf"""[^\w]*(?:
        (?:[^\s]+\ ){{0,16}}?[وف]?(?:ولدت?(?!\ له(?!\w))|مواليد|رأ[ىت]\ النور)
        | (?:[^\s]+\ ){{0,6}}?(?:[وف]?(?:هو|هي)|\d+\ (?:عاما|سنة)،)\ {_IS_SOMEBODY}
        | (?:[^\s]+\ ){{0,4}}?[وف]?(?:
            (?:إنه|إنها|كانت?)\ {_IS_SOMEBODY} | نشأت? | ترعرعت? | تخرجت? | [يت]ت?نحدر | [يت]تحدر
            | درست? | حاصلة?\ على
            | حصلت?\ على\ (?:شهادة|إجازة|(?:ال)?دكتوراه|بكالوريوس|ماجستير|درجة)
            | (?:شغل|تولى|تول|[يت]شغل)ت?\ (?:[^\s]+\ ){{0,6}}?منصب
        )
        | (?:[^\s]+\ ){{0,2}}?[وف]?(?:بدأت?\ (?:حيات|مسيرت)(?:ه|ها)|عملت?(?!\ على))
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
        self._asks_who = self._asks and _WHO_IS.search(folded) is not None
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

    def is_owed(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Return whether a sentence tells who somebody is that the headline asks for, and none did.

        An age told by the way answers "who" too little.
        """
        return self._tells_who(one) and not any(map(self._tells_who, chosen))

    def _tells_who(self, one: Candidate) -> bool:
        return self._asks_who and _TELLS_LIFE.match(one.folded) is not None
