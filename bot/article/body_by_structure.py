"""Finds the element that holds an article where no other text of it confirms one."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from selectolax.lexbor import LexborNode

from bot.article.page_layout import FIRST_LINE, text_size, weight_of
from bot.text.boxes import Boxes
from bot.text.markup import Block, blocks

# What themes have called the body over the years, the most certain first.
CONTAINERS: Final = (
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
WIDE: Final = ("article", "main", '[role="main"]')
WIDE_WEIGHT: Final = 0.6
ENOUGH: Final = 200
_DECAY: Final = 0.85
_LEVELS: Final = 8


def body_blocks(container: LexborNode, boxes: Boxes) -> list[Block]:
    """Return the container's blocks, without related boxes, share bars, embeds, tables, figures."""

    def skip(node: LexborNode) -> bool:
        return node.mem_id != container.mem_id and boxes.is_box(node)

    return blocks(container, skip=skip)


def find_container(root: LexborNode, boxes: Boxes) -> LexborNode | None:
    """Return the named element with most text, else the densest; None if none has enough."""
    named = [
        (weight, node)
        for weight, selectors in ((1.0, CONTAINERS), (WIDE_WEIGHT, WIDE))
        for selector in selectors
        for node in root.css(selector)[:20]
        if not _in_box(node)
    ]
    sizes = text_sizes([node for _, node in named], boxes)
    scored = [(sizes[node.mem_id] * weight, node) for weight, node in named]
    best = max(scored, key=lambda pair: pair[0], default=None)
    if best is not None and best[0] >= FIRST_LINE:
        return best[1]
    others = any(not _in_box(node) for name in CONTAINERS for node in root.css(name)[:5])
    return None if others else _densest(root, boxes)


def text_sizes(named: Sequence[LexborNode], boxes: Boxes) -> Mapping[int, int]:
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


def _densest(root: LexborNode, boxes: Boxes) -> LexborNode | None:
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for node in root.css("p, div, td, span")[:5000]:
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
    if text_size(found) < ENOUGH or 2 * len(sentences) < len(found):
        return None
    return nodes[best]
