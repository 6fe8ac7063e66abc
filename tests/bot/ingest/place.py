"""A small WordPress, the bot that reads it, and the time that passes for both."""

from datetime import timedelta

from bot.arabic.queries.parse import parse_query
from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.rechecks.recheck import Recheck
from bot.ingest.rechecks.visibility import VisibilityCheck
from storage.models import ArticleStatus, StoredArticle
from storage.outbox import Delivery, Sent
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import rechecking
from tests.bot.ingest.small_wordpress import Post, SmallWordPress

MINUTE = timedelta(minutes=1)


class Place:
    """The site, and the parts that read and watch it."""

    def __init__(
        self, pipeline: Pipeline, site: SmallWordPress, feeds: tuple[str, ...] = ()
    ) -> None:
        self.pipeline = pipeline
        self.site = site
        self.again: Recheck = rechecking(pipeline)
        self.posts = WordPressPosts(pipeline.fetcher, pipeline.clock)
        self.visibility = VisibilityCheck(
            posts=self.posts,
            recheck=self.again,
            rechecks=pipeline.store.rechecks,
            budget=pipeline.budget,
            feed_urls=feeds or (pipeline.feed_url,),
            window=timedelta(hours=48),
            now=pipeline.clock,
        )

    def add(self, number: int, title: str, **parts: object) -> Post:
        return self.site.add(number, title, self.pipeline.clock(), **parts)

    async def begin(self) -> Post:
        """One article that a reader was promised, one behind it that the first poll learnt."""
        await self.pipeline.reader()
        self.add(41, "افتتاح معرض الكتاب في البلدة")
        await self.pipeline.ingest.poll(self.pipeline.feed_url)
        self.pipeline.clock.forward(5 * MINUTE)
        post = self.add(42, "البلدة ترمم خزانها القديم")
        await self.pipeline.ingest.poll(self.pipeline.feed_url)
        return post

    async def pass_time(
        self, by: timedelta, *, polls: bool = False, step: timedelta = MINUTE / 2
    ) -> None:
        """What the clock sets off, each half a minute, and polls each five."""
        clock = self.pipeline.clock
        end = clock() + by
        while clock() < end:
            clock.forward(step)
            await self.visibility.check()
            await self.again.recheck_due()
            if polls and (clock().minute % 5, clock().second) == (0, 0):
                await self.pipeline.ingest.poll(self.pipeline.feed_url)

    async def deliver(self) -> list[Delivery]:
        """Claim what is due, as sent; what it was."""
        clock, outbox = self.pipeline.clock, self.pipeline.store.outbox
        clock.forward(3 * MINUTE)
        due = await outbox.claim(10, clock(), MINUTE)
        await outbox.record([Sent(one.id, 70 + one.id, has_photo=False) for one in due], clock())
        return due

    async def found(self, words: str) -> bool:
        """Whether readers' search finds anything."""
        store = self.pipeline.store
        page = await store.search.find(parse_query(words), now=self.pipeline.clock(), limit=5)
        return bool(page.hits)

    async def status(self, post: Post) -> ArticleStatus | None:
        stored = await self._stored(post)
        return stored.status if stored else None

    async def stored(self, post: Post) -> StoredArticle:
        """What is stored of a post that was read."""
        stored = await self._stored(post)
        assert stored is not None
        return stored

    async def _stored(self, post: Post) -> StoredArticle | None:
        host = self.site.url.removeprefix("http://")
        return await self.pipeline.store.articles.by_site_id(f"{host}/{post.number}")
