"""Recognises sentences that tell of what surrounds the news, not of the news.

Definitions, what happens at the same time, courtesies, opinions, silence: true and about the
subject, yet the next hard fact is worth more.
"""

import re
from typing import Final

from bot.arabic.normalize import fold


def _pattern(text: str) -> re.Pattern[str]:
    # Folding makes letters small, and \\S is not \\s.
    return re.compile(fold(text.replace(r"\S", r"[^\s]")), re.VERBOSE)


_QUOTES: Final = re.compile('[«»“”„‟"]')
_DEFINES: Final = _pattern(
    r"""^[وف]?(?:
        [يت](?:عد|عتبر|عرف|وصف|شتهر|ضم|قع|مثل|شكل)\ (?!أن\w?\ )
        | (?!هذ|ذلك|تلك|كان)\w{3,}(?:\ \S+){0,4}?\ (?:هو|هي|هم|هما|عبارة\ عن)\ (?!ال[ذت])
        | ال\w{3,}(?:\ ال\w+){0,3}\ (?!ال|[وف]?[يت]\w{3,}|(?:لا|لم|لن|قد)\ )\w+
    )
    """
)
_MEANWHILE: Final = _pattern(
    r"""^[وف]?(?:
        (?:[يت]صادف|[يت]تزامن|تزامن|صادف)\w*
        | (?:[يت]أتي|جاء|جاءت|[يت]جيء)\ (?:[^\s]+\ ){0,8}?
          (?:في\ (?:وقت|الوقت|إطار|ظل|أعقاب)|فيما|بينما|وسط|ضمن|بعد|قبل|غداة|عشية|عقب|بالتزامن
          |بالتوازي|قبيل|إثر|خلال|أثناء)(?!\w)
    )
    """
)
_COURTEOUS: Final = _pattern(
    r"""^[وف]?(?:قد\ )?(?:كما\ )?(?:
        (?:هنأ|[يت]هنئ|شكر|[يت]شكر|أشاد|[يت]شيد|أثنى|[يت]ثني|عزى|[يت]عزي|ترحم|رحب|[يت]رحب)(?:ت|وا)?(?!\w)
        | (?:أعرب|عبر|[يت]عرب|[يت]عبر|وجه|قدم|أبدى|بعث)(?:ت|وا)?\ (?:[^\s]+\ ){0,8}?
          (?:ب|ل|عن\ )?(?:ال)?
          (?:سعاد|فرح|سرور|ارتياح|امتنان|شكر|تهان|تعاز|تقدير|أمل|تضامن|أسف|حزن|تمني|صدم)\w*
    )
    """
)
_OPINES: Final = _pattern(
    r"""^[وف]?(?:الواقع|الحقيقة|الحق|لا\ شك|بلا\ شك|من\ الواضح|من\ الطبيعي|من\ المعروف|لعل\w*
    |ربما|يبدو|تبدو|المؤكد|اللافت|الملفت|الغريب|المثير)(?!\w)
    """
)


def is_background(text: str) -> bool:
    """Return whether a folded sentence only defines, dates, greets, or gives an opinion."""
    text = _QUOTES.sub("", text)
    return any(one.match(text) for one in (_DEFINES, _MEANWHILE, _COURTEOUS, _OPINES))
