"""A newsroom on loopback, a clock that tests move, and the parts that poll it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.ingest.page_budget import PageBudget
from bot.ingest.polling.edit_detection import EditDetector
from bot.ingest.polling.poll import FeedPoller, PollOptions
from bot.ingest.read_article import ArticleReader
from bot.logs import OWN_PACKAGES
from sandbox.newsroom import Article, Newsroom, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ChatKind, StoredArticle
from storage.store import Store
from tests.articles import NOON
from tests.databases import look, migrated


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        self.moment += by


class Listed(Container[str]):
    """What stands in FEED_URLS: every feed that a test polls, but those that it has removed."""

    def __init__(self) -> None:
        self.removed: set[object] = set()

    def __contains__(self, url: object) -> bool:
        return url not in self.removed


@dataclass
class Pipeline:
    """Everything between a newsroom's site and the outbox."""

    clock: Clock
    newsroom: Newsroom
    site_url: str
    database: Path
    store: Store
    fetcher: Fetcher
    budget: PageBudget
    ingest: FeedPoller
    polling: Callable[[ArticleReader], FeedPoller]
    feed_urls: Listed
    woken: list[datetime] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def feed_url(self) -> str:
        return f"{self.site_url}/feed/"

    async def stored(self, article: Article) -> StoredArticle | None:
        """What the store holds of one of the newsroom's articles."""
        return await self.store.articles.by_site_id(self.site_id(article))

    async def reader(self, telegram_id: int = 7) -> int:
        """A private chat that wants everything; its row's id."""
        joined = await self.store.chats.add(
            telegram_id,
            kind=ChatKind.PRIVATE,
            title="قارئ",
            language="ar",
            zone_name="Asia/Damascus",
            now=self.clock(),
        )
        return joined.id

    async def promised(self) -> list[str]:
        """The headlines in the outbox, in the order in which they were promised."""
        deliveries = await self.store.outbox.claim(
            500, self.clock() + timedelta(days=1), timedelta(minutes=1)
        )
        await self.store.outbox.release([delivery.id for delivery in deliveries])
        found = await self.store.articles.get([delivery.article_id for delivery in deliveries])
        return [stored.article.title for stored in found]

    def site_id(self, article: Article) -> str:
        """The id under which one of the newsroom's articles is stored."""
        return f"{self.site_url.removeprefix('http://')}/{article.number}"

    async def addressed(self) -> list[tuple[int, str]]:
        """Chat and site id of every post ever promised, in the order of the promises."""
        rows = await asyncio.to_thread(
            look,
            self.database,
            """
            select chat_id, site_id
            from outbox
            join articles on articles.id = article_id
            order by outbox.id
            """,
        )
        return [(row[0], row[1]) for row in rows]


@contextlib.asynccontextmanager
async def pipeline_at(
    path: Path,
    newsroom: Newsroom,
    clock: Clock,
    site_url: str,
    *,
    whole: timedelta = timedelta(seconds=30),
    flood_at: int = 20,
    poll_min: timedelta = timedelta(minutes=2),
    poll_max: timedelta = timedelta(minutes=15),
    settle: timedelta = timedelta(minutes=2),
    chance: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[Pipeline]:
    database = await migrated(path)
    store = Store(database)
    policy = FetchPolicy(frozenset({"127.0.0.1"}), allow_private=True)
    listed = Listed()
    options = PollOptions(
        poll_min=poll_min,
        poll_max=poll_max,
        settle=settle,
        catch_up_after=timedelta(hours=3),
        catch_up_limit=100,
        flood_at=flood_at,
        article_hosts=frozenset({"127.0.0.1"}),
        feed_urls=listed,
    )
    async with build_client("Khabar tests", policy) as client:
        fetcher = Fetcher(client, policy, limits=FetchLimits(whole=whole), now=clock)
        budget = PageBudget(clock)

        def polling(reader: ArticleReader) -> FeedPoller:
            """A poller as `ingest`, which reads articles by a reader of a test's own."""
            return FeedPoller(
                fetcher=fetcher,
                reader=reader,
                edits=EditDetector(
                    fetcher=fetcher, store=store, budget=PageBudget(clock), now=clock
                ),
                store=store,
                options=options,
                now=clock,
                random=chance,
            )

        ingest = polling(ArticleReader(fetcher, now=clock))
        made = Pipeline(
            clock, newsroom, site_url, path, store, fetcher, budget, ingest, polling, listed
        )

        async def note(request: httpx.Request) -> None:
            made.requests.append(str(request.url))

        client.event_hooks = {"request": [note]}
        try:
            yield made
        finally:
            await database.close()


@pytest.fixture
def own_logs() -> Iterator[None]:
    """What a command sets up for its logs goes with the output that they are written to."""
    root = logging.getLogger()
    names = [None, *OWN_PACKAGES, "apscheduler", "uvicorn"]
    kept, levels = root.handlers[:], [logging.getLogger(name).level for name in names]
    yield
    for handler in set(root.handlers) - set(kept):
        handler.close()
    root.handlers[:] = kept
    for name, level in zip(names, levels, strict=True):
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def whole() -> timedelta:
    """How long a request of the pipeline may take: far longer than one does."""
    return timedelta(seconds=30)


@pytest.fixture
def flood_at() -> int:
    """How many articles of one poll are no flood: as many as the setting has them."""
    return 20


@pytest.fixture
async def pipeline(
    tmp_path: Path, backlog: int, whole: timedelta, flood_at: int
) -> AsyncIterator[Pipeline]:
    clock = Clock()
    newsroom = Newsroom(now=clock, backlog=backlog)
    sock = listen(0)
    path, url = tmp_path / "khabar.db", url_of(sock)
    async with (
        served((make_server(create_app(newsroom)), sock)),
        pipeline_at(path, newsroom, clock, url, whole=whole, flood_at=flood_at) as made,
    ):
        yield made
