"""Extracts a page's text with trafilatura, to check which blocks belong to the article."""

import logging
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bot.arabic.normalize import compatible
from bot.isolation.limits import untimed

log = logging.getLogger(__name__)

# Long enough that two texts rarely share one by chance, short enough for half a line.
_SHINGLE: Final = 12
_STEP: Final = 4
_AGREES: Final = 0.6
# Past these the general reader is not asked: its parser takes time in the square of them.
_MAX_LETTERS: Final = 3_000_000
_MAX_ELEMENTS: Final = 15_000
# It asks each element for the links of all that it holds, and each paragraph for the place of its
# words in it: elements times depth, and the square of those in one paragraph. Heavy honest pages
# have some 100,000 and 500; each of these is a fifth of a second.
_MOST_ABOVE: Final = 300_000
_MOST_IN_PARAGRAPH: Final = 2_000
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Its normal form sorts the marks on a letter; written as references they are longer.
_MANY_MARKS: Final = re.compile(r"(?:[^\w\s\x00-\x7f]|&#?\w{1,8};){20,}+")
_MOST_MARKS: Final = 400
_BLOCKS: Final = frozenset(
    "address article aside blockquote center details div dl fieldset figure footer form header li"  # noqa: SIM905 - a list of names
    " main nav ol p section table td th tr ul h1 h2 h3 h4 h5 h6".split()
)
# What holds others and is closed by its own end.
_HOLDING: Final = (_BLOCKS - {"p", "li", "td", "th", "tr"}) | {
    "a",
    "b",
    "em",
    "i",
    "span",
    "strong",
}
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
    if len(html) > _MAX_LETTERS or not _is_readable(html):
        return ""
    # 11 MB and a tenth of a second, which most newsrooms' pages never need.
    with untimed():
        import trafilatura  # noqa: PLC0415

    try:
        return trafilatura.extract(html, include_comments=False) or ""
    except Exception:  # its parser raises what it likes on pages that are made to break it
        log.debug("trafilatura failed on a page", exc_info=True)
        return ""


def _is_readable(html: str) -> bool:
    """Return whether the general reader reads a page in short time."""
    if any(len(found[0]) > _MOST_MARKS for found in _MANY_MARKS.finditer(html)):
        return False
    opened: Counter[str] = Counter()
    elements = depth = above = beside = 0
    for closing, written in _TAG.findall(html):
        name = written.lower()
        if closing:
            if opened[name]:
                opened[name] -= 1
                depth -= 1
            continue
        elements += 1
        beside = 0 if name in _BLOCKS else beside + 1
        if name in _HOLDING:
            opened[name] += 1
            depth += 1
        above += depth
        if elements > _MAX_ELEMENTS or above > _MOST_ABOVE or beside > _MOST_IN_PARAGRAPH:
            return False
    return True


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", compatible(text).casefold()))
