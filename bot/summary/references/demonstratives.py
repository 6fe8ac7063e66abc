"""Finds the nouns that a sentence points at: «هذه القذائف» after the sentence that told of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.references.phrases import TIMES, pattern
from bot.summary.word_forms import roots_of, telling_stems

# Not «كذلك», and no verb behind «بذلك» or noun behind «يدمر ذلك»; nor "those who", "such a".
_POINTED: Final = pattern(
    rf"""(?<!\w)(?<!مثل\ )(?:[بل]?(?:هذا|هذه|هؤلاء|هذين|هاتين|تلك|أولئك)|(?:في|من|على|عن)\ ذلك)\s+
    (?!(?:{TIMES}|ال(?:وقت|حين|لحظة|آونة|ساعة|مرة|مرحلة|ليل|نهار|مناسبة)|ال[ذت]ي\w?|اللذ\w+|اللت\w+
    |ال(?:قبيل|نوع|شكل|حد|صدد|سياق|إطار|مجال|شأن|غرض|قضية|ملف|نحو|جانب|صعيد|بلد|بلاد|مدينة|منطقة|دولة))(?!\w))
    (ال\w{{3,}})
    """
)
# What stands in whatever `_POINTED` finds; in most sentences none of them does.
_POINTED_PARTS: Final = tuple(fold("هذ هؤلاء هاتين تلك أولئك ذلك").split())
# They sum up whatever was told, in the same sentence, too.
_SUMS_UP_WORDS: Final = """
    خطوة إجراء قرار أمر حادث هجوم تصريح اتهام مبادرة عملية قانون اتفاق ظاهرة قضية مسألة موضوع حالة
    وضع طريقة سبب هدف نتيجة رقم عدد مبلغ نسبة فئة ملف مشروع خبر فكرة تطور أزمة موقف تجربة ممارسة
    سياسة جزء تحرك نوع خلاف نزاع صراع
"""
_SUMS_UP: Final = frozenset(stem(fold(word)) for word in _SUMS_UP_WORDS.split())
# Nearer to its beginning a sentence has told too little to sum it up.
_BEGINNING: Final = 5
# So far from it, a noun that is new means something of the same long sentence.
_LATE: Final = 20


@dataclass(frozen=True, slots=True)
class Pointed:
    """A noun that a sentence points at, by the roots of which one tells it.

    `sums_up`: no earlier sentence has the noun, so it stands for all of what the last one told.
    """

    roots: frozenset[str]
    sums_up: bool


def pointed_at(text: str, told: Collection[str]) -> tuple[Pointed, ...]:
    """Return what a folded sentence points at and does not itself tell.

    `told`: the roots of all earlier sentences of the article.
    """
    found: list[Pointed] = []
    if not any(part in text for part in _POINTED_PARTS):
        return ()
    for match in _POINTED.finditer(text):
        before = tokens(text[: match.start()])
        noun = stem(match[1])
        (root,) = roots_of([noun])
        own = roots_of(telling_stems(before))
        sums_up = root not in told
        late = sums_up and len(before) >= _LATE
        if root in own or late or (noun in _SUMS_UP and _may_sum_up(text, match, len(before))):
            continue
        found.append(Pointed(frozenset({root}), sums_up))
    return tuple(found)


def _may_sum_up(text: str, pointed: re.Match[str], words_before: int) -> bool:
    """Return whether a demonstrative may mean what its own sentence has told before it.

    That takes a clause of its own: «، وهذه التجربة», or a comma somewhere before.
    """
    joined = pointed[0][0] in "وف"
    return words_before >= _BEGINNING and (joined or "،" in text[: pointed.start()])
