"""Recognises pages that list articles, and finds a first entry that is given there in full."""

from collections import Counter
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.body_by_structure import body_blocks
from bot.article.page_layout import text_size
from bot.text.boxes import Boxes

_TEASERS: Final = 3
_STORY: Final = 400  # letters of text that no teaser has
_LEVELS: Final = 12
_HEADLINES: Final = "h1 a[href], h2 a[href], h3 a[href]"
_LIST_CLASSES: Final = frozenset(
    ("home", "blog", "archive", "search", "search-results", "category", "tag", "date", "author")
)
_SINGLE_CLASSES: Final = frozenset(("single", "single-post", "postid", "page", "singular"))


def classes_of(tree: LexborHTMLParser) -> frozenset[str]:
    """Return the classes of a page's body, in which WordPress says what kind of page it is."""
    body = tree.body
    return frozenset(((body.attributes.get("class") or "") if body is not None else "").split())


def is_list(tree: LexborHTMLParser) -> bool:
    """Return whether the site calls it a list, and there are headlines that lead elsewhere."""
    classes = classes_of(tree)
    if not classes & _LIST_CLASSES or is_single(classes):
        return False
    return len(tree.css(_HEADLINES)) >= _TEASERS


def is_single(classes: frozenset[str]) -> bool:
    """Return whether the site calls a page that of one article."""
    return bool(classes & _SINGLE_CLASSES) or any(name.startswith("postid-") for name in classes)


def first_entry(tree: LexborHTMLParser, boxes: Boxes) -> LexborNode | None:
    """Find the element that holds the first entry of a list; None if it holds only a teaser.

    It is the largest around the first of the headlines that holds none of the others.
    """
    kinds = Counter(node.parent.tag for node in tree.css(_HEADLINES) if node.parent is not None)
    kind = kinds.most_common(1)[0][0] if kinds else None
    entry = tree.css_first(f"{kind} a[href]") if kind else None
    for _ in range(_LEVELS):
        above = entry.parent if entry is not None else None
        if above is None or len(above.css(f"{kind} a[href]")) > 1:
            break
        entry = above
    if entry is None or text_size(body_blocks(entry, boxes)) < _STORY:
        return None
    return entry
