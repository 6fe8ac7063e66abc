"""Feeds that are meant to break their reader: the corpus spoiled, and shapes that parsers fear."""

import contextlib
import dataclasses
import json
from typing import Final

from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feed.parsing.parser import parse_feed
from bot.feed.wordpress.rest_responses import parse_posts, parse_visibility, site_dates
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
    b"\\ud83d", b"\xed\xa0\xbd",
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


NAMES: Final = (
    "id", "link", "title", "rendered", "_embedded", "wp:term", "content", "excerpt", "date_gmt",
    "status", "protected", "author", "name", "slug", "taxonomy", "wp:featuredmedia", "source_url",
    "media_details", "sizes", "large", "caption", "modified_gmt", "date",
)  # fmt: skip
_VALUES: Final = (
    "https://a.org/1/x/", "2026-10-12T08:00:00", "9999-99-99T99:99:99", "post_tag", "publish",
    "<p>\u062e\u0628\u0631</p>", "\ud800", "https://a.org/\ud800/", "\u202e",
    "https://[x", "<img src='/a.jpg'>" * 50,
)  # fmt: skip


def rest_bodies() -> st.SearchStrategy[bytes]:
    """Lists of posts in which any name may have any value, JSON of other shapes, and bytes."""
    values = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=9)
        | st.sampled_from(_VALUES),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner),
        max_leaves=20,
    )
    posts = st.lists(
        st.fixed_dictionaries(
            {"id": st.integers(1, 9) | values, "link": st.just("https://a.org/1/x/") | values},
            optional=dict.fromkeys(NAMES[2:], values),
        ),
        max_size=4,
    )
    return (posts | values).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=300)


def read_rest(body: bytes, _content_type: str = "") -> None:
    """Read an answer of WordPress REST in every way, and hold what every result has."""
    for read_other in (parse_visibility, site_dates):
        with contextlib.suppress(FeedError):
            read_other(body)
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
        # Half a letter can neither be stored nor sent, in whichever field it came.
        json.dumps(dataclasses.asdict(item), default=str, ensure_ascii=False).encode()


HEAD: Final = b"<rss version='2.0'><channel>"
END: Final = b"</channel></rss>"
SHAPES: Final = {
    "open items": HEAD + b"<item>" * 200_000,
    "open tags": HEAD + b"<a>" * 300_000,
    "deep tags": HEAD + b"<item>" + b"<a>" * 30_000 + b"</a>" * 30_000 + b"</item></channel></rss>",
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
REST_SHAPES: Final = {
    "deep lists": b"[" * 1_000_000,
    "deep objects": b'[{"id":' * 200_000,
    "a long number": b'[{"id":' + b"9" * 1_000_000 + b"}]",
    "an infinite number": b'[{"id": 1e999, "link": NaN}]',
    "many posts": b"[" + b'{"id":1,"link":"https://a.org/1/x/"},' * 100_000 + b"{}]",
    "many keys": b"[{" + b",".join(b'"k%d":1' % n for n in range(300_000)) + b"}]",
    "one long text": b'[{"id":1,"link":"https://a.org/1/x/","content":{"rendered":"'
    + b"<p>word</p>" * 800_000 + b'"}}]',
    "one long link": b'[{"id":1,"link":"https://a.org/' + b"a/../" * 1_500_000 + b'"}]',
    "many terms": b'[{"id":1,"link":"https://a.org/1/x/","_embedded":{"wp:term":['
    + b",".join(
        b"[" + b",".join(b'{"name":"t%d","taxonomy":"post_tag"}' % n for n in range(10_000)) + b"]"
        for _ in range(10)
    ) + b"]}}]",
}  # fmt: skip
