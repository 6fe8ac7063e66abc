"""Finds the blocks that are an article's text, by names and by what another text of it confirms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.body_by_structure import (
    CONTAINERS,
    ENOUGH,
    WIDE,
    WIDE_WEIGHT,
    body_blocks,
    find_container,
)
from bot.article.other_articles import OtherArticles
from bot.article.page_layout import WHOLE, PageLayout, Without, text_size, weight_of
from bot.article.reference_text import ReferenceText
from bot.text.boxes import Boxes
from bot.text.markup import Block, BlockKind, blocks

_MOST: Final = 0.7
# Less than this of what the reference text contains is left: the boxes were the text.
_KEPT: Final = 0.85
_KEPT_LETTERS: Final = 0.5
_SEEN: Final = 0.6
_MAX_NAMED: Final = 200
_NAMES: Final = ", ".join(CONTAINERS)
_SIDES: Final = frozenset(("aside", "nav", "footer", "form", "table"))


@dataclass(frozen=True, slots=True)
class Body:
    """An article's blocks, and the element in which its links are searched.

    `named` says that the element bears the name of a body.
    """

    container: LexborNode | None
    blocks: tuple[Block, ...]
    named: bool = False


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


def find_named_body(
    tree: LexborHTMLParser, boxes: Boxes, others: OtherArticles
) -> tuple[Body, Evidence]:
    """Find the element that bears a body's name and holds most text, and what speaks for it.

    Nobody confirms that its lines are the article's: see `bot.article.doubts`.
    """
    root = _root(tree, others)
    if root is None:
        return Body(None, ()), Evidence()

    def is_beside(node: LexborNode) -> bool:
        return node.tag in _SIDES or boxes.is_furniture(node) or others.hold(node)

    # What is left out so is no text of a layout, either; where it holds most of the text, no body
    # is found here, which is a reason to ask.
    layout = PageLayout(blocks(root, skip=is_beside), _anything, boxes)
    # Of several that hold the same text the innermost.
    named = tree.css(_NAMES)[:_MAX_NAMED]
    best = max(reversed(named), key=lambda node: layout.held.get(node.mem_id, 0), default=None)
    held = layout.held.get(best.mem_id, 0) if best is not None else 0
    if best is None or held < ENOUGH:
        return Body(None, ()), Evidence()
    kept = tuple(layout.text(best, Without.BOXES))
    headings = (block.text for block in kept if block.kind in {BlockKind.HEADING, BlockKind.ITEM})
    evidence = Evidence(
        share=held / layout.weight,
        kept=_share_read(best, kept),
        headings=frozenset(headings),
    )
    return Body(best, kept, named=True), evidence


def find_body(
    tree: LexborHTMLParser,
    reference: ReferenceText,
    boxes: Boxes,
    others: OtherArticles,
    *,
    may_belong: Callable[[Sequence[str]], bool],
) -> Body:
    """Find the blocks that are the article's text; none if the page has none.

    Named containers are rated also by how much of their text the reference confirms; if no name is
    known, or most of the text is elsewhere, the reference text alone decides which blocks belong to
    the article. Without a reference text the container with most unlinked text is chosen.
    `may_belong` tells whether texts can be those of the headline.
    """
    root = _root(tree, others)
    if root is None:
        return Body(None, ())
    layout = PageLayout(blocks(root, skip=others.hold), reference.contains, boxes)
    if layout.letters < _SEEN * len(reference.letters):
        # Some sites hide a story until a script has run.
        layout = max(
            layout,
            PageLayout(blocks(root, skip=others.hold, hidden=True), reference.contains, boxes),
            key=lambda one: one.letters,
        )
    if layout.weight < ENOUGH:
        found = find_container(root, boxes)
        if found is None:
            return Body(None, ())
        return Body(found, tuple(body_blocks(found, boxes)), named=found.css_matches(_NAMES))
    container, share = _named(tree, layout)
    inside = container if container is not None and share >= WHOLE else None
    weight = layout.held_known[inside.mem_id] if inside is not None else layout.weight
    kept: list[Block] = []
    for without in (Without.BOXES, Without.FURNITURE, Without.NOTHING):
        kept = list(layout.text(inside, without))
        enough = text_size(kept) >= _KEPT * weight
        if enough and sum(len(block.text) for block in kept) >= _KEPT_LETTERS * layout.letters:
            break
    if container is None and (alone := _alone(root, kept, boxes, may_belong)) is not None:
        return alone
    return Body(container or root, tuple(kept), named=container is not None)


def _alone(
    root: LexborNode,
    kept: Sequence[Block],
    boxes: Boxes,
    may_belong: Callable[[Sequence[str]], bool],
) -> Body | None:
    """Return the text of the one named element where nothing beside it can be the article's.

    A flash is shorter than what the site says of itself below it.
    """
    named = root.css(_NAMES)[:2]
    own = tuple(body_blocks(named[0], boxes)) if len(named) == 1 else ()
    texts = [block.text for block in own]
    beside = [block.text for block in kept if block.text not in texts]
    if not texts or not may_belong(texts) or may_belong(beside):
        return None
    return Body(named[0], own, named=True)


def _root(tree: LexborHTMLParser, others: OtherArticles) -> LexborNode | None:
    """Return the element that is the article for certain, else the page's body."""
    return others.own_element or tree.body


def _share_read(element: LexborNode, kept: Iterable[Block]) -> float:
    """Return how much of all text in an element was kept, whatever it stands in, links apart."""
    written = sum(map(weight_of, blocks(element, hidden=True)))
    return min(1.0, sum(map(weight_of, kept)) / written) if written else 1.0


def _anything(_: str) -> bool:
    return True


def _named(tree: LexborHTMLParser, layout: PageLayout) -> tuple[LexborNode | None, float]:
    """Return the named element that agrees best with the reference, and its share of the text."""
    best, found, share = 0.0, None, 0.0
    for weight, names in ((1.0, CONTAINERS), (WIDE_WEIGHT, WIDE)):
        for node in (node for name in names for node in tree.css(name)[:20]):
            known = layout.held_known.get(node.mem_id, 0)
            held = layout.held.get(node.mem_id, 0)
            agreement = weight * 2 * known / (held + layout.weight)
            if agreement > best + 0.001:
                best, found, share = agreement, node, known / layout.weight
    return (found, share) if share >= _MOST else (None, 0.0)
