"""How long reading takes: from the bytes of a feed page and of an article page to stored articles.

Both go through all that a poll does with them in `bot/`: parsing, what is new, summary and search
terms, copies, the gate, one transaction each in a database file with one reader who wants
everything. Without `stored` in its name a figure ends before summary and database.
"""

import asyncio
import dataclasses
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from benchmarks import Figure
from benchmarks.invented import stories
from bot.article.assemble import assemble
from bot.article.parse_page import read_page
from bot.feed.compare_articles import content_hash, find_new
from bot.feed.parsing.parser import parse_feed
from bot.ingest.admission import Admission, PollContext
from bot.ingest.publications import read_item
from bot.types import FeedItem, FetchedFeed, FetchedPage
from storage.engine.opening import open_database
from storage.models import ChatKind
from storage.store import Store
from tests.data import feed_documents, page_shapes
from tests.data.stories import ALL, BRIDGE, Story

RUNS = 200
STORED_FEEDS = 40  # of ten articles each
STORED_PAGES = 100
ITEMS = 10
NOW = datetime(2026, 10, 14, tzinfo=UTC)
PAGE_BYTES = 150_000  # what a page of a news site weighs with its scripts and lists
SITE = "https://www.khabar-corpus.org"
SENTENCE = 18  # words
WORDS = 400


def feed_page(shown: tuple[Story, ...] = ALL, times: int = 3) -> bytes:
    """Ten items with so many times the text of the stories."""
    items = []
    for number in range(ITEMS):
        story = shown[number % len(shown)]
        identity = number + 1 if shown is ALL else story.number
        items.append(
            feed_documents.item(
                story,
                guid=f"<guid>{SITE}/?p={identity}</guid>",
                pubDate="<pubDate>Tue, 13 Oct 2026 08:00:00 +0000</pubDate>",
                content="<content:encoded><![CDATA["
                + "".join(f"<p>{text}</p>" for text in story.paragraphs * times)
                + "]]></content:encoded>",
            )
        )
    return feed_documents.rss(*items)


def article_page(story: Story = BRIDGE) -> bytes:
    """The classic page with as much script and margin as a real one has."""
    html = page_shapes.classic(story).encode()
    script = b"<script>" + b"var layout = {'a': 1};\n" * 2000 + b"</script>"
    card = '<div class="card"><a href="/801001/x/"><h3>عودة الكهرباء إلى حي السبيل</h3></a></div>'
    html = html.replace(b"</head>", script + b"</head>")
    missing = max(PAGE_BYTES - len(html), 0) // len(card.encode())
    margin = f'<div class="sidebar">{card * missing}</div></body>'
    return html.replace(b"</body>", margin.encode())


def read_feed(body: bytes) -> None:
    """From bytes to the list of what is new."""
    parsed = parse_feed(FetchedFeed(url=f"{SITE}/feed/", body=body), now=NOW)
    assert len(find_new(parsed.items, frozenset())) == ITEMS


def read_article(body: bytes) -> None:
    """From bytes to an article with its hash."""
    article = assemble(None, read_page(body, url=BRIDGE.link), default_language="ar")
    assert article.paragraphs == BRIDGE.paragraphs
    assert content_hash(article)


def invented() -> Iterator[Story]:
    """Stories without end, each of other words, so that none is a copy of another."""
    for made in stories(10_000, words=WORDS, seed=41):
        words = made.body.split()
        sentences = [
            f"{' '.join(words[start : start + SENTENCE])}."
            for start in range(0, len(words), SENTENCE)
        ]
        paragraphs = tuple(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
        yield dataclasses.replace(
            BRIDGE,
            number=900_000 + made.id,
            slug=f"story-{made.id}",
            title=made.title,
            paragraphs=paragraphs,
        )


class Keeping:
    """Stores what is read as a poll does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._admission = Admission(
            store.articles,
            hosts={"khabar-corpus.org"},
            settle=timedelta(minutes=2),
            now=lambda: NOW,
        )

    async def feed(self, body: bytes) -> None:
        """A feed page whose items carry their whole text."""
        fetched = FetchedFeed(url=f"{SITE}/feed/", body=body)
        parsed = await asyncio.to_thread(parse_feed, fetched, now=NOW)
        known = await self._store.articles.known([item.site_id for item in parsed.items])
        for item in find_new(parsed.items, known):
            await self._keep(item, None)

    async def page(self, body: bytes, story: Story) -> None:
        """An article page."""
        item = FeedItem(site_id=story.site_id, url=story.link, title=story.title)
        await self._keep(item, FetchedPage(url=story.link, body=body, content_type="text/html"))

    async def _keep(self, item: FeedItem, page: FetchedPage | None) -> None:
        made = await asyncio.to_thread(read_item, item, page, default_language="ar", seen=NOW)
        judged = await self._admission.judged(made, PollContext(push=True, away=False, floor=None))
        published = await self._store.publish(judged, feed=None, now=NOW)
        assert published.addressed == 1


async def stored() -> Iterator[tuple[str, int, tuple[float, float]]]:
    """Name, size and times of what ends in the database."""
    told = invented()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder) / "khabar.db")
        try:
            await database.migrate()
            store = Store(database)
            await store.chats.add(
                7,
                kind=ChatKind.PRIVATE,
                title="",
                language="ar",
                zone_name="Asia/Damascus",
                now=NOW,
            )
            keeping = Keeping(store)
            pages = [
                feed_page(tuple(next(told) for _ in range(ITEMS)), times=1)
                for _ in range(STORED_FEEDS)
            ]
            times = [await timed_once(lambda body=body: keeping.feed(body)) for body in pages]  # type: ignore[misc]
            found.append((f"feed page of {ITEMS} items, stored", len(pages[0]), spread(times)))
            shown = [next(told) for _ in range(STORED_PAGES)]
            bodies = [article_page(story) for story in shown]
            times = [
                await timed_once(lambda body=body, story=story: keeping.page(body, story))  # type: ignore[misc]
                for body, story in zip(bodies, shown, strict=True)
            ]
            found.append(("article page, stored", len(bodies[0]), spread(times)))
            assert await store.articles.count() == STORED_FEEDS * ITEMS + STORED_PAGES
        finally:
            await database.close()
    return iter(found)


async def timed_once(action: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds of one run."""
    began = time.perf_counter()
    await action()
    return 1000 * (time.perf_counter() - began)


def spread(times: list[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    cut = quantiles(times, n=100)
    return cut[49], cut[98]


def timed(action: Callable[[bytes], None], body: bytes) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    action(body)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        action(body)
        times.append(1000 * (time.perf_counter() - began))
    return spread(times)


async def measure() -> list[Figure]:
    """Milliseconds for one feed page and one article page."""
    feed, article = feed_page(), article_page()
    rows = [
        (f"feed page of {ITEMS} items", len(feed), timed(read_feed, feed)),
        ("article page", len(article), timed(read_article, article)),
        *await stored(),
    ]
    goals = ((50, 100), (25, 60), (500, 1000), (75, 150))
    return [
        Figure(
            f"{name} ({size // 1000} kB), {part}", round(value, 2), "ms", f"< {goal}", value < goal
        )
        for (name, size, values), bounds in zip(rows, goals, strict=True)
        for part, value, goal in zip(("p50", "p99"), values, bounds, strict=True)
    ]
