"""Converts untrusted HTML to blocks of plain text, in reading order and bounded time."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.arabic.normalize import clean
from bot.errors import PageError

# Lexbor takes time in the square of the depth: 20,000 open elements 0.4 s, 300,000 minutes.
MAX_DEPTH: Final = 400
MAX_ELEMENTS: Final = 50_000  # about 80 bytes of memory each, ten times a heavy page's number
MAX_BLOCKS: Final = 4000
# Lexbor compares each attribute of an element with all before it: 80,000 take ten seconds and
# more. Honest elements have some twenty; generated ones, a few hundred.
MAX_ATTRIBUTES: Final = 2_000
_LONG_TAG: Final = re.compile(r"<[a-z][^<>]{4000,}", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"[\s/\"'][^\s/>=]")

_TAG: Final = re.compile(
    r"<!--(?:.*?-->|.*)|<(script|style)\b(?:.*?</\1|.*)|<(/?)([a-z][a-z0-9]*)",
    re.IGNORECASE | re.DOTALL,
)
# They hold nothing, or the next of their kind closes them.
_NOT_NESTING: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option"  # noqa: SIM905 - a list of names
    " optgroup tr td th thead tbody tfoot colgroup rp rt html head"
    " body".split()
)
_INVISIBLE: Final = frozenset(
    "script style noscript template iframe object svg canvas head title button select textarea"  # noqa: SIM905 - same
    " input audio video map math".split()
)
_BLOCK: Final = frozenset(
    "address article aside blockquote body center dd details div dl dt"  # noqa: SIM905 - same
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre"
    " section summary table tbody td"
    " tfoot th thead tr ul amp-img amp-video".split()
)
_IMAGES: Final = frozenset(("img", "amp-img"))
_HEADING: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Kind(Enum):
    """What a block is in the page."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text; `lines` are parted by `<br>`, `linked` counts letters inside links.

    `holder` is the block element around it; `below_image` says that no text stands between it and
    the image before it.
    """

    kind: Kind
    lines: tuple[str, ...]
    linked: int = 0
    holder: LexborNode | None = field(default=None, compare=False, repr=False)
    below_image: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def parse_html(html: str) -> LexborHTMLParser:
    """Parse a document or a fragment.

    Raises:
        PageError: elements are nested deeper than `MAX_DEPTH`, or there are more than
            `MAX_ELEMENTS`, or one has more than `MAX_ATTRIBUTES` attributes.
    """
    for tag in _LONG_TAG.finditer(html):
        if sum(1 for _ in _ATTRIBUTE.finditer(tag[0])) > MAX_ATTRIBUTES:
            raise PageError(f"an element has more than {MAX_ATTRIBUTES} attributes")
    open_elements: Counter[str] = Counter()
    depth = 0
    for count, found in enumerate(_TAG.finditer(html)):
        if count > 2 * MAX_ELEMENTS:
            raise PageError(f"there are more than {MAX_ELEMENTS} elements")
        name = (found[3] or "").lower()
        if not name or name in _NOT_NESTING:
            continue
        if not found[2]:
            open_elements[name] += 1
            depth += 1
            if depth > MAX_DEPTH:
                raise PageError(f"elements are nested deeper than {MAX_DEPTH}")
        elif open_elements[name]:
            open_elements[name] -= 1
            depth -= 1
    return LexborHTMLParser(html)


def blocks(
    root: LexborNode,
    *,
    skip: Callable[[LexborNode], bool] | None = None,
    hidden: bool = False,
) -> list[Block]:
    """The text under a node, one block for each block element, at most `MAX_BLOCKS`.

    What its markup hides is left out unless `hidden` asks for it.
    """
    found: list[Block] = []
    for block in _walk(root, skip, hidden=hidden):
        found.append(block)
        if len(found) >= MAX_BLOCKS:
            break
    return found


def paragraphs(html: str) -> tuple[str, ...]:
    """The paragraphs of an HTML fragment as plain text; captions of photos are none.

    Raises:
        PageError: elements are nested too deep.
    """
    body = parse_html(html).body
    if body is None:
        return ()
    return tuple(block.text for block in blocks(body) if block.kind is not Kind.CAPTION)


def plain_text(html: str) -> str:
    """A short HTML fragment (a title, a caption) as one line of plain text; scripts are gone."""
    if "<" not in html and "&" not in html:
        return clean(html)
    try:
        body = parse_html(html).body
    except PageError:
        return ""
    return node_text(body) if body is not None else ""


def node_text(node: LexborNode) -> str:
    """What a reader sees of a node, as one line; scripts and hidden parts are left out."""
    return clean(" ".join(block.text for block in blocks(node)))


class _Collector:
    """Gathers inline text until a block ends."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._linked = 0
        self._below_image = False

    def takes(self, node: LexborNode, tag: str, *, linked: bool) -> bool:
        """Gather what is no element with text of its own: text, line breaks, images, comments."""
        if tag == "-text":
            text = node.text_content or ""
            self._lines[-1].append(text)
            self._linked += len(text.strip()) if linked else 0
        elif tag == "br":
            self._lines.append([])
        elif tag in _IMAGES:
            self._below_image = True
        else:
            return not tag or (tag.startswith("-") and tag != "-document")
        return True

    def flush(self, kind: Kind, holder: LexborNode) -> Iterator[Block]:
        """The gathered lines; an empty line parts two blocks, as two `<br>` do."""
        lines = [clean("".join(parts)) for parts in self._lines]
        linked, self._lines, self._linked = self._linked, [[]], 0
        group: list[str] = []
        for line in [*lines, ""]:
            if line:
                group.append(line)
            elif group:
                yield Block(kind, tuple(group), linked, holder, self._below_image)
                self._below_image = False
                group = []


def _walk(
    root: LexborNode, skip: Callable[[LexborNode], bool] | None, *, hidden: bool
) -> Iterator[Block]:
    """Depth first without recursion: a hostile page is deep."""
    collector = _Collector()
    # Entries are (node, leaving); kinds and links are stacks because their elements nest.
    todo: list[tuple[LexborNode, bool]] = [(root, False)]
    kinds = [Kind.TEXT]
    holders = [root]
    links = 0
    while todo:
        node, leaving = todo.pop()
        tag = node.tag or ""
        if collector.takes(node, tag, linked=links > 0):
            continue
        if not leaving and not _is_shown(node, tag, skip, hidden=hidden):
            continue
        if tag == "a":
            links += -1 if leaving else 1
        if tag in _BLOCK:
            yield from collector.flush(kinds[-1], holders[-1])
            if leaving:
                kinds.pop()
                holders.pop()
            else:
                kinds.append(_kind(node, tag, kinds[-1]))
                holders.append(node)
        if not leaving:
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(_children(node)))
    yield from collector.flush(Kind.TEXT, root)


def _is_shown(
    node: LexborNode, tag: str, skip: Callable[[LexborNode], bool] | None, *, hidden: bool
) -> bool:
    if tag in _INVISIBLE or (not hidden and _hidden(node)):
        return False
    return skip is None or not skip(node)


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _kind(node: LexborNode, tag: str, outer: Kind) -> Kind:
    if tag in _HEADING:
        return Kind.HEADING
    if tag == "li":
        return Kind.ITEM
    names = (node.attrs.sget("class") or "").lower()
    if tag == "figcaption" or "caption-text" in names or "element-caption" in names:
        return Kind.CAPTION
    return outer if outer is Kind.CAPTION else Kind.TEXT


def _hidden(node: LexborNode) -> bool:
    style = node.attrs.sget("style")
    if style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style):
        return True
    return "hidden" in node.attributes or node.attrs.sget("aria-hidden") == "true"
