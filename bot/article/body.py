"""Finds the blocks of a page that are its article's text, by structure and text extraction."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.boxes import is_box, is_furniture
from bot.article.second_opinion import Witness
from bot.text.markup import Block, Kind, blocks

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
_FIRST_LINE: Final = 40  # letters: shorter paragraphs say little about where the text is
_ENOUGH: Final = 200
_DECAY: Final = 0.85
_LEVELS: Final = 8
_FLOORS: Final = 60  # ancestors that are looked at: parsing allows 400, themes use 30
# An element with half of the text in it is the page's frame, whatever its name is.
_FRAME: Final = 0.5
# A named container that holds nearly all of the text holds the whole article.
_WHOLE: Final = 0.9
_MOST: Final = 0.7
# Less than this of what the witness knows is left: the boxes were the text.
_KEPT: Final = 0.85
_KEPT_LETTERS: Final = 0.5
_SEEN: Final = 0.6
_SOME: Final = 3  # paragraphs


_ENDED: Final = re.compile(r"[.؟!…»”\"]\s*$")


class Without(Enum):
    """Which kinds of elements are excluded from the text, whatever the witness says."""

    BOXES = auto()
    FURNITURE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Body:
    """An article's blocks, and the element in which its links are searched."""

    container: LexborNode | None
    blocks: tuple[Block, ...]


def find_body(tree: LexborHTMLParser, witness: Witness) -> Body:
    """Find the blocks that are the article's text; none if the page has none.

    Named containers are rated also by how much of their text the witness confirms; if no name is
    known, or most of the text is elsewhere, the witness alone decides which blocks belong to the
    article. Without a witness the container with most unlinked text is chosen.
    """
    if tree.body is None:
        return Body(None, ())
    layout = _Layout(blocks(tree.body), witness)
    if layout.letters < _SEEN * len(witness.letters):
        # Some sites hide a story until a script has run.
        layout = max(
            layout, _Layout(blocks(tree.body, hidden=True), witness), key=lambda one: one.letters
        )
    if layout.weight < _ENOUGH:
        return _without_witness(tree)
    container, share = _named(tree, layout)
    inside = container if container is not None and share >= _WHOLE else None
    weight = layout.held_known[inside.mem_id] if inside is not None else layout.weight
    kept: list[Block] = []
    for without in (Without.BOXES, Without.FURNITURE, Without.NOTHING):
        kept = list(layout.text(inside, without))
        enough = text_size(kept) >= _KEPT * weight
        if enough and sum(len(block.text) for block in kept) >= _KEPT_LETTERS * layout.letters:
            break
    return Body(container or tree.body, tuple(kept))


def body_blocks(container: LexborNode) -> list[Block]:
    """Return the container's blocks, without related boxes, share bars, embeds, tables, figures."""

    def skip(node: LexborNode) -> bool:
        return node.mem_id != container.mem_id and is_box(node)

    return blocks(container, skip=skip)


def text_size(found: Sequence[Block]) -> int:
    """Count the letters of running text, without links, headings and lines of a few words."""
    return sum(map(_weight, found))


def _weight(block: Block) -> int:
    if block.kind not in {Kind.TEXT, Kind.ITEM} or len(block.text) < _FIRST_LINE:
        return 0
    return max(len(block.text) - 2 * block.linked, 0)


class _Layout:
    """All blocks of a page, with how much text each element above them holds."""

    def __init__(self, found: list[Block], witness: Witness) -> None:
        self._blocks = found
        self._nodes: dict[int, LexborNode] = {}
        above: dict[int, tuple[int, ...]] = {}
        self._floors = [self._above(block.holder, above) for block in found]
        self._known = [witness.knows(block.text) for block in self._blocks]
        self._boxes: dict[int, bool] = {}
        self._furniture: dict[int, bool] = {}
        self._weights = [0] * len(found)
        self.held: dict[int, int] = {}
        self.held_known: dict[int, int] = {}
        self._weigh([_weight(block) for block in found])
        total = self.weight
        # A line said twice is a headline, a caption or a teaser, and boxes are not the story;
        # unless that leaves no story.
        times = Counter(block.text for block in found)
        self._weigh(
            [
                0 if times[block.text] > 1 or any(map(self._is_furniture, floors)) else weight
                for block, floors, weight in zip(found, self._floors, self._weights, strict=True)
            ]
        )
        if self.weight < _FRAME * total:
            self._weigh([_weight(block) for block in found])
        self._furniture.clear()
        self.letters = sum(
            len(block.text) for block, known in zip(found, self._known, strict=True) if known
        )

    def _above(self, node: LexborNode | None, seen: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
        """Return a node and the elements above it, up to the body; `seen` holds those of others."""
        climbed: list[int] = []
        rest: tuple[int, ...] = ()
        while node is not None and len(climbed) < _FLOORS:
            if node.tag in {None, "html", "body", "-document"}:
                break
            at = node.mem_id
            if at in seen:
                rest = seen[at]
                break
            climbed.append(at)
            self._nodes[at] = node
            node = node.parent
        for at in reversed(climbed):
            rest = (at, *rest[: _FLOORS - 1])
            seen[at] = rest
        return rest

    def _weigh(self, weights: list[int]) -> None:
        self._weights = weights
        self.weight = 0
        self.held.clear()
        self.held_known.clear()
        for floors, known, weight in zip(self._floors, self._known, weights, strict=True):
            self.weight += weight if known else 0
            for at in floors:
                self.held[at] = self.held.get(at, 0) + weight
                if known:
                    self.held_known[at] = self.held_known.get(at, 0) + weight

    def text(self, container: LexborNode | None, without: "Without") -> Iterator[Block]:
        """Return the blocks that are known; all of them, or those of the container."""
        inside = container.mem_id if container is not None else 0
        core = self._core()
        beside = self._beside()
        for block, floors, known, weight in zip(
            self._blocks, self._floors, self._known, self._weights, strict=True
        ):
            if not known and not (_parent(block) in beside and _is_sentence(block)):
                continue
            if (inside and inside not in floors) or (not weight and core not in floors):
                continue
            if without is not Without.NOTHING and any(map(self._is_furniture, floors)):
                continue
            # A box that reads like text, which the witness takes for text, is text.
            if without is not Without.BOXES or weight or not any(map(self._is_box, floors)):
                yield block

    def _beside(self) -> set[int]:
        """Return the elements in which most paragraphs are known; what they hold is text, too."""
        known: Counter[int] = Counter()
        others: Counter[int] = Counter()
        for block, is_known, weight in zip(self._blocks, self._known, self._weights, strict=True):
            if weight and _parent(block):
                (known if is_known else others)[_parent(block)] += 1
        return {at for at, count in known.items() if count >= _SOME and count > 2 * others[at]}

    def _core(self) -> int:
        """Return the smallest element that holds nearly all of the known text."""
        nearly = [at for at, held in self.held_known.items() if held >= _WHOLE * self.weight]
        return min(nearly, key=lambda at: self.held[at], default=0)

    def _is_furniture(self, at: int) -> bool:
        if at not in self._furniture:
            frame = self.held_known.get(at, 0) >= _FRAME * self.weight
            self._furniture[at] = not frame and is_furniture(self._nodes[at])
        return self._furniture[at]

    def _is_box(self, at: int) -> bool:
        if at not in self._boxes:
            frame = self.held_known.get(at, 0) >= _FRAME * self.weight
            self._boxes[at] = not frame and is_box(self._nodes[at])
        return self._boxes[at]


def _is_sentence(block: Block) -> bool:
    return _weight(block) > 0 or (block.linked == 0 and bool(_ENDED.search(block.text)))


def _parent(block: Block) -> int:
    """Return the element around a paragraph; 0 for any other block."""
    if block.holder is None or block.holder.tag != "p" or block.holder.parent is None:
        return 0
    return block.holder.parent.mem_id


def _named(tree: LexborHTMLParser, layout: _Layout) -> tuple[LexborNode | None, float]:
    """Return the named element that agrees best with the witness, and its share of the text."""
    best, found, share = 0.0, None, 0.0
    for weight, names in ((1.0, _CONTAINERS), (_WIDE_WEIGHT, _WIDE)):
        for node in (node for name in names for node in tree.css(name)[:20]):
            known = layout.held_known.get(node.mem_id, 0)
            held = layout.held.get(node.mem_id, 0)
            agreement = weight * 2 * known / (held + layout.weight)
            if agreement > best + 0.001:
                best, found, share = agreement, node, known / layout.weight
    return (found, share) if share >= _MOST else (None, 0.0)


def _without_witness(tree: LexborHTMLParser) -> Body:
    scored: list[tuple[float, LexborNode]] = []
    for weight, selectors in ((1.0, _CONTAINERS), (_WIDE_WEIGHT, _WIDE)):
        for selector in selectors:
            for node in tree.css(selector)[:20]:
                if not _in_box(node):
                    size = text_size(body_blocks(node))
                    scored.append((size * weight, node))
    best = max(scored, key=lambda pair: pair[0], default=None)
    container = best[1] if best is not None and best[0] >= _FIRST_LINE else None
    if container is None:
        named = any(not _in_box(node) for name in _CONTAINERS for node in tree.css(name)[:5])
        container = None if named else _densest(tree)
    return Body(container, tuple(body_blocks(container)) if container is not None else ())


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


def _densest(tree: LexborHTMLParser) -> LexborNode | None:
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for node in tree.css("p, div, td, span")[:5000]:
        own = node.text(deep=node.tag == "p").strip()
        if len(own) < _FIRST_LINE or _in_box(node) or is_box(node):
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
    found = [block for block in body_blocks(nodes[best]) if len(block.text) >= _FIRST_LINE]
    sentences = [block for block in found if re.search(r"[.؟!…»”\"]\s*$", block.text)]
    if text_size(found) < _ENOUGH or 2 * len(sentences) < len(found):
        return None
    return nodes[best]
