"""HTML pages of the site: an article, its AMP version, and lists of articles."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from sandbox.newsroom.body import container, content, image, plain_text
from sandbox.newsroom.chrome import (
    THEME_PATH,
    day,
    document,
    related_box,
    site_name,
    support_box,
)
from sandbox.newsroom.feed import summary_html
from sandbox.newsroom.links import Links, terms
from sandbox.newsroom.models import Article, Language, Layout
from sandbox.newsroom.taxonomy import Term, TermKind
from sandbox.newsroom.theme import labels
from sandbox.newsroom.wording import texturize

_OWN_PHOTO = frozenset({Layout.BLOCKS, Layout.WP_CAPTION, Layout.BUILDER, Layout.PLAIN_CAPTION})
DESCRIPTION_LENGTH = 155


def article_page(
    article: Article, links: Links, *, now: datetime, newest: Sequence[Article]
) -> str:
    """The page of one article with all that stands around it."""
    text, name = labels(article.language), site_name(links, article.language)
    others = [
        other
        for other in newest
        if other.number != article.number and set(other.tags) & set(article.tags)
    ] or [other for other in newest if other.number != article.number]
    headline = escape(article.headline, quote=False)
    urgent = f'<span class="urgent">{text["breaking"]}</span>' if article.breaking else ""
    kicker = f'<div class="kicker">{escape(article.kicker)}</div>\n' if article.kicker else ""
    changed = ""
    if article.modified_at > article.published_at:
        changed = f"<span>{text['updated']}: {day(article.modified_at, article.language)}</span>"
    crumbs = " / ".join(
        f'<a href="{links.term(term)}">{escape(term.name)}</a>'
        for term in reversed(_of_kind(article, TermKind.SECTION))
    )
    main = (
        f'<article class="sheet post-{article.number} post type-post">\n'
        f'<div class="crumbs breadcrumbs">{text["home"]} / {crumbs}</div>\n{urgent}{kicker}'
        f'<h1 class="entry-title">{headline}</h1>\n'
        f'<div class="meta"><span class="author">{escape(article.author)}</span>'
        f"<span>{text['published']}: {day(article.published_at, article.language)}</span>{changed}"
        "</div>\n"
        f"{_lead(article, links)}{_caption_line(article, links)}{_tags_line(article, links)}"
        f'<div class="font-size"><span class="big">{text["font"]}</span> {text["font"]} '
        f'<span class="small">{text["font"]}</span></div>\n'
        f'<div class="{container(article.layout)}">\n{content(article, links, lazy=True)}\n</div>\n'
        f'<div class="correction">{text["correction"]}</div>\n'
        f'<div class="share"><span>{text["share"]}</span>'
        f'<a href="{links.short(article)}">{text["copy"]}</a>'
        f'<a href="#">{text["print"]}</a></div>\n'
        f"{related_box(article, others[:4], links)}{support_box(links, article.language)}"
        "</article>"
    )
    return document(
        language=article.language,
        links=links,
        now=now,
        head=_head(article, links, name),
        main=main,
        newest=newest,
    )


def amp_page(article: Article, links: Links) -> str:
    """The AMP twin: `amp-img`, no margin, the canonical address in the head."""
    picture = ""
    if article.photo:
        picture = (
            f'<figure><amp-img src="{links.photo(article.photo)}" width="{article.photo.width}" '
            f'height="{article.photo.height}" layout="responsive" alt=""></amp-img>'
            f"<figcaption>{escape(article.caption, quote=False)}</figcaption></figure>\n"
        )
    body = "" if article.layout is Layout.VIDEO else content(article, links)
    if article.layout in _OWN_PHOTO:
        body = body.replace("<img ", "<amp-img ")
    direction = "ltr" if article.language is Language.ENGLISH else "rtl"
    return (
        f'<!doctype html>\n<html amp lang="{article.language.value}" dir="{direction}">\n<head>'
        f'<meta charset="utf-8"><link rel="canonical" href="{links.article(article)}">'
        f"<title>{escape(article.headline)}</title>"
        '<meta name="viewport" content="width=device-width">'
        f"{_json_ld(article, links)}</head>\n"
        f'<body class="amp"><header>{escape(site_name(links, article.language))}</header>\n'
        '<article class="amp-wp-article">'
        f'<h1 class="amp-wp-title">{escape(article.headline)}</h1>\n'
        f'{picture}<div class="amp-wp-article-content">\n{body}\n</div></article>\n'
        f"{support_box(links, article.language)}</body></html>\n"
    )


def list_page(
    title: str,
    articles: Sequence[Article],
    links: Links,
    *,
    language: Language,
    now: datetime,
    newest: Sequence[Article],
) -> str:
    """The front page, or the page of a section or tag."""
    cards = "".join(
        f'<div class="card"><a href="{links.article(article)}">'
        f"{_card_photo(article, links)}</a><div>"
        f'<h2><a href="{links.article(article)}">{texturize(article.headline)}</a></h2>'
        f"{summary_html(article)}"
        f'<time class="crumbs">{day(article.published_at, language)}</time></div></div>'
        for article in articles
    )
    return document(
        language=language,
        links=links,
        now=now,
        head=f"<title>{escape(title)}</title>\n",
        main=f'<div class="sheet"><h1>{escape(title)}</h1>{cards}</div>',
        newest=newest,
    )


def _card_photo(article: Article, links: Links) -> str:
    if article.photo is None:
        return ""
    return f'<img src="{links.photo(article.photo, "300x200")}" width="300" height="200" alt="">'


def _lead(article: Article, links: Links) -> str:
    if article.photo is None or article.layout in _OWN_PHOTO:
        return ""
    picture = image(article.photo, links, article.headline, lazy=True, css="attachment-large")
    return (
        f'<div class="lead featured-image">{picture}'
        f'<div class="lead-caption">{escape(article.caption, quote=False)}</div></div>\n'
    )


def _caption_line(article: Article, links: Links) -> str:
    """The caption once more, beside the little camera."""
    if article.photo is None or not article.caption:
        return ""
    alt = labels(article.language)["camera"]
    return (
        f'<div class="caption-line"><img src="{links.base}{THEME_PATH}/camera.svg" alt="{alt}">'
        f"<span>{escape(article.caption, quote=False)}</span></div>\n"
    )


def _tags_line(article: Article, links: Links) -> str:
    alt = labels(article.language)["tag"]
    names = "".join(
        f'<a href="{links.term(term)}" rel="tag">{escape(term.name)}</a>'
        for term in _of_kind(article, TermKind.TAG)
    )
    return (
        f'<div class="tags-line"><img src="{links.base}{THEME_PATH}/tag.svg" alt="{alt}">'
        f"<span>{names}</span></div>\n"
    )


def _of_kind(article: Article, kind: TermKind) -> list[Term]:
    return [term for term in terms(article) if term.kind is kind]


def _head(article: Article, links: Links, name: str) -> str:
    address = links.article(article)
    short = plain_text(article)[:DESCRIPTION_LENGTH]
    title = escape(article.headline)
    locale = "en_US" if article.language is Language.ENGLISH else "ar_AR"
    rows = [
        f"<title>{title} - {escape(name)}</title>",
        f'<meta name="description" content="{escape(short)}">',
        f'<meta name="author" content="{escape(article.author)}">',
        f'<link rel="canonical" href="{address}">',
        f'<link rel="amphtml" href="{address.split("?")[0].rstrip("/")}/amp/">',
        f'<link rel="shortlink" href="{links.short(article)}">',
        f'<meta property="og:locale" content="{locale}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{escape(short)}">',
        f'<meta property="og:url" content="{address}">',
        f'<meta property="og:site_name" content="{escape(name)}">',
        f'<meta property="article:published_time" content="{_iso(article.published_at)}">',
        f'<meta property="article:modified_time" content="{_iso(article.modified_at)}">',
        *(
            f'<meta property="article:section" content="{escape(term.name)}">'
            for term in _of_kind(article, TermKind.SECTION)[:1]
        ),
        *(
            f'<meta property="article:tag" content="{escape(term.name)}">'
            for term in _of_kind(article, TermKind.TAG)
        ),
    ]
    if article.photo:
        rows += [
            f'<meta property="og:image" content="{links.photo(article.photo)}">',
            f'<meta property="og:image:width" content="{article.photo.width}">',
            f'<meta property="og:image:height" content="{article.photo.height}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    else:
        rows.append(
            f'<meta property="og:image" content="{links.base}{THEME_PATH}/logo-default.png">'
        )
    return "\n".join(rows) + f"\n{_json_ld(article, links)}\n"


def _json_ld(article: Article, links: Links) -> str:
    graph: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": links.article(article),
        "headline": article.headline,
        "datePublished": _iso(article.published_at),
        "dateModified": _iso(article.modified_at),
        "inLanguage": article.language.value,
        "articleSection": article.section,
        "keywords": list(article.tags),
        "author": {"@type": "Person", "name": article.author},
        "publisher": {
            "@type": "Organization",
            "name": site_name(links, article.language),
            "logo": {"@type": "ImageObject", "url": f"{links.base}{THEME_PATH}/logo.svg"},
        },
    }
    if article.photo:
        graph["image"] = {
            "@type": "ImageObject",
            "url": links.photo(article.photo),
            "width": article.photo.width,
            "height": article.photo.height,
            "caption": article.caption,
        }
    # A tag inside a text must not end the script.
    text = json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).replace(microsecond=0).isoformat()
