"""Finds words that place a sentence in time or order by something told before it."""

from typing import Final

from bot.arabic.normalize import fold
from bot.summary.references.phrases import START, TIMES, pattern

_THEN: Final = pattern(
    rf"""(?<!\w)[وف]?(?:
        حينئذ | عندئذ | يومئذ | وقتئذ | بعدئذ | آنذاك | حينذاك | وقتذاك | حينها | وقتها
        | (?:سبق|تل)ت?\ ذلك | تلا\ ذلك
        | (?:ذلك|تلك)\ (?:{TIMES}|الوقت|الحين|اللحظة|المرحلة|الأثناء)
        | (?:{TIMES})\ (?:نفسه|نفسها|ذاته|ذاتها)
        | [بل]?(?:نفس|ذات)\ (?:{TIMES})(?!\w)(?!\ ال[ذت]ي|\ من(?!\w))
    )(?!\w)
    """
)
# What stands in whatever `_THEN` finds; in most sentences none of them does.
_THEN_PARTS: Final = tuple(fold("ئذ ذاك حينها وقتها ذلك تلك نفس ذات").split())
# When it was, told in the sentence itself.
_TOLD_WHEN: Final = pattern(
    rf"""\d | (?<!\w)[وف]?(?:عندما|حين|حينما|لما|بعدما|بعد|(?<!من\ )قبل|خلال|منذ|إثر|عقب|أثناء|لدى
    |[بل]?{TIMES})(?!\w)
    """
)
_YEAR: Final = pattern(r"\d{4}")
# «وفي بيان سابق», «وفي هجوم آخر»: one of several, and the others were told; «وفي اليوم نفسه»;
# «وفي وقت لاحق», but for a day that is named.
_ANOTHER: Final = pattern(
    rf"""{START}[وف]?(?:في|خلال|ضمن|عبر)\s(?!وقت|أوقات|مرات|سنوات|أيام)\w{{3,}}(?:\s\w+)?\s
    (?:سابقة?|آخر|أخرى)(?!\w)
    | {START}[وف]?(?:في|خلال)\s(?:{TIMES}|الوقت|الساعة)\s
    (?:نفسه|نفسها|ذاته|ذاتها|التالي|التالية)(?!\w)
    | {START}[وف]?(?:في|خلال)\s(?:نفس|ذات)\s(?:{TIMES}|الوقت|الساعة)(?!\w)(?!\sمن(?!\w))
    | {START}[وف]?(?:في\ وقت\ لاحق|لاحقا|بعد\ (?:وقت|فترة)\ (?:قصيرة?|وجيزة?)|بعد\ قليل)
    (?!\w)(?!\s(?:من|على|[ب]?(?:{TIMES}|أمس|غد|الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت))
    (?!\w))
    """
)
# «وفي تغريدة سبقت ذلك قال»: what somebody has said.
_BESIDE_WHAT_WAS_SAID: Final = pattern(
    rf"{START}[وف]?(?:في|عبر|خلال)\s\w+(?:\s\w+)?\s(?:سبق|تل)ت?\ ذلك(?!\w)"
)


def follows_speech(text: str) -> bool:
    """Return whether a folded sentence says "before that" of what somebody has said."""
    return _BESIDE_WHAT_WAS_SAID.match(text) is not None


def follows_something(text: str) -> bool:
    """Return whether a folded sentence says "then" or "another" of what only others tell."""
    if _ANOTHER.match(text):
        return True
    if not any(part in text for part in _THEN_PARTS):
        return False
    then = _THEN.search(text)
    return (
        then is not None and not _TOLD_WHEN.search(text[: then.start()]) and not _YEAR.search(text)
    )
