"""Converts untrusted HTML to blocks of plain text, in reading order and bounded time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from selectolax.lexbor import LexborNode

from bot.arabic.normalize import clean
from bot.errors import PageError
from bot.text.bounded_html import parse_html
from bot.text.emoji_images import emoji_of
from bot.text.hidden_addresses import address_in, is_hidden_address
from bot.text.hidden_elements import NEVER_SHOWN, is_hidden
from bot.text.leftovers import without_leftovers
from bot.text.superscripts import is_mark, lowered, raised

MAX_BLOCKS: Final = 4000
_BLOCK: Final = frozenset(
    "address article aside blockquote body center dd details div dl dt"  # noqa: SIM905 - a list of names
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre"
    " section summary table tbody td"
    " tfoot th thead tr ul amp-img amp-video".split()
)
_SCRIPTS: Final = frozenset(("sup", "sub"))
MAX_SCRIPT: Final = 60  # letters that are looked at of what is raised, and in front of it
_IMAGES: Final = frozenset(("img", "amp-img"))
_HEADING: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class BlockKind(Enum):
    """The role of a block in the page."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text; `<br>` separates its `lines`, `linked` counts letters inside links.

    `holder` is the block element around it; `below_image` says that no text is between it and
    the preceding image, and no frame of either.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    linked: int = 0
    holder: LexborNode | None = field(default=None, compare=False, repr=False)
    below_image: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def blocks(
    root: LexborNode,
    *,
    skip: Callable[[LexborNode], bool] | None = None,
    hidden: bool = False,
) -> list[Block]:
    """Extract the text under a node, one block for each block element, at most `MAX_BLOCKS`.

    Hidden elements are left out unless `hidden` is true.
    """
    found: list[Block] = []
    for block in _walk(root, skip, hidden=hidden):
        found.append(block)
        if len(found) >= MAX_BLOCKS:
            break
    return found


def paragraphs(html: str) -> tuple[str, ...]:
    """Extract the paragraphs of an HTML fragment as plain text, without photo captions.

    Raises:
        PageError: elements are nested too deep.
    """
    body = parse_html(html).body
    if body is None:
        return ()
    return tuple(block.text for block in blocks(body) if block.kind is not BlockKind.CAPTION)


def plain_text(html: str) -> str:
    """Convert a short HTML fragment (a title, a caption) to one line of plain text."""
    if "<" not in html and "&" not in html:
        return clean(html)
    try:
        body = parse_html(html).body
    except PageError:
        return ""
    return node_text(body) if body is not None else ""


def node_text(node: LexborNode) -> str:
    """Return the visible text of a node as one line, without scripts and hidden parts."""
    return clean(" ".join(block.text for block in blocks(node)))


class _Collector:
    """Gathers inline text until a block ends."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._linked: list[int] = [0]
        self._image_in: LexborNode | None = None

    def takes(self, node: LexborNode, tag: str, holder: LexborNode, *, linked: bool) -> bool:
        """Gather what is no element with text of its own: text, line breaks, images, comments."""
        if tag == "-text":
            self._add(node.text_content or "", linked=linked)
        elif tag == "br":
            self._lines.append([])
            self._linked.append(0)
        elif tag in _IMAGES:
            self._add_image(node, holder)
        elif tag in _SCRIPTS:
            self._add_script(node, tag)
        elif is_hidden_address(node, tag):
            self._add(address_in(node), linked=False)
        else:
            return not tag or (tag.startswith("-") and tag != "-document") or _is_mark(node, tag)
        return True

    def _add(self, text: str, *, linked: bool) -> None:
        self._lines[-1].append(text)
        self._linked[-1] += len(text.strip()) if linked else 0

    def _add_image(self, node: LexborNode, holder: LexborNode) -> None:
        emoji = emoji_of(node)
        if emoji:
            self._add(emoji, linked=False)
        else:
            self._image_in = holder

    def _add_script(self, node: LexborNode, tag: str) -> None:
        text = node.text(deep=True)[:MAX_SCRIPT]
        if tag == "sub":
            self._add(lowered(text), linked=False)
        elif node.css_first("a[href^='#']") is None and not is_hidden(node):
            self._add(raised(text, self._end_of_line()), linked=False)

    def _end_of_line(self) -> str:
        """Return the last letters of the line, of which a hostile page makes very many parts."""
        parts: list[str] = []
        letters = 0
        for part in reversed(self._lines[-1][-MAX_SCRIPT:]):
            parts.append(part)
            letters += len(part)
            if letters >= MAX_SCRIPT:
                break
        return "".join(reversed(parts))[-MAX_SCRIPT:]

    def flush(self, kind: BlockKind, holder: LexborNode) -> Iterator[Block]:
        """Return the gathered lines; an empty line parts two blocks, as two `<br>` do."""
        # Between two elements there is a line break at most.
        if not any(part.strip() for parts in self._lines for part in parts):
            self._lines, self._linked = [[]], [0]
            return
        gathered = list(zip(self._lines, self._linked, strict=True))
        self._lines, self._linked = [[]], [0]
        group: list[str] = []
        linked = 0
        for parts, letters in [*gathered, ([], 0)]:
            text = without_leftovers("".join(parts).replace("\n", " "))
            lines = list(filter(None, map(clean, text.split("\n"))))
            if lines:
                group.extend(lines)
                linked += letters
            elif group:
                below = _is_beside(self._image_in, holder)
                yield Block(kind, tuple(group), linked, holder, below)
                self._image_in = None
                group, linked = [], 0


def _walk(
    root: LexborNode, skip: Callable[[LexborNode], bool] | None, *, hidden: bool
) -> Iterator[Block]:
    """Depth first without recursion: a hostile page is deep."""
    collector = _Collector()
    # Entries are (node, leaving); kinds and links are stacks because their elements nest.
    todo: list[tuple[LexborNode, bool]] = [(root, False)]
    kinds = [BlockKind.TEXT]
    holders = [root]
    links = 0
    while todo:
        node, leaving = todo.pop()
        tag = node.tag or ""
        if collector.takes(node, tag, holders[-1], linked=links > 0):
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
    yield from collector.flush(BlockKind.TEXT, root)


def _is_beside(first: LexborNode | None, second: LexborNode) -> bool:
    if first is None or first.parent is None or second.parent is None:
        return False
    return first.mem_id == second.mem_id or first.parent.mem_id == second.parent.mem_id


def _is_shown(
    node: LexborNode, tag: str, skip: Callable[[LexborNode], bool] | None, *, hidden: bool
) -> bool:
    if tag in NEVER_SHOWN or (not hidden and is_hidden(node)):
        return False
    return skip is None or not skip(node)


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _kind(node: LexborNode, tag: str, outer: BlockKind) -> BlockKind:
    if tag in _HEADING:
        return BlockKind.HEADING
    if tag == "li":
        return BlockKind.ITEM
    names = (node.attrs.sget("class") or "").lower()
    if tag == "figcaption" or "caption-text" in names or "element-caption" in names:
        return BlockKind.CAPTION
    return outer if outer is BlockKind.CAPTION else BlockKind.TEXT


def _is_mark(node: LexborNode, tag: str) -> bool:
    """Return whether a link to or from a footnote is its mark only: `[1]`, `↩`."""
    if tag != "a":
        return False
    href = node.attrs.sget("href") or "#"
    return href.startswith("#") and is_mark(node.text(deep=True)[:MAX_SCRIPT])
