"""Finds a page's tags and sections, told apart by the URLs that they link to."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.arabic.normalize import clean
from bot.arabic.tag_names import is_unsorted, tag_key
from bot.article.metadata import Metadata
from bot.article.other_articles import OtherArticles
from bot.text.markup import node_text
from bot.text.urls import path_of
from storage.models import Tag, TagKind

MAX_TAGS: Final = 40
_MAX_NAME: Final = 100
_TAG_PATH: Final = re.compile(r"/(?:archives/)?tag/([^/]+)/?$")
_SECTION_PATH: Final = re.compile(r"/(?:archives/)?category/(?:[^/]+/)*([^/]+)/?$")
# Without permalinks: `?cat=5`, `?tag=roads`.
_QUERY: Final = re.compile(r"[?&](cat|category_name|tag)=([^&#]{1,300})")
_LINKS: Final = (
    'a[href*="/tag/"], a[href*="/category/"], a[href*="cat="], a[href*="category_name="],'
    ' a[href*="tag="], a[rel~="category"], a[rel~="tag"]'
)
_OUTSIDE: Final = re.compile(
    r"(?:^|[-_])(?:menu|nav|navigation|sidebar|related|widget|tagcloud|trending|ticker"
    r"|most-?read|teaser|card)(?:$|[-_])|^(?:site-|page-|main-)?footer(?:$|[-_])"
)
# Said of the layout of what holds the article, too.
_LAYOUT: Final = re.compile(
    r"^(?:has|with|no|is|layout|content|left|right|sticky)-|(?:^|-)(?:left|right)$"
)

_TEXTS: Final = frozenset(("p", "li", "blockquote", "td", "dd", "h2", "h3", "h4"))
# A list of tags within a cell or an item is no sentence of it.
_LAYOUTS: Final = frozenset(("div", "section", "ul"))
# «نشر في … في قسم …»: a line about the article, with its section.
_META: Final = re.compile(r"(?:^|[\s_-])(?:meta|tags?|category|categories|cat|posted)(?=$|[\s_-])")
_LONGEST_NAMES: Final = 2000
_FLOORS: Final = 4
_SENTENCE: Final = 40  # letters that are no link


def find_tags(tree: LexborHTMLParser, meta: Metadata, others: OtherArticles) -> tuple[Tag, ...]:
    """Return sections first, then tags; the head's names are added to those linked in the page."""
    found: dict[str, Tag] = {}
    for tag in (*_linked(tree, others), *_named(meta)):
        found.setdefault(tag.folded, tag)
    ordered = sorted(found.values(), key=lambda tag: tag.kind is not TagKind.SECTION)
    return tuple(ordered[:MAX_TAGS])


def _linked(tree: LexborHTMLParser, others: OtherArticles) -> Iterator[Tag]:
    for link in tree.css(_LINKS)[:300]:
        found = _kind_and_slug(link)
        if found and not (_outside(link) or others.hold(link) or _in_sentence(link)):
            tag = _tag(node_text(link), *found)
            if tag is not None:
                yield tag


def _in_sentence(link: LexborNode) -> bool:
    """Return whether a text links to a tag's page, by whatever words: they are not its name.

    WordPress marks those that it prints itself.
    """
    if {"tag", "category"} & set((link.attributes.get("rel") or "").lower().split()):
        return False
    around = link.parent
    for _ in range(_FLOORS):
        if around is None or around.tag in _TEXTS or around.tag in _LAYOUTS or _is_meta(around):
            break
        around = around.parent
    if around is None or around.tag not in _TEXTS or _is_meta(around):
        return False
    linked = sum(len(one.text()) for one in around.css("a"))
    return len(around.text().strip()) - linked > _SENTENCE


def _is_meta(node: LexborNode) -> bool:
    return bool(_META.search((node.attributes.get("class") or "")[:_LONGEST_NAMES]))


def _kind_and_slug(link: LexborNode) -> tuple[TagKind, str] | None:
    """Return kind and slug by the link's address; on sites with other words in it, by its `rel`."""
    href = link.attributes.get("href") or ""
    path = path_of(href)
    for kind, pattern in ((TagKind.TAG, _TAG_PATH), (TagKind.SECTION, _SECTION_PATH)):
        if match := pattern.search(path):
            return kind, match[1]
    if match := _QUERY.search(href):
        kind = TagKind.TAG if match[1] == "tag" else TagKind.SECTION
        return kind, "" if match[1] == "cat" else match[2]
    relations = (link.attributes.get("rel") or "").lower().split()
    if "category" in relations:
        return TagKind.SECTION, ""
    return (TagKind.TAG, "") if "tag" in relations else None


def _named(meta: Metadata) -> Iterator[Tag]:
    for names, kind in ((meta.sections, TagKind.SECTION), (meta.keywords, TagKind.TAG)):
        for name in names:
            tag = _tag(name, kind, "")
            if tag is not None:
                yield tag


def _tag(name: str, kind: TagKind, slug: str) -> Tag | None:
    shown = clean(name).lstrip("#").strip(" ,،|")[:_MAX_NAME]
    folded = tag_key(shown)
    if not folded or is_unsorted(folded):
        return None
    return Tag(name=shown, kind=kind, slug=unquote(slug)[:300], folded=folded)


def _outside(link: LexborNode) -> bool:
    """Return whether a link belongs to the site and not to the article."""
    node = link.parent
    for _ in range(40):
        if node is None or node.tag in {None, "html", "body", "-document"}:
            return False
        names = (node.attributes.get("class") or "").lower().split()[:30]
        if node.tag in {"nav", "aside"} or (node.tag == "footer" and not _is_of_post(names)):
            return True
        if any(_OUTSIDE.search(name) and not _LAYOUT.search(name) for name in names):
            return True
        node = node.parent
    return False


def _is_of_post(names: list[str]) -> bool:
    """Return whether a footer is the article's own, by its classes; themes put its tags there."""
    return any(name.startswith(("entry-", "post-", "article-", "single-")) for name in names)
