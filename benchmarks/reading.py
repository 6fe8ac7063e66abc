"""How long reading takes: a feed page of ten items, and an article page, from bytes to result."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import quantiles

from benchmarks import Figure
from bot.article.assemble import assemble
from bot.article.scraper import read_page
from bot.feed.changes import content_hash, find_new
from bot.feed.parser import parse_feed
from bot.types import FetchedFeed
from tests.data import feed_cases, page_cases
from tests.data.stories import ALL, BRIDGE, Story

RUNS = 200
NOW = datetime(2026, 10, 14, tzinfo=UTC)
PAGE_BYTES = 150_000  # what a page of a news site weighs with its scripts and lists


def feed_page() -> bytes:
    """Ten items with three times the text of the corpus's stories."""
    items = []
    for number in range(10):
        story = ALL[number % len(ALL)]
        items.append(
            feed_cases.item(
                story,
                guid=f"<guid>https://www.khabar-corpus.org/?p={number + 1}</guid>",
                content="<content:encoded><![CDATA["
                + "".join(f"<p>{text}</p>" for text in story.paragraphs * 3)
                + "]]></content:encoded>",
            )
        )
    return feed_cases.rss(*items)


def article_page(story: Story = BRIDGE) -> bytes:
    """The classic page with as much script and margin as a real one has."""
    html = page_cases.classic(story).encode()
    script = b"<script>" + b"var layout = {'a': 1};\n" * 2000 + b"</script>"
    card = '<div class="card"><a href="/801001/x/"><h3>عودة الكهرباء إلى حي السبيل</h3></a></div>'
    html = html.replace(b"</head>", script + b"</head>")
    missing = max(PAGE_BYTES - len(html), 0) // len(card.encode())
    margin = f'<div class="sidebar">{card * missing}</div></body>'
    return html.replace(b"</body>", margin.encode())


def read_feed(body: bytes) -> None:
    """From bytes to the list of what is new."""
    parsed = parse_feed(FetchedFeed(url="https://www.khabar-corpus.org/feed/", body=body), now=NOW)
    assert len(find_new(parsed.items, frozenset())) == 10


def read_article(body: bytes) -> None:
    """From bytes to an article with its hash."""
    article = assemble(None, read_page(body, url=BRIDGE.link), default_language="ar")
    assert article.paragraphs == BRIDGE.paragraphs
    assert content_hash(article)


def timed(action: Callable[[bytes], None], body: bytes) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    action(body)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        action(body)
        times.append(1000 * (time.perf_counter() - began))
    cut = quantiles(times, n=100)
    return cut[49], cut[98]


def measure() -> list[Figure]:
    """Milliseconds for one feed page and one article page."""
    figures = []
    for name, action, body, goals in (
        ("feed page of 10 items", read_feed, feed_page(), (50, 100)),
        ("article page", read_article, article_page(), (25, 60)),
    ):
        size = len(body) // 1000
        for part, value, goal in zip(("p50", "p99"), timed(action, body), goals, strict=True):
            title = f"{name} ({size} kB), {part}"
            figures.append(Figure(title, round(value, 2), "ms", f"< {goal}", value < goal))
    return figures
