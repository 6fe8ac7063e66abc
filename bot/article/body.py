"""Where an article's text stands in a page, and its blocks without the boxes in between."""

import re
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
    ".post-body",
    ".story-body",
    ".the-content",
)
_WIDE: Final = ("article", "main", '[role="main"]')
_WIDE_WEIGHT: Final = 0.6
_BOX: Final = re.compile(
    r"(?:^|[-_])(?:related|share|sharing|sharedaddy|social|sidebar|comments?|respond|newsletter"
    r"|subscribe|subscription|donate|donation|support|breadcrumbs?|tagcloud|author-?box|byline"
    r"|fontsize|font-size|popup|modal|cookie|footer|nav|navigation|pagination|tweet|instagram-media"
    r"|toc|readmore|read-more|most-?read|trending|correction|jp-relatedposts|recommended"
    r"|screen-reader-text|sr-only|visually-hidden)(?:$|[-_])",
    re.IGNORECASE,
)
# Names that a theme may also give to what wraps the text itself: they go unless they hold text.
_LIKELY_BOX: Final = re.compile(
    r"(?:^|[-_])(?:advert\w*|ads?|banner|tags?|bio|meta|menu|embed|also|report|promo|widget|ticker"
    r"|kicker|print|tools|player|credits?|gallery|slider|carousel)(?:$|[-_])",
    re.IGNORECASE,
)
_SAFE_TOKEN: Final = re.compile(
    r"^(?:elementor-widget\S*|elementor-\S+|wp-block-group\S*|e-con\S*|has-\S+|no-\S+|is-\S+|post-\d+"
    r"|type-\S+|category-\S+|tag-\S+|format-\S+|status-\S+|hentry)$",
    re.IGNORECASE,
)
_BOX_TAGS: Final = frozenset(
    ("aside", "nav", "footer", "form", "table", "header", "figure", "picture")
)
_FIRST_LINE: Final = 40  # letters: shorter paragraphs say little about where the text is
_ENOUGH: Final = 200
_WRAPS_TEXT: Final = 400  # letters of unlinked paragraphs
_DECAY: Final = 0.85
_LEVELS: Final = 8


def find_body(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the article's text; None where the page has none.

    A named container wins by the text in it; where no name is known, the element that gathers
    most unlinked text in paragraphs, if it reads like text and not like a list of headlines.
    """
    scored: list[tuple[float, LexborNode]] = []
    for weight, selectors in ((1.0, _CONTAINERS), (_WIDE_WEIGHT, _WIDE)):
        for selector in selectors:
            for node in tree.css(selector)[:20]:
                if not _in_box(node):
                    size = text_size(body_blocks(node))
                    scored.append((size * weight, node))
    best = max(scored, key=lambda pair: pair[0], default=None)
    if best is not None and best[0] >= _FIRST_LINE:
        return best[1]
    named = any(not _in_box(node) for name in _CONTAINERS for node in tree.css(name)[:5])
    return None if named else _densest(tree)


def body_blocks(container: LexborNode) -> list[Block]:
    """The container's blocks, without related boxes, share bars, embeds, tables and figures."""

    def skip(node: LexborNode) -> bool:
        return node.mem_id != container.mem_id and is_box(node)

    return blocks(container, skip=skip)


def is_box(node: LexborNode) -> bool:
    """Whether an element inside of a body is a box of its own, by its tag, class and id."""
    tag = node.tag or ""
    if tag in _BOX_TAGS:
        return True
    attributes = node.attributes
    if attributes.get("role") in {"navigation", "complementary", "dialog"}:
        return True
    given = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()[:30]
    names = [name for name in given if not _SAFE_TOKEN.match(name)]
    if any(_BOX.search(name) for name in names):
        return True
    return any(_LIKELY_BOX.search(name) for name in names) and not _wraps_text(node)


def _wraps_text(node: LexborNode) -> bool:
    size = 0
    for paragraph in node.css("p")[:60]:
        linked = sum(len(link.text()) for link in paragraph.css("a")[:20])
        size += max(len(paragraph.text()) - 2 * linked, 0)
    return size >= _WRAPS_TEXT


def text_size(found: Sequence[Block]) -> int:
    """Letters of running text: neither links nor headings nor lines of a few words."""
    return sum(
        max(len(block.text) - 2 * block.linked, 0)
        for block in found
        if block.kind in {Kind.TEXT, Kind.ITEM} and len(block.text) >= _FIRST_LINE
    )


def _in_box(node: LexborNode) -> bool:
    """Whether the element lies in the margin, a footer, or a teaser of another article."""
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
