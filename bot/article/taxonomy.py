"""The tags and sections that a page gives its article, told apart by their addresses."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.arabic.normalize import clean, fold
from bot.article.metadata import Metadata
from bot.text.markup import node_text
from bot.text.urls import path_of
from storage.models import Tag, TagKind

MAX_TAGS: Final = 40
_MAX_NAME: Final = 100
_TAG_PATH: Final = re.compile(r"/(?:archives/)?tag/([^/]+)/?$")
_SECTION_PATH: Final = re.compile(r"/(?:archives/)?category/(?:[^/]+/)*([^/]+)/?$")
_OUTSIDE: Final = re.compile(
    r"(?:^|[-_])(?:menu|nav|navigation|sidebar|related|footer|widget|tagcloud|trending|ticker"
    r"|most-?read|teaser|card)(?:$|[-_])"
)


def find_tags(tree: LexborHTMLParser, meta: Metadata) -> tuple[Tag, ...]:
    """Sections first, then tags; names of the head fill in what the page does not link."""
    found: dict[str, Tag] = {}
    for tag in (*_linked(tree), *_named(meta)):
        found.setdefault(tag.folded, tag)
    ordered = sorted(found.values(), key=lambda tag: tag.kind is not TagKind.SECTION)
    return tuple(ordered[:MAX_TAGS])


def _linked(tree: LexborHTMLParser) -> Iterator[Tag]:
    for link in tree.css('a[href*="/tag/"], a[href*="/category/"]')[:300]:
        path = path_of(link.attributes.get("href") or "")
        for kind, pattern in ((TagKind.TAG, _TAG_PATH), (TagKind.SECTION, _SECTION_PATH)):
            match = pattern.search(path)
            if match and not _outside(link):
                tag = _tag(node_text(link), kind, match[1])
                if tag is not None:
                    yield tag


def _named(meta: Metadata) -> Iterator[Tag]:
    for names, kind in ((meta.sections, TagKind.SECTION), (meta.keywords, TagKind.TAG)):
        for name in names:
            tag = _tag(name, kind, "")
            if tag is not None:
                yield tag


def _tag(name: str, kind: TagKind, slug: str) -> Tag | None:
    shown = clean(name).lstrip("#").strip(" ,،|")[:_MAX_NAME]
    folded = fold(shown)
    return Tag(name=shown, kind=kind, slug=unquote(slug)[:300], folded=folded) if folded else None


def _outside(link: LexborNode) -> bool:
    """Whether a link belongs to the site and not to the article."""
    node = link.parent
    for _ in range(40):
        if node is None or node.tag in {None, "html", "body", "-document"}:
            return False
        if node.tag in {"nav", "footer", "aside"}:
            return True
        names = (node.attributes.get("class") or "").split()[:30]
        if any(_OUTSIDE.search(name.lower()) for name in names):
            return True
        node = node.parent
    return False
