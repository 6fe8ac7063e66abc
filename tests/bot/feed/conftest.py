"""A small server on loopback that answers with whatever bytes a test wants."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
# So long that a busy machine breaks no other bound's test.
LIMITS = FetchLimits(
    feed_bytes=50_000, page_bytes=50_000, photo_bytes=50_000, whole=timedelta(seconds=10)
)


@dataclass
class Site:
    """Answers by path, and the requests that came."""

    port: int = 0
    answers: dict[str, bytes | Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(
        self, path: str, body: bytes = b"", status: str = "200 OK", headers: Iterable[str] = ()
    ) -> str:
        """Answer a path with a whole response; returns its address."""
        lines = [f"HTTP/1.1 {status}", *headers]
        if not any(line.lower().startswith("content-length") for line in lines):
            lines.append(f"Content-Length: {len(body)}")
        self.answers[path] = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        return self.url(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(request)
            answer = self.answers.get(request.split(" ")[1], b"HTTP/1.1 404 Not Found\r\n\r\n")
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


@asynccontextmanager
async def serving(site: Site, context: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=context)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in site.tasks:
            task.cancel()
        await asyncio.gather(*site.tasks, return_exceptions=True)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(Site()) as running:
        yield running


@asynccontextmanager
async def fetching(limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """A fetcher of this machine, within these limits."""
    policy = FetchPolicy(frozenset({"127.0.0.1"}), allow_private=True)
    async with build_client("Khabar/1 (+mailto:desk@example.org)", policy) as client:
        yield Fetcher(client, policy, limits=limits, now=lambda: NOW)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with fetching(LIMITS) as made:
        yield made


@pytest.fixture
async def impatient_fetcher() -> AsyncIterator[Fetcher]:
    """One that waits 0.8 s for a whole answer."""
    async with fetching(replace(LIMITS, whole=timedelta(seconds=0.8))) as made:
        yield made
