"""Decides whether a sentence says "I" or "we" outside quotations."""

import re
from functools import lru_cache
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.quotes import enclosed

_ALWAYS: Final = frozenset(
    fold(
        """
        أنا إني إنني أنني أننا إننا نحن لدينا عندي عندنا لنا بنا علينا إلينا فينا معنا أنفسنا
        نفسي بيننا كلنا جميعنا لأننا لأنني لكننا لكنني لكني بأننا بأنني كنت كنا لسنا لست نعمل
        نريد نحتاج نأمل نعيش نطالب نسعى نستطيع نعتقد نعرف نقول نواجه نحاول نخشى نشعر نرى نتوقع
        نؤمن نعتزم ندعو نأسف نحب نخاف ننتظر نتحدث نتمنى نملك نرفض نقوم نعود نذهب ندرك نلاحظ نفهم
        نكتب نسأل نسمع نبقى نفعل نكون نستخدم نستمر نواصل نتعامل نضع نفكر نأخذ نعلم نقف نتذكر
        نفقد نترك ننسى نصل أريد أعرف أشعر أكتب أتمنى أتذكر أستطيع أظن أخاف أحاول أرغب أعيش رأينا
        نتلقى نتعرض نتناول نتعلم نتنفس نتخيل نتجنب نتجاهل نتساءل نستهلك نستمع نستيقظ نستورد نعاني
        نأكل نشرب ننام نقضي نجلس نشاهد نقرأ نلجأ نحصل نمارس نعتمد نحتفظ نمتلك نشتري نعثر نخرج ندخل
        نغادر زلت زلنا أذكر
        بقينا مشينا أعطينا تلقينا سعينا قضينا نسينا أنهينا عانينا اشترينا بنينا أيدينا
        """
    ).split()
)
# A verb or a noun with "we, our" at its end; after ا and و it is more often a case ending.
_OURS: Final = re.compile(r"(?!ال)\w{2,}(?:[^\Wاويه]نا|[قكلسشطظضصخحجزرفد]نا(?:ها|هم))")
# What something did to me: «جرفتني»; not who takes care or acquires, nor a name.
_MINE: Final = re.compile(r"(?!بريتني)\w{3,}(?<![قع])تني")
_NOT_OURS: Final = re.compile(
    fold(
        r"(?:مت|مست)\w+نا|ت(?:حسن|زامن|ضامن|مكن|وازن|ضمن)ا|ممكنا|معلنا|مؤمنا|ساكنا|راهنا|باطنا|كامنا|ضامنا"
        # Everybody's world is not the newsroom's.
        # Nor is it speech in the first person to name one's source.
        r"|[بل]?(?:مراسل|مراسلت|مراسلو|مراسلي|موفد|موفدت|مندوب|مندوبت)نا"
        r"|عالمنا|كوكبنا|عصرنا|أجسامنا|أيامنا"
        r"|مدمنا|مواطنا|مخزنا|طاعنا|مهيمنا|يوحنا|محسنا|مزمنا|البوسنا"
    )
)
# What follows a colon or a verb of saying is somebody's speech.
_SPEECH: Final = re.compile(
    r":|\b[وف]?(?:قال|أضاف|أكد|أوضح|اعتبر|صرح|ذكر|كتب|أعلن|رأى|زعم|[يت]قول|[يت]ضيف|[يت]رى|[يت]ؤكد)"
    r"(?:ت|وا|ون)?\b|قائل"
)
_LEADING: Final = re.compile(r"^[وف]?(?:س(?=ن))?(?=\w{3})")
# «إذا كنت تعاني من» is said to the reader.
_TO_READER: Final = re.compile(fold(r"\b[وف]?(?:إذا|إن|لو|هل|مهما|سواء|حيثما|أينما)\s+كنت\b"))
_AT_LEAST_TO_READER: Final = fold("كنت")
# An ending that is no pronoun, the name Anna, and a hashtag, which names what people say.
_OTHER: Final = re.compile("\\w*(?:\u064bا|ا\u064b)|\\bآنا\\b|#\\S+")
_OTHER_PARTS: Final = ("\u064b", "آنا", "#")
_WORD: Final = re.compile(r"\w+")


def speaks_in_first_person(text: str) -> bool:
    """Return whether "I" or "we" is said outside quotation marks and reported speech.

    Written for Arabic; a word that can be something else too is not taken for a first person.
    """
    # Most sentences have no such word, wherever it stands.
    if not _has_first_person(fold(text)):
        return False
    told = text
    for start, end in reversed(enclosed(text)):
        told = told[:start] + " " + told[end + 1 :]
    told = _SPEECH.split(told, maxsplit=1)[0]
    # Most sentences have none of what these two remove.
    if any(part in told for part in _OTHER_PARTS):
        told = _OTHER.sub(" ", told)
    told = fold(told)
    if _AT_LEAST_TO_READER in told:
        told = _TO_READER.sub(" ", told)
    return _has_first_person(told)


def _has_first_person(folded: str) -> bool:
    return any(map(_is_first_person, _WORD.findall(folded)))


@lru_cache(maxsize=20_000)
def _is_first_person(word: str) -> bool:
    stripped = _LEADING.sub("", word)
    if word in _ALWAYS or stripped in _ALWAYS or _MINE.fullmatch(stripped):
        return True
    return (
        len(stripped) > 4  # noqa: PLR2004 - shorter words end in these letters by chance
        and bool(_OURS.fullmatch(stripped))
        and not _NOT_OURS.fullmatch(stripped)
    )
