"""Knows an item of a list, of prices or of a chronology, which means little without the others."""

import re
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens

_MAX_ITEM_WORDS: Final = 12
_ITEM: Final = re.compile(r"(?:\d{1,2}\s?[.)\-–]|\d{1,2}:\d\d|[-•●▪◾*–])\s")
_MONTH: Final = (
    r"(?:كانون|تشرين|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|يناير|فبراير|مارس|ابريل|مايو"
    r"|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر)(?!\w)"
)
# An entry of a chronology, however long: «3 و5 أيار/مايو: غارتان», «14 آذار بدأ الحصار».
_DAYS: Final = r"\d{1,2}(?:\s?(?:و|[-–/،]|الي|حتي)\s?\d{1,2})*\s"
_DATED: Final = re.compile(
    rf"(?:(?:في|ليله?|مساء|فجر|صباح|بين|من|يوم)\s)?{_DAYS}[^\d:.،]{{3,25}}(?:\d{{4}}\s?)?:\s"
    rf"|{_DAYS}{_MONTH}(?![^:،.]{{0,25}}\d{{4}})"
    r"|(?:(?:في|عام|سنه)\s){0,2}(?:19|20)\d\d\s?:\s"
)
_PRICED: Final = re.compile(r"[^:؟.]{2,40}:\s.{0,20}\d")
# «أولا»: one of several reasons, sides or steps, told in sentences of their own.
_COUNTED: Final = re.compile(r"[^\w]*[وف]?(?:اول|ثاني|ثالث|رابع|خامس|سادس)ا(?!\w)")


def is_counted(text: str) -> bool:
    """Return whether a folded sentence begins with its number among others."""
    return _COUNTED.match(text) is not None


def is_item(paragraph: str, *, after_colon: bool) -> bool:
    """Return whether a paragraph is an item.

    By its bullet, its price, its day, or the colon of the line before.
    """
    if _DATED.match(fold(paragraph)):
        return True
    if not (after_colon or _ITEM.match(paragraph) or _PRICED.match(paragraph)):
        return False
    return len(tokens(paragraph)) <= _MAX_ITEM_WORDS
