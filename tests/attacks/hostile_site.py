"""A newsroom that somebody has got into: HTTP by hand, so that it can break every rule."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
HEAD_BYTES = 65_536
# What is sent for ever ends at last, so that a test does.
FOREVER_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article in the feed; `inside` is more XML, `link` another address than its own."""

    number: int
    title: str
    text: str = ""
    inside: str = ""
    link: str = ""
    published: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class HostileSite:
    """Serves a feed of items with their pages; `answers` stands in for what it says at a path."""

    url: str = ""
    items: list[Item] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    feed: Answer | None = None
    rest: Answer | None = None
    asked: list[str] = field(default_factory=list)
    published: int = 0
    shown: int = 10

    def publish(self, title: str, **changes: str) -> Item:
        """Add a healthy article, or one that `changes` make hostile."""
        self.published += 1
        number = 7000 + self.published
        text = changes.get("text") or story(title)
        inside, link = changes.get("inside", ""), changes.get("link", "")
        self.items.insert(0, Item(number=number, title=title, text=text, inside=inside, link=link))
        if page := changes.get("page"):
            self.answers[f"/{number}/khabar/"] = body(page.encode(), "text/html")
        return self.items[0]

    def rss(self) -> bytes:
        """The newest items, ten unless more are to be shown."""
        told = "".join(map(self._item, self.items[: self.shown]))
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>صدى</title><link>{self.url}/</link>{told}</channel></rss>"
        ).encode()

    def page(self, item: Item, *, head: str = "", inside: str = "", photo: str = "") -> str:
        """The article's page as a theme prints it."""
        link = f"{self.url}/{item.number}/khabar/"
        image = f'<meta property="og:image" content="{self.url}{photo}">' if photo else ""
        return (
            f'<!doctype html><html lang="ar"><head><title>{escape(item.title)}</title>{image}'
            f'<link rel="canonical" href="{link}">{head}</head><body class="single">'
            f"<article><h1>{escape(item.title)}</h1>"
            f'<div class="entry-content">{inside}{item.text}</div></article></body></html>'
        )

    def _item(self, item: Item) -> str:
        link = item.link or f"{self.url}/{item.number}/khabar/"
        return (
            f"<item><title>{escape(item.title)}</title><link>{escape(link)}</link>"
            f'<guid isPermaLink="false">{self.url}/?p={item.number}</guid>'
            f"<pubDate>{format_datetime(item.published)}</pubDate>{item.inside}"
            f"<content:encoded><![CDATA[{item.text}]]></content:encoded></item>"
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(FOREVER_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1")
                self.asked.append(path)
                await self._answer(path)(writer)
                await writer.drain()
        writer.close()

    def _answer(self, path: str) -> Answer:
        if path in self.answers:
            return self.answers[path]
        if path == "/feed/":
            once, self.feed = self.feed, None
            return once or body(self.rss(), "application/rss+xml")
        if self.rest is not None and path.startswith(("/wp-json/", "/?rest_route")):
            return self.rest
        if path == "/loop":
            return raw(b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n")
        for item in self.items:
            if path == f"/{item.number}/khabar/":
                return body(self.page(item).encode(), "text/html")
        return raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def story(title: str) -> str:
    """An invented text that says something of its own for each headline."""
    lines = (
        f"<p>قالت المهندسة هدى سلوم إن {escape(title)} وفق خطة المجلس البلدي لهذا العام.</p>",
        "<p>وأضافت أن الورشة تعمل كل صباح في حي الزيتون، وأن السكان شاركوا في غرس الأشجار.</p>",
        f"<p>ومن المقرر أن ينتهي العمل في {escape(title)} قبل حلول الشتاء المقبل بأسبوعين.</p>",
    )
    return "".join(lines)


def body(content: bytes, kind: str, *headers: str) -> Answer:
    """A proper answer with this body."""
    lines = (
        f"Content-Type: {kind}", f"Content-Length: {len(content)}", "Connection: close", *headers
    )  # fmt: skip
    return raw(b"HTTP/1.1 200 OK\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + content)


def raw(content: bytes) -> Answer:
    """These bytes, whatever they are."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return answer


def endless(first: bytes, again: bytes, *, pause: float = 0.0) -> Answer:
    """Some bytes, and then others for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


@contextlib.asynccontextmanager
async def hostile_site() -> AsyncIterator[HostileSite]:
    """A site on a free port of loopback."""
    site = HostileSite()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, limit=HEAD_BYTES)
    site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()
