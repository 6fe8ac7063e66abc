"""Holds the fragments of patterns by which several rules know who says something, and when.

They are matched on folded text, and written so that they may be spelt either way.
"""

import re
from typing import Final

from bot.arabic.normalize import fold

QUOTES: Final = '«»“”„‟"'
START: Final = rf"^[{QUOTES}(\s]*"
SAID: Final = r"""
    (?:قال|أضاف|تابع|أردف|استطرد|أوضح|أكد|أشار|لفت|بين|شدد|نوه|ذكر|اعتبر|رأى|ختم|اختتم|استدرك|كشف
    |صرح|أورد
    |طالب|دعا|دع|حذر|أعلن|أعرب|أفاد|اعترف|أقر|نفى|نف|زعم|عبر|علق|كتب|تعهد|توقع|رد|استبعد|نقل|روى
    |شرح|ألمح)
    (?:ت|وا|ا)?
    | [يت](?:قول|ضيف|تابع|رى|ؤكد|وضح|شير|عتبر|عتقد|ذكر|لفت|شرح|روي|حكي|خشى|أمل|طالب|دعو|حذر|علق
    |ختم|بين)
    (?:ون|ان)?
"""
# Verbs of continuing refer to something said before.
CONTINUED: Final = r"""
    (?:أضاف|تابع|أردف|استطرد|أكمل|واصل|ختم|اختتم|استدرك)(?:ت|وا|ا)?
    | [يت](?:ضيف|تابع|كمل|ستطرد|ختم|ختتم)
"""
# What can follow a verb of saying only where its subject was left out.
NO_SUBJECT: Final = rf"""
    (?:\s+(?:أيضا\s+)?(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|أننا|إننا|أنني|إنني|إلى|على|عن|في|من
    |خلال|عبر
    |الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|اليوم|أمس|صباح|مساء|لاحقا|مجددا
    |قائلا|قائلة|يقول|تقول|بأن\S{{0,3}}|بال\S+|لل\S+|لوكالة|لعنب|لصحيفة|لبي|لقناة|لوسائل|لبرنامج|ردا|أمام
    |لفرانس|لرويترز|لموقع|لتلفزيون|لإذاعة|لشبكة|لمراسل\S*
    |بعد|قبل
    |حول|بشأن|له|لها|لهم|كذلك|أيضا)\b | \s*[:،{QUOTES}])
"""
TIMES: Final = r"""
    (?:ال)?(?:عام|أسبوع|شهر|يوم|سنة|صيف|شتاء|ربيع|خريف|موسم|أيام|صباح|مساء|ليلة|قرن|فترة)
"""


def pattern(text: str) -> re.Pattern[str]:
    r"""Compile a verbose pattern for folded text.

    Folding makes letters small, so it may hold no group with a name, and of the classes in capitals
    \S alone.
    """
    return re.compile(fold(text.replace(r"\S", r"[^\s]")), re.VERBOSE)
