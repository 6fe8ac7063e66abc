"""Recognises elements of a page beside the text: navigation, related articles, share tools."""

import re
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BOX: Final = re.compile(
    r"(?:^|[-_])(?:related|share|sharing|sharedaddy|social|sidebar|comments?|respond|newsletter"
    r"|subscribe|subscription|donate|donation|support|breadcrumbs?|tagcloud|author-?box|byline"
    r"|fontsize|font-size|popup|modal|cookie|footer|nav|navigation|pagination|tweet|instagram-media"
    r"|toc|readmore|read-more|most-?read|trending|correction|jp-relatedposts|recommended"
    r"|footnotes?|advert\w*|ads?|sponsor\w*|promo|post-password-(?:form|message)|screen-reader-text|sr-only|visually-hidden"
    # Posts of other networks and cards of other articles, counters, stars, pages, languages.
    r"|fb-(?:post|video|like|page|share|save|xfbml-parse-ignore)|text-post-media|wp-embedded-content"
    r"|twitter-video|wp-block-(?:rss|latest-posts)"
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
_PARAGRAPHS: Final = 60  # of an element that are looked at
_LINKS: Final = 20  # of a paragraph that are looked at
# Where paragraphs stand in paragraphs, what is read of them all is more than the page holds.
_MOST_LETTERS: Final = 3_000_000
_MOST_LINKS: Final = 50_000
_FIRST_OF_HEADING: Final = 12  # elements and texts in which its link is looked for


class Boxes:
    """Judges the elements of one page, each once: many elements ask about those above them.

    The page must not be changed meanwhile.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        """`tree` is the page, or a fragment."""
        self._tree = tree
        self._boxes: dict[int, bool] = {}
        self._furniture: dict[int, bool] = {}
        self._holders: frozenset[int] | None = None

    def is_box(self, node: LexborNode) -> bool:
        """Return whether an element inside a body is a separate box, by its tag, class and id."""
        if node.tag in _BOX_TAGS:
            return True
        at = node.mem_id
        known = self._boxes.get(at)
        if known is None:
            known = self._boxes[at] = self.is_furniture(node) or (
                any(map(_LIKELY_BOX.search, _names(_given(node)))) and not self.wraps_text(node)
            )
        return known

    def is_furniture(self, node: LexborNode) -> bool:
        """Return whether an element's name or role marks it as page chrome."""
        at = node.mem_id
        known = self._furniture.get(at)
        if known is None:
            known = self._furniture[at] = (
                node.attrs.sget("role") in _ROLES or _is_named_box(node) or self._is_card(node)
            )
        return known

    def stands_beside(self, node: LexborNode) -> bool:
        """Return whether an element stands in the page's margin or in a box of other articles."""
        parent = node.parent
        for _ in range(_LEVELS):
            if parent is None or parent.tag in {None, "html", "body", "main", "-document"}:
                return False
            if parent.tag in _SIDES or self.is_furniture(parent):
                return True
            parent = parent.parent
        return False

    def _is_card(self, node: LexborNode) -> bool:
        """Return whether an element in an article is the card of another one, with its teaser.

        Its headline is its own child and leads elsewhere, and it has no long text. Page builders
        give their cards no name that tells them from what else they build. Entries of a live-blog
        are articles, too, but their headlines lead nowhere.
        """
        tag = node.tag or ""
        if tag not in _CARD_TAGS:
            return False
        names = node.attrs.sget("class")
        if not (tag == "article" or _CARD.search(names)) or _TEXT.search(names):
            return False
        heading = next((child for child in _first(node) if child.tag in _HEADINGS), None)
        if heading is None or not _leads_elsewhere(heading):
            return False
        return _stands_in_text(node) and not self.wraps_text(node)

    def wraps_text(self, node: LexborNode) -> bool:
        """Return whether an element holds much text in paragraphs that is no link."""
        if self._holders is None:
            self._holders = _text_holders(self._tree)
        return node.mem_id in self._holders


def _text_holders(tree: LexborHTMLParser) -> frozenset[int]:
    """Return the elements whose first paragraphs have much text that is no link."""
    letters: dict[int, int] = {}
    counts: dict[int, int] = {}
    read = links = 0
    for paragraph in tree.css("p"):
        linked = [len(link.text()) for link in paragraph.css("a")]
        written = len(paragraph.text())
        read, links = read + written, links + len(linked)
        if read > _MOST_LETTERS or links > _MOST_LINKS:
            break
        size = max(written - 2 * sum(linked[:_LINKS]), 0)
        node: LexborNode | None = paragraph
        while node is not None:
            at = node.mem_id
            # What is above an element has at least as much, so nothing above it asks for more.
            if counts.get(at, 0) >= _PARAGRAPHS or letters.get(at, 0) >= _WRAPS_TEXT:
                break
            counts[at] = counts.get(at, 0) + 1
            letters[at] = letters.get(at, 0) + size
            node = node.parent
    return frozenset(at for at, held in letters.items() if held >= _WRAPS_TEXT)


def _leads_elsewhere(heading: LexborNode) -> bool:
    """Return whether the first link at the beginning of a heading leads to another page."""
    looked_at = [heading]
    for node in looked_at:
        if node.tag == "a" and "href" in node.attributes:
            return not node.attrs.sget("href").startswith("#")
        child = node.first_child
        while child is not None and len(looked_at) < _FIRST_OF_HEADING:
            looked_at.append(child)
            child = child.next
    return False


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


def _is_named_box(node: LexborNode) -> bool:
    given = _given(node)
    return bool(given) and (_is_box_name if len(given) <= _REMEMBERED else _has_box_name)(given)


def _has_box_name(given: str) -> bool:
    return any(map(_BOX.search, _names(given)))


# A page has few names, each on many elements.
_is_box_name = lru_cache(maxsize=2_000)(_has_box_name)


def _given(node: LexborNode) -> str:
    return f"{node.attrs.sget('class') or ''} {node.attrs.sget('id') or ''}".strip()


def _names(given: str) -> list[str]:
    return [name for name in given.split()[:30] if not _SAFE_TOKEN.match(name)]
