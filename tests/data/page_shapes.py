"""What the pages of the corpus are made of, and what must come out of them."""

from dataclasses import dataclass
from typing import Any

from tests.data.chrome_parts import CORRECTION, FONT, SHARE, camera, crumbs, page, tag_line
from tests.data.stories import BRIDGE, Story


@dataclass(frozen=True)
class PageCase:
    """One page: `expect` is `{"error": part of the message}` or parts of what is read."""

    name: str
    body: bytes
    expect: dict[str, Any]
    url: str = BRIDGE.link
    content_type: str = "text/html; charset=UTF-8"
    suffix: str = "html"


def expected(story: Story, **changes: Any) -> dict[str, Any]:
    return {
        "title": story.title,
        "paragraphs": list(story.paragraphs),
        "photo": story.photo,
        "caption": story.caption,
        "credit": story.credit,
    } | changes


def case(name: str, story: Story, html: str, **changes: Any) -> PageCase:
    return PageCase(name, html.encode(), expected(story, **changes), story.link)


def refused(name: str, html: str | bytes, error: str, content_type: str = "text/html") -> PageCase:
    body = html if isinstance(html, bytes) else html.encode()
    return PageCase(name, body, {"error": error}, content_type=content_type)


def paragraphs(story: Story, before: str = "<p>", after: str = "</p>") -> str:
    return "\n".join(f"{before}{text}{after}" for text in story.paragraphs)


def full(story: Story) -> str:
    """Caption as the newsroom writes it, credit in brackets."""
    return f"{story.caption} ({story.credit})"


def image(story: Story, **more: str) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<img src="{story.photo}" width="1280" height="853" alt=""{extra}>'


def lead(story: Story) -> str:
    return (
        f'<div class="featured-image">{image(story)}<div class="lead-caption">{full(story)}</div></div>'
    )


def classic(story: Story, inner: str | None = None, above: str | None = None) -> str:
    """The site's own page of today, with all its chrome."""
    top = f'<h1 class="entry-title">{story.title}</h1>' if above is None else above
    body = paragraphs(story) if inner is None else inner
    return page(
        story,
        f"{crumbs(story)}{top}{lead(story)}{camera(full(story))}{tag_line(story)}{FONT}"
        f'<div class="content-article">{body}</div>{CORRECTION}{SHARE}',
    )
