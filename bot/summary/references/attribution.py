"""Reads who says what a sentence tells, and what it is that he says.

All patterns are matched on folded text, and written so that they may be spelt either way.
"""

import re
from typing import Final

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.summary.references.phrases import QUOTES, SAID, START, pattern

# The speaker, in the first one or two words of the name.
_SPEAKER: Final = pattern(
    rf"""{START}[وف]?(?:قد\ )?(?:كما\ )?(?:{SAID})\s+
    (\w{{3,}}(?:[\s-](?!(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|إلى|على|عن|في|من|قائلا|بأن)\b)\w{{3,}})?)
    (?:\s+(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|أننا|إننا|قائلا|قائلة|بأن\S{{0,3}}|إلى|على|عن|في)\b
    |\s*[:،{QUOTES}-]|\s)
    """
)
_THAT: Final = "أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|بأن"
# «قال لصحيفة "النهار" إن», «كتب على "تويتر" أن»: where it was said; «المتحدث باسم "النجدة"، إن»:
# for whom. No other name is read over.
_QUOTED_NAME: Final = (
    rf"[{QUOTES}][^{QUOTES}:،.]{{2,30}}[{QUOTES}](?=[^{QUOTES}:،]{{0,60}}?،?\s(?:{_THAT})\s)"
)
_OUTLETS: Final = r"(?:صحيفة|وكالة|قناة|موقع|شبكة|إذاعة|مجلة|محطة|تلفزيون|برنامج|على|عبر)"
_OUTLET: Final = rf"(?:(?:{_OUTLETS}|باسم(?:\s\w+){{0,2}})\s{_QUOTED_NAME})"
# Who said it, up to the words themselves; behind where or when they were said, too:
# «وفي مؤتمر صحفي، قال», «وكان الوزير قد صرح».
_ATTRIBUTION: Final = pattern(
    rf"""{START}
    (?:[وف]?(?:في|خلال|عبر|ضمن|عقب|على\ هامش)\s[^:،]{{3,100}}،\s
    | [وف]?(?:كان|كانت)\s[^:،«»“”„‟"]{{3,80}}?\s)?
    [وف]?(?:قد\ )?(?:كما\ |فيما\ |بينما\ )?
    (?:{SAID}|(?:جاء|ورد|تضمن)(?:ت)?\ (?:في\ )?(?:ال)?(?:بيان|تقرير|رسالة|تغريدة|خطاب|تسجيل))
    \b(?:[^:{QUOTES}]|{_OUTLET}){{0,150}}?
    (?:\s(?:{_THAT})\s|(?!{_QUOTED_NAME})[:«“"])
    """
)
# Fewer words in quotation marks are a name.
_LEAST_SAID: Final = 4
# These descriptions refer to a person named before, if only in another article.
ROLES: Final = frozenset(
    fold(
        "المصدر المتحدث البيان التقرير الوزير المسؤول الكاتب الخبير الباحث المدير الناشط المحافظ "
        "الطبيب المراسل المرصد المنظمة المدرب اللاعب القائد الشاهد الضحية المحامي المتهم الصحيفة "
        "الوكالة الدراسة الصحفي"
    ).split()
)


def speaker_of(text: str) -> tuple[str, ...]:
    """Return the speaker named at the beginning, in one or two folded words; empty if none.

    «الحلبي», «المصدر», «سامر الحلبي»: who was introduced in a sentence that a reader does not see
    would be a stranger to him.
    """
    return speaker_in(fold(text))


def speaker_in(text: str) -> tuple[str, ...]:
    """Return the speaker as `speaker_of` does, of a folded sentence."""
    found = _SPEAKER.match(text)
    return tuple(re.findall(r"\w+", found[1])) if found else ()


def is_institution(speaker: tuple[str, ...]) -> bool:
    """Return whether a speaker in two folded words is named in full: «وزارة الخارجية»."""
    if len(speaker) != 2 or not speaker[1].startswith("ال"):  # noqa: PLR2004 - a noun and another
        return False
    full = speaker[0].endswith("ه") or speaker[0].startswith("ال")
    return full and stem(speaker[0]) in lexicon().stems


def message_of(text: str) -> str:
    """Return what is said in a folded sentence that begins with who says it; else all of it."""
    found = _ATTRIBUTION.match(text)
    if found is None:
        return text
    said = text[found.end() :]
    # «جماعة تسمي نفسها "أهل الوادي"» is quoted with nothing.
    quoted = re.split(f"[{QUOTES}]", said, maxsplit=1)[0].split()
    if found[0][-1] in QUOTES and len(quoted) < _LEAST_SAID:
        return text
    return said
