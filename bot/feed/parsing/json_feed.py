"""Reads JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) as feedparser's entries."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from bot.errors import FeedError
from bot.feed.parsing.item_order import newest
from bot.text.charsets import charset_in_header, decode_text
from bot.text.json_values import load_json

MAX_ENTRIES: Final = 2000
MAX_VALUE: Final = 400_000  # letters
_VERSION: Final = "https://jsonfeed.org/version/"


def is_json(body: bytes) -> bool:
    """Return whether the body is a JSON object, whatever its content type."""
    return body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def parse_json(body: bytes, content_type: str = "") -> Mapping[str, Any]:
    """Parse a JSON Feed to a mapping with feedparser's names.

    Raises:
        FeedError: the body is not JSON, or not a JSON Feed.
    """
    try:
        text = decode_text(body, charset_in_header(content_type)).lstrip("\ufeff")
        found = load_json(text)
    except (ValueError, RecursionError) as error:
        raise FeedError("no feed: the JSON can't be read") from error
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(version, str) or _VERSION not in version.replace("http://", "https://"):
        raise FeedError("no feed: JSON that is no JSON Feed")
    items = found.get("items")
    listed = _mappings(items, len(items)) if isinstance(items, list) else []
    return {
        "feed": {
            "title": _text(found, "title"),
            "link": _text(found, "home_page_url"),
            "language": _text(found, "language"),
            "links": [
                {"rel": "hub", "href": _text(hub, "url")} for hub in _mappings(found.get("hubs"))
            ],
        },
        "entries": [_entry(item, found) for item in newest(listed, MAX_ENTRIES, _date)],
    }


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    plain = "".join(
        f"<p>{escape(line)}</p>"
        for line in _text(item, "content_text").splitlines()
        if line.strip()
    )
    html = _text(item, "content_html") or plain
    identity = item.get("id")
    people = _mappings(item.get("authors")) or _mappings([item.get("author")])
    people = people or _mappings(feed.get("authors")) or _mappings([feed.get("author")])
    tags = item.get("tags")
    photo = _text(item, "image") or _text(item, "banner_image")
    return {
        "id": str(identity) if isinstance(identity, str | int) else "",
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": escape(_text(item, "title"), quote=False),
        "summary": escape(_text(item, "summary"), quote=False) or html,
        "content": [{"value": html, "type": "text/html"}] if html else [],
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "authors": [{"name": _text(person, "name")} for person in people],
        "tags": [
            {"term": tag}
            for tag in (tags if isinstance(tags, list) else [])
            if isinstance(tag, str)
        ],
        "media_content": [{"url": photo, "type": "image"}] if photo else [],
        "enclosures": [
            {"href": _text(one, "url"), "type": _text(one, "mime_type")}
            for one in _mappings(item.get("attachments"))
        ],
    }


def _date(item: Mapping[str, Any]) -> str:
    return _text(item, "date_published") or _text(item, "date_modified")


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found[:MAX_VALUE] if isinstance(found, str) else ""


def _mappings(value: Any, limit: int = 20) -> list[Mapping[str, Any]]:
    parts = value[:limit] if isinstance(value, list) else []
    return [part for part in parts if isinstance(part, dict)]
