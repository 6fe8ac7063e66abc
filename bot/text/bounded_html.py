"""Parses untrusted HTML within bounds of depth, elements and attributes."""

import re
from collections.abc import Iterable
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from bot.errors import PageError

# Lexbor takes time in the square of the depth: 20,000 open elements 0.4 s, 300,000 minutes.
MAX_DEPTH: Final = 400
MAX_ELEMENTS: Final = 50_000  # about 80 bytes of memory each, ten times a heavy page's number
_MOST_TAGS: Final = 2 * MAX_ELEMENTS
# Lexbor compares each attribute of an element with all before it: 80,000 take ten seconds and
# more. Honest elements have some twenty; generated ones, a few hundred.
MAX_ATTRIBUTES: Final = 2_000
_LONG_TAG: Final = 4000  # letters
# A parser may read otherwise what is passed over below (a comment that begins in a value, a style
# within a drawing): what elements it holds are bounded, too.
MAX_HIDDEN: Final = 20_000
# A value may hold a whole document, whose words are no attributes.
_VALUE: Final = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTE: Final = re.compile(r"[\s/\"'][^\s/>=]")

# What is passed over as a whole; up to the end where it has none.
_COMMENT: Final = r"!--(?:-?>|.*?--!?>|.*)"
_SCRIPT: Final = r"(script|style)(?=[\s/>])[^<]*+(?:<(?!/\1)[^<]*+)*+"
_TAG: Final = re.compile(
    rf"<(?:{_COMMENT}|{_SCRIPT}|(/?)([a-z][a-z0-9]*))", re.IGNORECASE | re.DOTALL
)
_HIDDEN: Final = re.compile(rf"<(?:{_COMMENT}|{_SCRIPT})", re.IGNORECASE | re.DOTALL)
# Each element has an end of its own; what only compares in a script has none. Two end tags make
# elements where nothing is open.
_OPENED: Final = re.compile(r"<(?:[a-z]|/(?:p|br)(?=[\s/>]))[^>]*+(?:>|\Z)", re.IGNORECASE)
# An element with its attributes. Quotation marks count behind a sign of equality only, and hide
# what would end the tag.
_ATTRIBUTES: Final = r"[a-z][a-z0-9]*((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)"
_ELEMENT: Final = re.compile(rf"<(?:{_COMMENT}|{_SCRIPT}|{_ATTRIBUTES})", re.IGNORECASE | re.DOTALL)
_ANY_ELEMENT: Final = re.compile(f"<{_ATTRIBUTES}", re.IGNORECASE)
# A map is drawn of hundreds of shapes without end tags. In a drawing such an element ends itself,
# anywhere else it does not: so all that the drawing holds has to be known, in plain writing.
_PLAIN: Final = r"(?:\s++[\w:.-]++(?:=\"[^\"<>]*+\"|='[^'<>]*+')?+)*+\s*+"
_SHAPE: Final = (
    r"<(?:path|circle|rect|line|polyline|polygon|ellipse|use|stop|image|animate|animatetransform"
    rf"|set|fe[a-z]{{3,20}}){_PLAIN}/>"
)
_GROUP: Final = (
    r"g|defs|symbol|clippath|mask|lineargradient|radialgradient|pattern|marker|filter|a|text|tspan"
)
_DRAWING: Final = re.compile(
    rf"<svg{_PLAIN}>(?:[^<]++|{_SHAPE}|<(?:{_GROUP}){_PLAIN}>|</(?:{_GROUP}|path)\s*+>"
    rf"|<path{_PLAIN}>(?=\s*+</path)|<(title|desc){_PLAIN}>[^<]*+</\1\s*+>)*+</svg\s*+>",
    re.IGNORECASE,
)
_ANY_GROUP: Final = re.compile(rf"<(/?)({_GROUP}|path|title|desc)\b", re.IGNORECASE)
_ANY_SHAPE: Final = re.compile(_SHAPE, re.IGNORECASE)
# They hold nothing, or the next of their kind closes them.
_NOT_NESTING: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option"  # noqa: SIM905 - a list of names
    " optgroup tr td th thead tbody tfoot colgroup rp rt html head"
    " body".split()
)


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a document or a fragment.

    Raises:
        PageError: elements are nested deeper than `MAX_DEPTH`, or there are more than
            `MAX_ELEMENTS`, or of `MAX_HIDDEN` in comments and scripts, or one has more than
            `MAX_ATTRIBUTES` attributes.
    """
    _refuse_hidden(html)
    open_elements: dict[str, int] = {}
    depth = 0
    for count, (_, closing, written) in enumerate(_groups(_TAG, _with_ended_shapes(html))):
        if count > _MOST_TAGS:
            raise PageError(f"there are more than {MAX_ELEMENTS} elements")
        name = written.lower()
        if not name or name in _NOT_NESTING:
            continue
        opened = open_elements.get(name, 0)
        if not closing:
            open_elements[name] = opened + 1
            depth += 1
            if depth > MAX_DEPTH:
                raise PageError(f"elements are nested deeper than {MAX_DEPTH}")
        elif opened:
            open_elements[name] = opened - 1
            depth -= 1
    long_tags = (one for _, one in _groups(_ELEMENT, html) if len(one) > _LONG_TAG)
    if any(_count(attributes) > MAX_ATTRIBUTES for attributes in long_tags):
        raise PageError(f"an element has more than {MAX_ATTRIBUTES} attributes")
    return LexborHTMLParser(html)


def _with_ended_shapes(html: str) -> str:
    """Return a document in which shapes that end themselves are written as what holds nothing."""
    if "<svg" not in html and "<SVG" not in html:
        return html
    return _DRAWING.sub(lambda found: _ended(found[0]), html)


def _ended(drawing: str) -> str:
    """Return a drawing with its shapes ended if each end tag in it is that of the last group.

    One of an element around the drawing would end the drawing, too.
    """
    plain = _ANY_SHAPE.sub("<br>", drawing)
    opened: list[str] = []
    for closing, name in _ANY_GROUP.findall(plain):
        if not closing:
            opened.append(name.lower())
        elif not opened or opened.pop() != name.lower():
            return drawing
    return plain


def _refuse_hidden(html: str) -> None:
    """Raise PageError if comments and scripts hold so many elements that no page needs them.

    Or elements with so many attributes, of which the last may end behind what hides it.
    """
    elements = attributes = 0
    for piece in _HIDDEN.finditer(html):
        elements += sum(1 for _ in _OPENED.finditer(html, piece.start() + 1, piece.end()))
        if elements > MAX_HIDDEN:
            raise PageError(f"comments and scripts hold more than {MAX_HIDDEN} elements")
        for one in _ANY_ELEMENT.finditer(html, piece.start() + 1):
            if one.start() >= piece.end():
                break
            attributes += _count(one[1])
        if attributes > MAX_HIDDEN:
            raise PageError(f"elements in comments have more than {MAX_HIDDEN} attributes")


def opened_elements(html: str) -> int:
    """Return how many elements a document opens, apart from what scripts and comments hold."""
    return sum(1 for _, closing, name in _groups(_TAG, html) if name and not closing)


def _groups(pattern: re.Pattern[str], html: str) -> Iterable[tuple[str, ...]]:
    """Return the groups of each match: all by one call, in half the time, where they are few."""
    if html.count("<") <= _MOST_TAGS:
        return pattern.findall(html)
    return (found.groups("") for found in pattern.finditer(html))


def _count(attributes: str) -> int:
    """Return how many attributes are written in a long tag; 0 in a short one."""
    if len(attributes) <= _LONG_TAG:
        return 0
    return sum(1 for _ in _ATTRIBUTE.finditer(_VALUE.sub("='", attributes)))
