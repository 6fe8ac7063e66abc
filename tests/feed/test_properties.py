"""Whatever bytes come, a feed's reader ends in a result or in the project's own error."""

import contextlib
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feed.parser import parse_feed
from bot.feed.rest import parse_posts
from bot.types import FetchedFeed
from tests.data.feed_cases import cases

SEEDS = [case.body for case in cases() if len(case.body) < 20_000]
PIECES = st.sampled_from(
    [b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&#0;", b"&amp;", b"<!--", b"\xff\xfe", b"\x00",
     b"<rss>", b"</rss>", b"<title>", b"<link>", b"xmlns:a=''", b"\xd8", b"<?xml", b"<!DOCTYPE"]
)  # fmt: skip
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A feed of the corpus with pieces cut out and put in."""
    body = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 200)))
        body = body[:start] + draw(st.binary(max_size=8) | PIECES) + body[end:]
    return body


def ends(body: bytes, content_type: str = "") -> None:
    """Read, and hold the time (of this thread: the machine may be busy)."""
    began = time.thread_time()
    try:
        fetched = FetchedFeed(url="https://a.org/feed/", body=body, content_type=content_type)
        for item in parse_feed(fetched).items:
            assert item.site_id
            assert item.url.startswith("http")
            assert not set(item.title) & set("\u202e\u200b\x00\n")
    except FeedError:
        pass
    assert time.thread_time() - began < 2


@SLOW
@given(st.binary(max_size=2000), st.sampled_from(["", "text/xml; charset=utf-16", "text/html"]))
def test_any_bytes(body: bytes, content_type: str) -> None:
    """Bytes without a plan."""
    ends(body, content_type)


@SLOW
@given(mutated())
def test_any_damaged_feed(body: bytes) -> None:
    """Real shapes, cut and spoiled."""
    ends(body)


HEAD = b"<rss version='2.0'><channel>"
END = b"</channel></rss>"
NAMES = ("id", "link", "title", "rendered", "_embedded", "wp:term")
HOSTILE = {
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
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_end_in_time(name: str) -> None:
    """Shapes that make parsers slow."""
    ends(HOSTILE[name])


# Following each allocation makes these take many seconds; none of them comes near the bound.
SLOW_TO_MEASURE = ("deep tags", "angles")


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in SLOW_TO_MEASURE])
def test_hostile_feeds_end_within_memory(name: str) -> None:
    """What a reading takes beyond its input; measuring slows it down, hence apart from the time."""
    tracemalloc.start()
    try:
        with contextlib.suppress(FeedError):
            parse_feed(FetchedFeed(url="https://a.org/feed/", body=HOSTILE[name]))
        assert tracemalloc.get_traced_memory()[1] < 64_000_000
    finally:
        tracemalloc.stop()


@SLOW
@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=20,
).map(lambda value: repr(value).replace("'", '"').replace("None", "null").encode()))  # fmt: skip
def test_any_rest_answer(body: bytes) -> None:
    """The REST reader takes anything, too."""
    try:
        parse_posts(body)
    except FeedError:
        return
