"""The body of an article as HTML, in each layout that the site has used."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

from sandbox.newsroom.links import Links
from sandbox.newsroom.models import Article, Layout, Photo

HEADING, QUOTE, ITEM, ENTRY = "## ", "> ", "* ", "@ "
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def plain_text(article: Article) -> str:
    """The body as words, as WordPress takes them for an excerpt: the byline is part of it."""
    marks = (HEADING, QUOTE, ITEM, ENTRY)
    lines = [
        next((text[len(mark) :] for mark in marks if text.startswith(mark)), text)
        for text in article.paragraphs
    ]
    if article.layout is Layout.PLAIN_CAPTION and article.caption:
        lines.insert(0, article.caption)
    return " ".join([article.byline, *lines] if article.byline else lines)


def content(article: Article, links: Links, *, lazy: bool = False) -> str:
    """The body's HTML, without the theme around it.

    `lazy` puts photo addresses into `data-src`, as the page does and the feed does not.
    """
    return _LAYOUTS[article.layout](article, links, lazy)


def container(layout: Layout) -> str:
    """Class of the element that holds the body."""
    if layout in {Layout.CLASSIC, Layout.SPANS, Layout.NO_PHOTO, Layout.VIDEO}:
        return "content-article"
    return "entry-content"


def gallery_shot(photo: Photo, position: int) -> Photo:
    """The photo at a position (from 1) of a gallery: the same place, seen another time."""
    stem, _, extension = photo.path.rpartition(".")
    return replace(photo, path=f"{stem}-g{position}.{extension}", seed=photo.seed + position)


def image(photo: Photo, links: Links, alt: str, *, lazy: bool, css: str = "") -> str:
    """An `img` with its smaller copies."""
    source = links.photo(photo)
    sizes = ((300, 200), (768, 512), (1024, 682))
    copies = ", ".join(f"{links.photo(photo, f'{w}x{h}')} {w}w" for w, h in sizes)
    copies = f"{source} {photo.width}w, {copies}"
    common = f'class="{css}" width="{photo.width}" height="{photo.height}" alt="{escape(alt)}"'
    if lazy:
        return (
            f'<img src="{_PIXEL}" data-src="{source}" data-srcset="{copies}" '
            f'data-sizes="(max-width: 1280px) 100vw, 1280px" {common} loading="lazy">'
            f'<noscript><img src="{source}" {common}></noscript>'
        )
    return f'<img src="{source}" srcset="{copies}" sizes="100vw" {common}>'


def _lines(article: Article) -> list[str]:
    return [article.byline, *article.paragraphs] if article.byline else list(article.paragraphs)


def _flow(lines: list[str], opening: str = "<p>", closing: str = "</p>") -> str:
    """Paragraphs, subheadings, quotes and lists, one after the other."""
    out: list[str] = []
    for line in lines:
        text = escape(line, quote=False)
        if line.startswith(HEADING):
            out.append(f"<h3>{text[len(HEADING) :]}</h3>")
        elif line.startswith(QUOTE):
            out.append(f"<blockquote><p>{escape(line[len(QUOTE) :], quote=False)}</p></blockquote>")
        elif line.startswith(ITEM):
            item = f"<li>{text[len(ITEM) :]}</li></ul>"
            if out and out[-1].endswith("</ul>"):
                out[-1] = out[-1].removesuffix("</ul>") + item
            else:
                out.append(f"<ul>{item}")
        else:
            out.append(f"{opening}{text}{closing}")
    return "\n".join(out)


def _classic(article: Article, _links: Links, _lazy: bool) -> str:
    return _flow(_lines(article))


def _spans(article: Article, _links: Links, _lazy: bool) -> str:
    style = "font-size: 14pt; font-family: arial, helvetica, sans-serif;"
    return _flow(
        _lines(article),
        f'<p style="text-align: justify;"><span style="{style}">',
        "</span></p>\n<p>&nbsp;</p>",
    )


def _blocks(article: Article, links: Links, lazy: bool) -> str:
    figure = ""
    if article.photo:
        figure = (
            f'<figure class="wp-block-image size-large">'
            f"{image(article.photo, links, article.headline, lazy=lazy, css='wp-image-1')}"
            f'<figcaption class="wp-element-caption">{escape(article.caption, quote=False)}'
            f"</figcaption></figure>\n"
        )
    return figure + _flow(_lines(article), '<p class="wp-block-paragraph">')


def _wp_caption(article: Article, links: Links, lazy: bool) -> str:
    if not article.photo:
        return _flow(_lines(article))
    picture = image(article.photo, links, article.headline, lazy=lazy, css="size-full")
    head = (
        f'<div id="attachment_{article.number}" style="width: 1290px" '
        f'class="wp-caption aligncenter">{picture}'
        f'<p id="caption-attachment-{article.number}" class="wp-caption-text">'
        f"{escape(article.caption, quote=False)}</p></div>\n"
    )
    return head + _flow(_lines(article))


def _builder(article: Article, links: Links, lazy: bool) -> str:
    picture = ""
    if article.photo:
        picture = (
            '<div class="pb-row"><div class="pb-column pb-1-1"><div class="pb-module pb-image">'
            f"<picture>{image(article.photo, links, '', lazy=lazy)}</picture>"
            f'<span class="pb-image-caption">{escape(article.caption, quote=False)}</span>'
            "</div></div></div>\n"
        )
    lines = _lines(article)
    middle = max(1, len(lines) // 2)
    rows = "\n".join(
        '<div class="pb-row"><div class="pb-column pb-2-3"><div class="pb-module pb-text">'
        f'<div class="pb-text-inner">{_flow(part)}</div></div></div></div>'
        for part in (lines[:middle], lines[middle:])
        if part
    )
    return f'<div class="pb-section">{picture}{rows}</div>'


def _plain_caption(article: Article, links: Links, lazy: bool) -> str:
    head = ""
    if article.photo:
        head = (
            f"<p>{image(article.photo, links, article.headline, lazy=lazy, css='alignnone')}</p>\n"
            f"<p>{escape(article.caption, quote=False)}</p>\n"
        )
    return head + _flow(_lines(article))


def _live(article: Article, _links: Links, _lazy: bool) -> str:
    entries, rest = [], []
    for line in _lines(article):
        if not line.startswith(ENTRY):
            rest.append(line)
            continue
        clock, _, text = line[len(ENTRY) :].partition(" ")
        title, _, detail = text.partition(" | ")
        body = f"<p>{escape(detail or title, quote=False)}</p>"
        head = f"<h4>{escape(title, quote=False)}</h4>" if detail else ""
        entries.append(
            f'<div class="live-entry"><time class="live-time">{escape(clock)}</time>{head}{body}'
            "</div>"
        )
    return f'{_flow(rest)}\n<div class="live-blog">{"".join(entries)}</div>'


def _gallery(article: Article, links: Links, lazy: bool) -> str:
    shots, rest = list[str](), list[str]()
    for line in _lines(article):
        if line.startswith(ITEM) and article.photo:
            shot = gallery_shot(article.photo, len(shots) + 1)
            picture = image(shot, links, "", lazy=lazy)
            caption = escape(line[len(ITEM) :], quote=False)
            shots.append(
                f'<figure class="gallery-item">{picture}'
                f'<figcaption class="gallery-caption">{caption}</figcaption></figure>'
            )
        else:
            rest.append(line)
    return f'{_flow(rest)}\n<div class="gallery gallery-columns-2">{"".join(shots)}</div>'


def _video(article: Article, links: Links, _lazy: bool) -> str:
    source = f"{links.base}/wp-content/uploads/video/{article.number}.mp4"
    return f'<div class="video-frame"><video controls preload="none" src="{source}"></video></div>'


_LAYOUTS: dict[Layout, Callable[[Article, Links, bool], str]] = {
    Layout.CLASSIC: _classic,
    Layout.SPANS: _spans,
    Layout.BLOCKS: _blocks,
    Layout.WP_CAPTION: _wp_caption,
    Layout.BUILDER: _builder,
    Layout.PLAIN_CAPTION: _plain_caption,
    Layout.NO_PHOTO: _classic,
    Layout.LIVE: _live,
    Layout.GALLERY: _gallery,
    Layout.VIDEO: _video,
}
