"""Recognises headlines that call themselves breaking news, however they write it."""

import re
from typing import Final

from bot.arabic.normalize import MARKS, compatible

# Letters that are held long are as many as one; marks and tatweel may stand behind each.
_MARKS: Final = rf"[{MARKS}]*"
_WORD: Final = (
    rf"(?:(?:خبر\s+)?ع{_MARKS}(?:ا{_MARKS})+ج{_MARKS}ل{_MARKS}(?:\s+جد[اً{MARKS}]+)?"
    r"|breaking(?:\s+news)?)"
)
_END: Final = rf"(?![\w{MARKS}])"
# Brackets and signs may stand in front; a sign behind, or a hash or an emoji in front, tells it
# from a word of a sentence.
_SAYS: Final = re.compile(
    r"[^\w#]*(?:"
    rf"{_WORD}\s*(?:[\])}}»”】〉》:：|/!\-–—،,…~•]|\.{{2,}}|$)"
    rf"|#\s*(?:خبر_?)?{_WORD}(?:\b|_)"
    rf"|[^\w\s#\"'«“(\[]+\s*{_WORD}{_END}"
    r")",
    re.IGNORECASE,
)
_MARK: Final = re.compile(rf"[^\w«\"“]*{_WORD}{_END}[^\w«\"“]*", re.IGNORECASE)


def says_breaking(headline: str) -> bool:
    """Return whether a headline begins with the word for breaking news as a mark, not as a word."""
    return bool(_SAYS.match(_plain(headline)))


def without_mark(headline: str) -> str:
    """Return a headline of breaking news without the word; unchanged where nothing else is."""
    plain = _plain(headline)
    found = _MARK.match(plain)
    return (plain[found.end() :] if found else "") or headline


def _plain(headline: str) -> str:
    """Presentation forms and ligatures as plain letters."""
    return compatible(headline)
