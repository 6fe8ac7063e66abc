"""Weighs how much text each element of a page holds, and how much of it the reference confirms."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from typing import Final

from selectolax.lexbor import LexborNode

from bot.text.boxes import Boxes
from bot.text.markup import Block, BlockKind

FIRST_LINE: Final = 40  # letters: shorter paragraphs say little about where the text is
_FLOORS: Final = 60  # ancestors that are looked at: parsing allows 400, themes use 30
# An element with half of the text in it is the page's frame, whatever its name is.
_FRAME: Final = 0.5
# A named container that holds nearly all of the text holds the whole article.
WHOLE: Final = 0.9
_SOME: Final = 3  # paragraphs
_ENDED: Final = re.compile(r"[.؟!…»”\"]\s*$")


class Without(Enum):
    """Which kinds of elements are excluded from the text, whatever the reference text holds."""

    BOXES = auto()
    FURNITURE = auto()
    NOTHING = auto()


def text_size(found: Sequence[Block]) -> int:
    """Count the letters of running text, without links, headings and lines of a few words."""
    return sum(map(weight_of, found))


def weight_of(block: Block) -> int:
    """Return how many of a block's letters count as running text; those in links count against."""
    if block.kind not in {BlockKind.TEXT, BlockKind.ITEM} or len(block.text) < FIRST_LINE:
        return 0
    return max(len(block.text) - 2 * block.linked, 0)


class PageLayout:
    """All blocks of a page, with how much text each element above them holds.

    `confirms` tells whether a line is text of the article; the others weigh nothing.
    """

    def __init__(self, found: list[Block], confirms: Callable[[str], bool], boxes: Boxes) -> None:
        self._blocks = found
        self._page = boxes
        self._nodes: dict[int, LexborNode] = {}
        above: dict[int, tuple[int, ...]] = {}
        self._floors = [self._above(block.holder, above) for block in found]
        self._known = [confirms(block.text) for block in self._blocks]
        self._boxes: dict[int, bool] = {}
        self._furniture: dict[int, bool] = {}
        self._weights = [0] * len(found)
        self.held: dict[int, int] = {}
        self.held_known: dict[int, int] = {}
        self._weigh([weight_of(block) for block in found])
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
            self._weigh([weight_of(block) for block in found])
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

    def text(self, container: LexborNode | None, without: Without) -> Iterator[Block]:
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
            # A box that reads like text, which the reference text holds, is text.
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
        nearly = [at for at, held in self.held_known.items() if held >= WHOLE * self.weight]
        return min(nearly, key=lambda at: self.held[at], default=0)

    def _is_furniture(self, at: int) -> bool:
        if at not in self._furniture:
            frame = self.held_known.get(at, 0) >= _FRAME * self.weight
            self._furniture[at] = not frame and self._page.is_furniture(self._nodes[at])
        return self._furniture[at]

    def _is_box(self, at: int) -> bool:
        if at not in self._boxes:
            frame = self.held_known.get(at, 0) >= _FRAME * self.weight
            self._boxes[at] = not frame and self._page.is_box(self._nodes[at])
        return self._boxes[at]


def _is_sentence(block: Block) -> bool:
    return weight_of(block) > 0 or (block.linked == 0 and bool(_ENDED.search(block.text)))


def _parent(block: Block) -> int:
    """Return the element around a paragraph; 0 for any other block."""
    if block.holder is None or block.holder.tag != "p" or block.holder.parent is None:
        return 0
    return block.holder.parent.mem_id
