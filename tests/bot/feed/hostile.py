"""Feeds that are meant to break their reader: the corpus spoiled, and shapes that parsers fear."""

from typing import Final

from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feed.parser import parse_feed
from bot.feed.rest import parse_posts
from bot.types import FeedItem, FetchedFeed
from tests.corruption import corrupted
from tests.data.feed_cases import cases

SEEDS: Final = [case.body for case in cases() if len(case.body) < 20_000]
PIECES: Final = (
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&#0;", b"&amp;", b"<!--", b"\xff\xfe", b"\x00",
    b"<rss>", b"</rss>", b"<title>", b"<link>", b"xmlns:a=''", b"\xd8", b"<?xml", b"<!DOCTYPE",
    b"<pubDate>Mon, 31 Feb 2087 99:99:99 +9999</pubDate>", b"<guid>", b"\xe2\x80\xae", b"&#8238;",
    b"<entry>", b"<content:encoded>", b"<media:content url='http://[x'/>", b"<!ENTITY a 'b'>",
    b"https://a.org/?p=99999999999999999999", b"encoding='utf-16'", b"\x1f\x8b\x08", b"&a;",
)  # fmt: skip
CONTENT_TYPES: Final = ("", "text/xml; charset=utf-16", "text/html", "text/xml; charset=nonsense",
                        "application/rss+xml; charset=windows-1256")  # fmt: skip


def bodies() -> st.SearchStrategy[bytes]:
    """Bytes without a plan, and real shapes, cut and spoiled."""
    return corrupted(SEEDS, PIECES) | st.binary(max_size=2000)


def read(body: bytes, content_type: str = "") -> None:
    """Read a feed as the poller does, and hold what every result has."""
    fetched = FetchedFeed(url="https://a.org/feed/", body=body, content_type=content_type)
    try:
        items = parse_feed(fetched).items
    except FeedError:
        return
    _hold(items)


def read_rest(body: bytes) -> None:
    """Read an answer of WordPress REST, and hold what every result has."""
    try:
        items = parse_posts(body)
    except FeedError:
        return
    _hold(items)


def _hold(items: tuple[FeedItem, ...] | list[FeedItem]) -> None:
    for item in items:
        assert item.site_id
        assert item.url.startswith("http")
        assert not set(item.title) & set("\u202e\u200b\x00\n")


HEAD: Final = b"<rss version='2.0'><channel>"
END: Final = b"</channel></rss>"
SHAPES: Final = {
    "open items": HEAD + b"<item>" * 200_000,
    "open tags": HEAD + b"<a>" * 300_000,
    "deep tags": HEAD + b"<item>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</item></channel></rss>",
    "open cdata": HEAD + b"<item><title><![CDATA[" * 50_000,
    "ampersands": HEAD + b"<item><title>" + b"&" * 500_000 + b"</title></item></channel></rss>",
    "quotes": HEAD + b"<item a='" * 50_000,
    "comments": HEAD + b"<!--" * 200_000,
    "angles": HEAD + b"<item><link>" + b"<" * 500_000 + b"</link></item></channel></rss>",
    "declarations": b"<!DOCTYPE " * 100_000 + b"<rss>",
    "spaces": b" " * 5_000_000,
    "namespaces": HEAD + b"".join(b"<x%d:y xmlns:x%d='z'>" % (n, n) for n in range(20_000)),
    "one long title": HEAD + b"<item><title>" + b"a" * 5_000_000 + b"</title></item></rss>",
    "ten thousand items": HEAD + b"<item><link>https://a.org/1/</link></item>" * 10_000 + END,
    "many attributes": HEAD + b"<item " + b"a='b' " * 100_000 + b"></item></channel></rss>",
    "processing": HEAD + b"<?" * 200_000,
    "billion laughs": b"<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>" + HEAD + b"<item><title>&a9;</title></item>" + END,
    "ten thousand whole items": HEAD
    + b"".join(
        b"<item><title>t %d</title><link>https://a.org/%d/</link><guid>https://a.org/?p=%d</guid>"
        b"<description>%s</description></item>" % (n, n, n, b"word " * 60) for n in range(10_000)
    ) + END,
    "long content": HEAD + b"<item><link>https://a.org/1/</link><content:encoded><![CDATA["
    + b"<p>word</p>" * 120_000 + b"]]></content:encoded></item>" + END,
}  # fmt: skip
