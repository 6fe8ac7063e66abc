"""Parses a page's metadata about its article: JSON-LD, Open Graph, meta elements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from bot.arabic.normalize import clean
from bot.article.headline import find_site_names, without_site
from bot.text import markup
from bot.text.feed_footers import without_feed_footer
from bot.text.json_values import load_json

MAX_NAMES: Final = 10
_SAME_BEGINNING: Final = 30  # letters
_MAX_SCRIPT: Final = 300_000
_ARTICLES: Final = (
    "article",
    "newsarticle",
    "opinionnewsarticle",
    "analysisnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "blogposting",
    "liveblogposting",
    "report",
    "reportagenewsarticle",
)
# Before the newsroom's first article only clocks at zero are found.
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's metadata; every field may be empty. `titles` are in order of certainty."""

    titles: tuple[str, ...] = ()
    description: str = ""
    site_names: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    image_alt: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    canonical: str = ""
    shortlink: str = ""
    language: str = ""
    body: str = ""


def read_metadata(tree: LexborHTMLParser, headings: Sequence[str]) -> Metadata:
    """Parse a page's metadata; missing or invalid fields are left empty.

    Args:
        tree: the page.
        headings: those of its body, of which none is the site's name.
    """
    meta = _meta(tree)
    linked = _linked_data(tree)
    document = tree.css_first("title")
    titles = [
        *meta.get("og:title", []),
        _string(linked.get("headline")),
        *meta.get("twitter:title", []),
        document.text() if document is not None else "",
    ]
    site_names = find_site_names(
        tree,
        [
            *meta.get("og:site_name", []),
            *meta.get("application-name", []),
            *meta.get("apple-mobile-web-app-title", []),
            _text(linked.get("publisher"), "name"),
        ],
        titles=[*map(markup.plain_text, titles[:-1]), *headings],
    )
    return Metadata(
        titles=_distinct(
            without_site(markup.plain_text(title[:2000]), site_names) for title in titles
        ),
        description=_description(meta, linked),
        site_names=site_names,
        images=_distinct(
            [
                *_images(linked.get("image")),
                *meta.get("og:image:secure_url", []),
                *meta.get("og:image", []),
                *meta.get("twitter:image", []),
            ]
        ),
        image_alt=clean(next(iter(meta.get("og:image:alt", [])), "")),
        authors=_authors(meta, linked),
        published=_moment(
            meta.get("article:published_time", []), _string(linked.get("datePublished"))
        ),
        modified=_moment(
            meta.get("article:modified_time", []), _string(linked.get("dateModified"))
        ),
        sections=_names(
            [*meta.get("article:section", []), *_sections(linked.get("articleSection"))]
        ),
        keywords=_names([*meta.get("article:tag", []), *_keywords(linked.get("keywords"))]),
        canonical=_link(tree, "canonical"),
        shortlink=_link(tree, "shortlink"),
        language=_language(tree, meta, linked),
        body=_string(linked.get("articleBody")),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:300]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = (attributes.get("content") or "").strip()[:5000]
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _linked_data(tree: LexborHTMLParser) -> Mapping[str, Any]:
    """Return the first JSON-LD object that describes an article."""
    for script in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            data = load_json(script.text()[:_MAX_SCRIPT])
        except (ValueError, RecursionError):
            continue
        for node in _objects(data):
            kinds = [kind.lower() for kind in _strings(node.get("@type"))]
            if any(kind in _ARTICLES for kind in kinds):
                return node
    return {}


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    todo = [data]
    for _ in range(500):
        if not todo:
            return
        node = todo.pop(0)
        if isinstance(node, list):
            todo[:0] = node[:100]
        elif isinstance(node, dict):
            yield node
            todo.append(node.get("@graph"))


def _description(meta: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    """Return the most certain description, as long as another one goes on with it.

    The last is the site's own on every page of some themes.
    """
    texts = [
        *meta.get("og:description", []),
        _string(linked.get("description")),
        *meta.get("description", []),
    ]
    shown = list(filter(None, (without_feed_footer(markup.plain_text(text)) for text in texts)))
    alike = (text for text in shown if text.startswith(shown[0][:_SAME_BEGINNING]))
    return max(alike, key=len, default="")


def _authors(meta: Mapping[str, list[str]], linked: Mapping[str, Any]) -> tuple[str, ...]:
    authors = linked.get("author")
    people = authors if isinstance(authors, list) else [authors]
    names = [_string(person) or _text(person, "name") for person in people[:MAX_NAMES]]
    named = [name for name in names if name and not name.startswith("http")]
    more = [
        name
        for name in (*meta.get("author", []), *meta.get("article:author", []))
        if not name.startswith("http")
    ]
    return _names(named or more)


def _images(value: Any) -> list[str]:
    if isinstance(value, list):
        return [image for part in value[:5] for image in _images(part)]
    return [_string(value) or _text(value, "url") or _text(value, "contentUrl")]


def _moment(given: list[str], more: str) -> datetime | None:
    for text in (*given[:3], more):
        try:
            moment = datetime.fromisoformat(text.strip())
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        if moment >= _EARLIEST:
            return moment
    return None


def _sections(value: Any) -> list[str]:
    """Return the sections; Rank Math and others write several into one string."""
    return value.split(", ") if isinstance(value, str) else _strings(value)


def _keywords(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.replace("،", ",").split(",")
    return _strings(value)


def _link(tree: LexborHTMLParser, relation: str) -> str:
    node = tree.css_first(f'link[rel="{relation}"][href]')
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def _language(
    tree: LexborHTMLParser, meta: Mapping[str, list[str]], linked: Mapping[str, Any]
) -> str:
    root = tree.root
    declared = (root.attributes.get("lang") or "") if root is not None else ""
    for text in (declared, *meta.get("og:locale", []), _string(linked.get("inLanguage"))):
        code = text.strip().lower().replace("_", "-").split("-")[0]
        if code.isalpha() and 2 <= len(code) <= 3:  # noqa: PLR2004 - ISO 639
            return code
    return ""


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _strings(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts[:50] if isinstance(part, str)]


def _text(value: Any, name: str) -> str:
    return _string(value.get(name)) if isinstance(value, dict) else ""


def _names(texts: list[str]) -> tuple[str, ...]:
    return _distinct(markup.plain_text(text[:500])[:100] for text in texts)[:40]


def _distinct(texts: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
