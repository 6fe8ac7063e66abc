"""Writes feeds as WordPress does, of the stories of the corpus, and what must be read from them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

from tests.data.stories import ALL, BRIDGE, Story

FIRST = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
    "<title>صدى الوادي</title>\n<link>https://www.khabar-corpus.org</link>\n"
    "<language>ar</language>\n"
)
TAIL = "</channel>\n</rss>\n"


@dataclass(frozen=True)
class FeedCase:
    """One feed: `expect` is `{"error": part of the message}` or what `parse_feed` must give."""

    name: str
    body: bytes
    expect: dict[str, Any]
    content_type: str = "application/rss+xml; charset=UTF-8"


def when(story: Story) -> datetime:
    """Each story of the corpus an hour after the one before, any other with the first."""
    return FIRST + timedelta(hours=ALL.index(story) if story in ALL else 0)


def item(story: Story, **parts: str | None) -> str:
    """An item as WordPress writes it; `parts` replaces elements, None leaves one out."""
    paragraphs = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in story.paragraphs)
    elements: dict[str, str | None] = {
        "title": f"<title>{escape(story.title, quote=False)}</title>",
        "link": f"<link>{story.link}</link>",
        "creator": f"<dc:creator><![CDATA[{story.author}]]></dc:creator>",
        "pubDate": f"<pubDate>{format_datetime(when(story))}</pubDate>",
        "categories": "".join(
            f"<category><![CDATA[{name}]]></category>" for name in (story.section, *story.tags)
        ),
        "guid": f'<guid isPermaLink="false">https://www.khabar-corpus.org/?p={story.number}</guid>',
        "description": f"<description><![CDATA[<p>{story.paragraphs[0]}</p>]]></description>",
        "content": f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>",
    }
    elements.update(parts)
    return "<item>\n" + "\n".join(part for part in elements.values() if part) + "\n</item>\n"


def rss(*items: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    return (head + "".join(items) + tail).encode()


def expected(story: Story, **changes: Any) -> dict[str, Any]:
    """What the item of `item(story)` must become."""
    return {
        "site_id": story.site_id,
        "url": story.link,
        "title": story.title,
        "excerpt": story.paragraphs[0],
        "paragraphs": list(story.paragraphs),
        "tags": list(dict.fromkeys((story.section, *story.tags))),
        "author": story.author,
        "published": when(story).isoformat(),
    } | changes


def good(name: str, body: bytes, *stories: dict[str, Any], **more: Any) -> FeedCase:
    content_type = more.pop("content_type", "application/rss+xml; charset=UTF-8")
    return FeedCase(name, body, {"items": list(stories), **more}, content_type)


def bad(name: str, body: bytes, error: str, content_type: str = "text/html") -> FeedCase:
    return FeedCase(name, body, {"error": error}, content_type)


def one(name: str, changes: dict[str, Any], **parts: str | None) -> FeedCase:
    """A feed of one bridge whose elements are replaced."""
    more = {key: changes.pop(key) for key in ("skipped", "repaired") if key in changes}
    return good(name, rss(item(BRIDGE, **parts)), expected(BRIDGE, **changes), **more)
