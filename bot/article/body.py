"""Finds the blocks of a page that are its article's text, by structure and text extraction."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.page_layout import FIRST_LINE, WHOLE, PageLayout, Without, text_size, weight_of
from bot.article.reference_text import ReferenceText
from bot.text.boxes import Boxes
from bot.text.markup import Block, BlockKind, blocks

# What themes have called the body over the years, the most certain first.
_CONTAINERS: Final = (
    "div.content-article",
    '[itemprop="articleBody"]',
    ".entry-content",
    ".post-content",
    ".article-content",
    ".article-body",
    ".single-content",
    ".td-post-content",
    ".elementor-widget-theme-post-content",
    ".amp-wp-article-content",
    ".wp-block-post-content",
    ".post-body",
    ".story-body",
    ".the-content",
)
_WIDE: Final = ("article", "main", '[role="main"]')
_WIDE_WEIGHT: Final = 0.6
_ENOUGH: Final = 200
_DECAY: Final = 0.85
_LEVELS: Final = 8
_MOST: Final = 0.7
# Less than this of what the reference text contains is left: the boxes were the text.
_KEPT: Final = 0.85
_KEPT_LETTERS: Final = 0.5
_SEEN: Final = 0.6
_MAX_NAMED: Final = 200
_SIDES: Final = frozenset(("aside", "nav", "footer", "form", "table"))


@dataclass(frozen=True, slots=True)
class Body:
    """An article's blocks, and the element in which its links are searched."""

    container: LexborNode | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a body that was found by structure alone, by letters.

    Attributes:
        share: of the page's running text outside boxes, how much the named element holds; 0 to 1.
        kept: how much was read of the text that the element has, in paragraphs or not, shown or
            not, and in boxes or not; 0 to 1.
        headings: its headings and items of lists, which need not read like sentences.
    """

    share: float = 0.0
    kept: float = 0.0
    headings: frozenset[str] = frozenset()


def find_named_body(tree: LexborHTMLParser, boxes: Boxes) -> tuple[Body, Evidence]:
    """Find the element that bears a body's name and holds most text, and what speaks for it.

    Nobody confirms that its lines are the article's: see `bot.article.doubts`.
    """
    if tree.body is None:
        return Body(None, ()), Evidence()

    def is_beside(node: LexborNode) -> bool:
        return node.tag in _SIDES or boxes.is_furniture(node)

    # What is left out so is no text of a layout, either; where it holds most of the text, no body
    # is found here, which is a reason to ask.
    layout = PageLayout(blocks(tree.body, skip=is_beside), _anything, boxes)
    # Of several that hold the same text the innermost.
    named = tree.css(", ".join(_CONTAINERS))[:_MAX_NAMED]
    best = max(reversed(named), key=lambda node: layout.held.get(node.mem_id, 0), default=None)
    held = layout.held.get(best.mem_id, 0) if best is not None else 0
    if best is None or held < _ENOUGH:
        return Body(None, ()), Evidence()
    kept = tuple(layout.text(best, Without.BOXES))
    headings = (block.text for block in kept if block.kind in {BlockKind.HEADING, BlockKind.ITEM})
    evidence = Evidence(
        share=held / layout.weight,
        kept=_share_read(best, kept),
        headings=frozenset(headings),
    )
    return Body(best, kept), evidence


def find_body(tree: LexborHTMLParser, reference: ReferenceText, boxes: Boxes) -> Body:
    """Find the blocks that are the article's text; none if the page has none.

    Named containers are rated also by how much of their text the reference confirms; if no name is
    known, or most of the text is elsewhere, the reference text alone decides which blocks belong to
    the article. Without a reference text the container with most unlinked text is chosen.
    """
    if tree.body is None:
        return Body(None, ())
    layout = PageLayout(blocks(tree.body), reference.contains, boxes)
    if layout.letters < _SEEN * len(reference.letters):
        # Some sites hide a story until a script has run.
        layout = max(
            layout,
            PageLayout(blocks(tree.body, hidden=True), reference.contains, boxes),
            key=lambda one: one.letters,
        )
    if layout.weight < _ENOUGH:
        return _without_reference(tree, boxes)
    container, share = _named(tree, layout)
    inside = container if container is not None and share >= WHOLE else None
    weight = layout.held_known[inside.mem_id] if inside is not None else layout.weight
    kept: list[Block] = []
    for without in (Without.BOXES, Without.FURNITURE, Without.NOTHING):
        kept = list(layout.text(inside, without))
        enough = text_size(kept) >= _KEPT * weight
        if enough and sum(len(block.text) for block in kept) >= _KEPT_LETTERS * layout.letters:
            break
    return Body(container or tree.body, tuple(kept))


def _share_read(element: LexborNode, kept: Iterable[Block]) -> float:
    """Return how much of all text in an element was kept, whatever it stands in, links apart."""
    written = sum(map(weight_of, blocks(element, hidden=True)))
    return min(1.0, sum(map(weight_of, kept)) / written) if written else 1.0


def _anything(_: str) -> bool:
    return True


def body_blocks(container: LexborNode, boxes: Boxes) -> list[Block]:
    """Return the container's blocks, without related boxes, share bars, embeds, tables, figures."""

    def skip(node: LexborNode) -> bool:
        return node.mem_id != container.mem_id and boxes.is_box(node)

    return blocks(container, skip=skip)


def _named(tree: LexborHTMLParser, layout: PageLayout) -> tuple[LexborNode | None, float]:
    """Return the named element that agrees best with the reference, and its share of the text."""
    best, found, share = 0.0, None, 0.0
    for weight, names in ((1.0, _CONTAINERS), (_WIDE_WEIGHT, _WIDE)):
        for node in (node for name in names for node in tree.css(name)[:20]):
            known = layout.held_known.get(node.mem_id, 0)
            held = layout.held.get(node.mem_id, 0)
            agreement = weight * 2 * known / (held + layout.weight)
            if agreement > best + 0.001:
                best, found, share = agreement, node, known / layout.weight
    return (found, share) if share >= _MOST else (None, 0.0)


def _without_reference(tree: LexborHTMLParser, boxes: Boxes) -> Body:
    named = [
        (weight, node)
        for weight, selectors in ((1.0, _CONTAINERS), (_WIDE_WEIGHT, _WIDE))
        for selector in selectors
        for node in tree.css(selector)[:20]
        if not _in_box(node)
    ]
    sizes = _text_sizes([node for _, node in named], boxes)
    scored = [(sizes[node.mem_id] * weight, node) for weight, node in named]
    best = max(scored, key=lambda pair: pair[0], default=None)
    container = best[1] if best is not None and best[0] >= FIRST_LINE else None
    if container is None:
        others = any(not _in_box(node) for name in _CONTAINERS for node in tree.css(name)[:5])
        container = None if others else _densest(tree, boxes)
    return Body(container, tuple(body_blocks(container, boxes)) if container is not None else ())


def _text_sizes(named: Sequence[LexborNode], boxes: Boxes) -> Mapping[int, int]:
    """Count the letters of running text in each of some elements, which may stand in each other.

    As `body_blocks` reads each: without its boxes, without what is hidden in it, and whatever it
    stands in. Each element is read at most once.
    """
    sizes = {node.mem_id: 0 for node in named}
    entered: set[int] = set()

    def is_left_out(node: LexborNode, root: LexborNode) -> bool:
        if node.mem_id == root.mem_id:
            return False
        if boxes.is_box(node):
            return True
        entered.add(node.mem_id)
        return False

    # Whoever holds others comes before them, and a second time on its own if it can't be seen
    # from there: in a box, or in what is hidden.
    for root in sorted(named, key=_depth):
        if root.mem_id in entered:
            continue
        entered.add(root.mem_id)
        for block in blocks(root, skip=partial(is_left_out, root=root)):
            weight, holder = weight_of(block), block.holder
            while weight and holder is not None:
                if holder.mem_id in sizes:
                    sizes[holder.mem_id] += weight
                holder = holder.parent if holder.mem_id != root.mem_id else None
    return sizes


def _depth(node: LexborNode) -> int:
    depth, above = 0, node.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth


def _in_box(node: LexborNode) -> bool:
    """Return whether the element lies in the margin, a footer, or a teaser of another article."""
    parent = node.parent
    for _ in range(40):
        if parent is None or parent.tag in {None, "html", "body", "-document"}:
            return False
        if parent.tag in {"aside", "nav", "footer"} or _is_margin(parent):
            return True
        parent = parent.parent
    return False


def _is_margin(node: LexborNode) -> bool:
    names = (node.attributes.get("class") or "").split()[:30]
    return any(
        re.search(r"(?:^|[-_])(?:related|sidebar|most-?read|footer)(?:$|[-_])", n) for n in names
    )


def _densest(tree: LexborHTMLParser, boxes: Boxes) -> LexborNode | None:
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for node in tree.css("p, div, td, span")[:5000]:
        own = node.text(deep=node.tag == "p").strip()
        if len(own) < FIRST_LINE or _in_box(node) or boxes.is_box(node):
            continue
        linked = (
            sum(len(link.text().strip()) for link in node.css("a")[:50]) if node.tag == "p" else 0
        )
        weight = float(len(own) - 2 * linked)
        holder = node.parent if node.tag in {"p", "span"} else node
        for _ in range(_LEVELS):
            if holder is None or holder.tag in {None, "html", "-document"}:
                break
            scores[holder.mem_id] = scores.get(holder.mem_id, 0.0) + weight
            nodes[holder.mem_id] = holder
            weight *= _DECAY
            holder = holder.parent
    if not scores:
        return None
    best = max(scores, key=lambda key: scores[key])
    found = [block for block in body_blocks(nodes[best], boxes) if len(block.text) >= FIRST_LINE]
    sentences = [block for block in found if re.search(r"[.؟!…»”\"]\s*$", block.text)]
    if text_size(found) < _ENOUGH or 2 * len(sentences) < len(found):
        return None
    return nodes[best]
