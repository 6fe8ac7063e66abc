"""Extracts a page's text with trafilatura, to check which blocks belong to the article."""

import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.isolation.limits import untimed

log = logging.getLogger(__name__)

# Long enough that two texts rarely share one by chance, short enough for half a line.
_SHINGLE: Final = 12
_STEP: Final = 4
_AGREES: Final = 0.6
# Past these the general reader is not asked: its parser takes time in the square of them.
_MAX_LETTERS: Final = 3_000_000
_MAX_ELEMENTS: Final = 15_000
_ELEMENT: Final = re.compile(r"<[a-z]", re.IGNORECASE)
_MAX_TEXT: Final = 300_000


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """The letters of an extracted text, to check whether lines belong to it; may be empty."""

    letters: str
    shingles: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.letters)

    def contains(self, text: str) -> bool:
        """Return whether most of a line is in the text, ignoring spaces and punctuation."""
        key = _key(text)
        if len(key) < _SHINGLE:
            return bool(key) and key in self.letters
        parts = [key[at : at + _SHINGLE] for at in range(0, len(key) - _SHINGLE + 1, _STEP)]
        return sum(part in self.shingles for part in parts) >= _AGREES * len(parts)


def reference_text_of(text: str) -> ReferenceText:
    """Build what a text is compared with."""
    key = _key(text[:_MAX_TEXT])
    return ReferenceText(key, frozenset(key[at : at + _SHINGLE] for at in range(len(key))))


def general_text(html: str) -> str:
    """Extract the page's text with trafilatura; empty if it finds none or the page is too large.

    The page must be within the bounds of `bot.text.markup.parse_html` on depth and attributes.
    """
    if len(html) > _MAX_LETTERS or len(_ELEMENT.findall(html)) > _MAX_ELEMENTS:
        return ""
    # 11 MB and a tenth of a second, which most newsrooms' pages never need.
    with untimed():
        import trafilatura  # noqa: PLC0415

    try:
        return trafilatura.extract(html, include_comments=False) or ""
    except Exception:  # its parser raises what it likes on pages that are made to break it
        log.debug("trafilatura failed on a page", exc_info=True)
        return ""


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
