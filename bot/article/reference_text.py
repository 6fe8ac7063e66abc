"""Extracts a page's text with trafilatura, to check which blocks belong to the article."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from bot.arabic.normalize import compatible
from bot.isolation.limits import untimed
from bot.text.bounded_html import opened_elements

log = logging.getLogger(__name__)

# Long enough that two texts rarely share one by chance, short enough for half a line.
_SHINGLE: Final = 12
_STEP: Final = 4
_AGREES: Final = 0.6
# Past these the general reader is not asked. It asks each element for the links of all that it
# holds, and each paragraph for the place of its words in it: elements times depth, and the square
# of those in one paragraph. Heavy honest pages have some 100,000 and 500; each of these is a fifth
# of a second.
_MAX_LETTERS: Final = 3_000_000
_MAX_ELEMENTS: Final = 15_000
_MOST_ABOVE: Final = 300_000
_MOST_IN_PARAGRAPH: Final = 2_000
# Its normal form sorts the marks on a letter; written as references they are longer.
_MANY_MARKS: Final = re.compile(r"(?:[^\w\s\x00-\x7f]|&#?\w{1,8};){20,}+")
_MOST_MARKS: Final = 400
_BLOCKS: Final = frozenset(
    "address article aside blockquote center details div dl fieldset figure footer form header li"  # noqa: SIM905 - a list of names
    " main nav ol p section table td th tr ul h1 h2 h3 h4 h5 h6".split()
)
# What the reader throws away before it looks at anything.
_DROPPED: Final = frozenset(("script", "style", "head"))
# Of what an honest page may hold thousands in a row: the parts of drawings, and what there is to
# choose from. The reader asks what is around them for all that it holds, these among it.
_MANY: Final = frozenset(("svg", "math", "map", "select", "datalist"))
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
    if len(html) > _MAX_LETTERS or _has_many_marks(html):
        return ""
    # The tree of more would take 500 bytes for each.
    if opened_elements(html) > _MAX_ELEMENTS:
        return ""
    # 11 MB and a tenth of a second, which most newsrooms' pages never need.
    with untimed():
        import trafilatura  # noqa: PLC0415

    try:
        # Of what counts as an element only the reader's own parser knows.
        tree = trafilatura.load_html(html)
        if tree is None or not _is_readable(tree):
            return ""
        return trafilatura.extract(tree, include_comments=False) or ""
    except Exception:  # its parser raises what it likes on pages that are made to break it
        log.debug("trafilatura failed on a page", exc_info=True)
        return ""


def _has_many_marks(html: str) -> bool:
    return any(len(found[0]) > _MOST_MARKS for found in _MANY_MARKS.finditer(html))


class _Element(Protocol):
    """An element of lxml's, which goes through its children."""

    tag: str

    def __iter__(self) -> Iterator["_Element"]: ...


def _is_readable(tree: _Element) -> bool:
    """Return whether the general reader reads a page in short time."""
    elements = above = beside = 0
    # The depth of each, but 0 in what is thrown away; and whether it is one of many by nature.
    todo = [(tree, 1, False)]
    while todo:
        element, depth, many = todo.pop()
        elements += 1
        many = many or element.tag in _MANY
        if depth and element.tag not in _DROPPED:
            above += depth
            depth += 1
            if not many:
                beside = 0 if element.tag in _BLOCKS else beside + 1
        else:
            depth = 0
        if elements > _MAX_ELEMENTS or above > _MOST_ABOVE or beside > _MOST_IN_PARAGRAPH:
            return False
        todo += [(child, depth, many) for child in reversed(list(element))]
    return True


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", compatible(text).casefold()))
