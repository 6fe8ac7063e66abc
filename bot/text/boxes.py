"""Recognises elements of a page beside the text: navigation, related articles, share tools."""

import re
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborNode

_BOX: Final = re.compile(
    r"(?:^|[-_])(?:related|share|sharing|sharedaddy|social|sidebar|comments?|respond|newsletter"
    r"|subscribe|subscription|donate|donation|support|breadcrumbs?|tagcloud|author-?box|byline"
    r"|fontsize|font-size|popup|modal|cookie|footer|nav|navigation|pagination|tweet|instagram-media"
    r"|toc|readmore|read-more|most-?read|trending|correction|jp-relatedposts|recommended"
    r"|footnotes?|advert\w*|ads?|sponsor\w*|promo|post-password-(?:form|message)|screen-reader-text|sr-only|visually-hidden"
    # Posts of other networks and cards of other articles, counters, stars, pages, languages.
    r"|fb-(?:post|video|like|page|share|save|xfbml-parse-ignore)|text-post-media|wp-embedded-content"
    r"|page-?links?|post-?(?:views|ratings?)|star-?ratings?|yasr|pvc|yarpp|irp|td-(?:a-rec|adspot)"
    r"|table-of-contents|subscriptions|wpml-ls|icl)(?:$|[-_])",
    re.IGNORECASE,
)
# Names that a theme may also give to what wraps the text itself: they go unless they hold text.
_LIKELY_BOX: Final = re.compile(
    r"(?:^|[-_])(?:banner|tags?|bio|meta|menu|embed|also|report|widget|ticker"
    r"|kicker|print|tools|player|credits?|gallery|slider|carousel)(?:$|[-_])",
    re.IGNORECASE,
)
# Names of a layout, a state or a post's own kind say nothing about what an element holds.
_SAFE_TOKEN: Final = re.compile(
    r"^(?:elementor-widget\S*|elementor-\S+|wp-block-group\S*|e-con\S*|has-\S+|no-\S+|is-\S+|with-\S+"
    r"|post-\d+|type-\S+|category-\S+|tag-\S+|format-\S+|status-\S+|hentry)$",
    re.IGNORECASE,
)
_CARD_TAGS: Final = frozenset(("article", "div", "section", "li"))
_CARD: Final = re.compile(
    r"(?:^|[\s_-])(?:card|teaser|module|item|post|story|news)(?:$|[\s_\d-])", re.IGNORECASE
)
_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))
_MOST_CHILDREN: Final = 8
# What themes call the element that holds an article's text.
_TEXT: Final = re.compile(
    r"(?:entry|post|article|single|story)-(?:content|body)|content-article|the-content"
)
_BOX_TAGS: Final = frozenset(
    ("aside", "nav", "footer", "form", "table", "header", "figure", "picture")
)
_ROLES: Final = frozenset(("navigation", "complementary", "dialog"))
_SIDES: Final = frozenset(("aside", "nav", "footer", "form"))
_LEVELS: Final = 40
_REMEMBERED: Final = 200  # letters of the names of an element
_WRAPS_TEXT: Final = 400  # letters of unlinked paragraphs


def is_box(node: LexborNode) -> bool:
    """Return whether an element inside a body is a separate box, by its tag, class and id."""
    tag = node.tag or ""
    if tag in _BOX_TAGS:
        return True
    if is_furniture(node):
        return True
    return any(map(_LIKELY_BOX.search, _names(_given(node)))) and not _wraps_text(node)


def _is_card(node: LexborNode) -> bool:
    """Return whether an element in an article is the card of another one, with its teaser.

    Its headline is its own child and leads elsewhere, and it has no long text. Page builders give
    their cards no name that tells them from what else they build. Entries of a live-blog are
    articles, too, but their headlines lead nowhere.
    """
    tag = node.tag or ""
    names = node.attrs.sget("class")
    if tag not in _CARD_TAGS or not (tag == "article" or _CARD.search(names)):
        return False
    heading = next((child for child in _first(node) if child.tag in _HEADINGS), None)
    link = heading.css_first("a[href]") if heading is not None else None
    if link is None or link.attrs.sget("href").startswith("#") or _wraps_text(node):
        return False
    return not _TEXT.search(names) and _stands_in_text(node)


def _first(node: LexborNode) -> list[LexborNode]:
    """Return an element's first children."""
    found: list[LexborNode] = []
    child = node.first_child
    while child is not None and len(found) < _MOST_CHILDREN:
        found.append(child)
        child = child.next
    return found


def _stands_in_text(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_LEVELS):
        if parent is None or parent.tag in {None, "html", "body", "-document"}:
            return False
        if parent.tag == "article" or _TEXT.search(parent.attrs.sget("class")):
            return True
        parent = parent.parent
    return False


def is_furniture(node: LexborNode) -> bool:
    """Return whether an element's name or role marks it as page chrome."""
    if node.attrs.sget("role") in _ROLES or _is_card(node):
        return True
    given = _given(node)
    return bool(given) and (_is_box_name if len(given) <= _REMEMBERED else _has_box_name)(given)


def _has_box_name(given: str) -> bool:
    return any(map(_BOX.search, _names(given)))


# A page has few names, each on many elements.
_is_box_name = lru_cache(maxsize=2_000)(_has_box_name)


def stands_beside(node: LexborNode) -> bool:
    """Return whether an element stands in the page's margin or in a box of other articles."""
    parent = node.parent
    for _ in range(_LEVELS):
        if parent is None or parent.tag in {None, "html", "body", "main", "-document"}:
            return False
        if parent.tag in _SIDES or is_furniture(parent):
            return True
        parent = parent.parent
    return False


def _given(node: LexborNode) -> str:
    return f"{node.attrs.sget('class') or ''} {node.attrs.sget('id') or ''}".strip()


def _names(given: str) -> list[str]:
    return [name for name in given.split()[:30] if not _SAFE_TOKEN.match(name)]


def _wraps_text(node: LexborNode) -> bool:
    size = 0
    for paragraph in node.css("p")[:60]:
        linked = sum(len(link.text()) for link in paragraph.css("a")[:20])
        size += max(len(paragraph.text()) - 2 * linked, 0)
    return size >= _WRAPS_TEXT
