"""Removes the footers that WordPress and its plugins append to texts in feeds."""

import re
from collections.abc import Iterable
from typing import Final

from bot.arabic.normalize import fold

_MORE: Final = re.compile(
    r"\s*(?:\[\s*(?:…|\.{3}|&hellip;|&#8230;)\s*\]"
    r"|(?:Continue reading|Keep reading|Read more|متابعة القراءة|اقرأ المزيد|إقرأ المزيد"
    # In the middle of a sentence these two are its own words.
    r"|أكمل القراءة|لقراءة المزيد|(?<!\w )(?:تابع القراءة|قراءة المزيد))\b.{0,200}$)\s*",
    re.IGNORECASE | re.DOTALL,
)
_APPEARED: Final = re.compile(
    r"\s*(?:The post\b.{1,600}?\bappeared first on\b.{0,300}"
    r"|(?:ال|هذه\s)?\s*(?:ظهرت|ظهر)\s(?:المقالة|المقال|التدوينة|المنشور|الخبر)\b.{1,600}?"
    r"\b(?:أولا|أولًا|أولاً|اولا)\b.{0,300}"
    r"|(?:التدوينة|المقالة|المقال|المنشور)\b.{1,600}?\b(?:ظهرت|ظهر)\s(?:أولا|أولًا|أولاً|اولا)\b.{0,300})$",
    re.IGNORECASE | re.DOTALL,
)


def without_feed_footer(text: str) -> str:
    """Remove "The post … appeared first on …", «ظهرت المقالة … أولاً على …» and `[…]`."""
    return _MORE.sub(" ", _APPEARED.sub("", text)).strip()


def clean_paragraphs(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return the paragraphs without syndication footers and consecutive repetitions."""
    kept: list[str] = []
    for paragraph in paragraphs:
        text = without_feed_footer(paragraph)
        if text and not (kept and fold(kept[-1]) == fold(text)):
            kept.append(text)
    return tuple(kept)
