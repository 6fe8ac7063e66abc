"""Posts that were hidden for days and are released under the date of their writing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.conftest import Pipeline
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

HOUR = timedelta(hours=1)
# Far behind the pages that are looked at each hour.
BEHIND = 42


class Desk:
    """A newsroom that hides one post of a full site."""

    def __init__(self, pipeline: Pipeline, site: SmallWordPress) -> None:
        self.pipeline = pipeline
        self.site = site
        self.number = 100

    async def poll(self) -> int:
        """Poll; how many articles readers are told of."""
        return (await self.pipeline.ingest.poll(self.pipeline.feed_url)).pushed

    async def publish(self, count: int) -> int:
        """So many articles, an hour apart, three at each poll; how many readers are told of."""
        told = 0
        for done in range(1, count + 1):
            self.pipeline.clock.forward(HOUR)
            self.number += 1
            self.site.add(self.number, f"خبر رقم {self.number}", self.pipeline.clock())
            if done % 3 == 0:
                told += await self.poll()
        return told

    async def hidden(self, **how: object) -> Post:
        """A post that is hidden when it is written, with many told since."""
        await self.pipeline.reader()
        await self.publish(12)
        self.pipeline.clock.forward(HOUR)
        post = self.site.add(500, "تحقيق يكشف أين ذهبت أموال الخزان", self.pipeline.clock(), **how)
        assert await self.publish(BEHIND) == BEHIND
        return post

    async def released(self, post: Post) -> int:
        """Make a post public; how many readers are told of it, and of nothing else."""
        self.pipeline.clock.forward(HOUR)
        self.site.asked.clear()
        post.status, post.has_password, post.modified = "publish", False, self.pipeline.clock()
        return await self.poll()

    def pages_read(self) -> int:
        """How many pages of the feed behind the third were asked for."""
        pages = [int(path.partition("paged=")[2]) for path in self.site.asked if "paged=" in path]
        return len([page for page in pages if page > 3])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    site = SmallWordPress(links="date", feed_pages=9)
    async with reading_of(site, tmp_path) as pipeline:
        yield Desk(pipeline, site)


@pytest.mark.parametrize("how", [{"has_password": True}, {"status": "private"}], ids=str)
async def test_what_is_released_under_its_old_date_is_told_once(
    desk: Desk, how: dict[str, object]
) -> None:
    """It stands on the feed's fifth page, which costs one request."""
    post = await desk.hidden(**how)
    assert await desk.released(post) == 1
    assert desk.pages_read() == 1
    (stored,) = [
        one
        for one in await desk.pipeline.store.articles.latest(90)
        if one.article.title == post.title
    ]
    assert stored.article.paragraphs == post.paragraphs
    post.modified = desk.pipeline.clock() + HOUR / 4
    desk.pipeline.clock.forward(HOUR / 2)
    assert await desk.poll() == 0


async def test_what_is_released_with_something_new_comes_before_it(desk: Desk) -> None:
    """One poll, in the order of their dates."""
    post = await desk.hidden(status="private")
    desk.site.add(600, "خبر من هذه الساعة", desk.pipeline.clock() + HOUR)
    assert await desk.released(post) == 2
    told = [site_id.rpartition("/")[2] for _, site_id in await desk.pipeline.addressed()]
    assert told[-2:] == ["500", "600"]


async def test_an_edited_post_that_the_feed_leaves_out_is_told_to_nobody(desk: Desk) -> None:
    """REST lists it, and the feed has no place for its section."""
    desk.site.kept_from_feed = {500}
    post = await desk.hidden()
    assert await desk.released(post) == 0
    assert 0 < desk.pages_read() <= 3


async def test_a_post_behind_others_that_the_feed_leaves_out_is_found(desk: Desk) -> None:
    """REST counts more posts before it than the feed has."""
    desk.site.kept_from_feed = set(range(120, 150, 3))
    desk.site.feed_pages = 9
    await desk.pipeline.reader()
    await desk.publish(12)
    desk.pipeline.clock.forward(HOUR)
    post = desk.site.add(
        500, "تحقيق يكشف أين ذهبت أموال الخزان", desk.pipeline.clock(), status="private"
    )
    await desk.publish(BEHIND)
    assert await desk.released(post) == 1


async def test_a_post_from_before_the_feed_was_known_is_no_news(desk: Desk) -> None:
    """Whatever was changed in it."""
    old = desk.site.add(9, "خبر من زمن قبل القارئ", desk.pipeline.clock(), status="private")
    await desk.hidden(status="private")
    assert await desk.released(old) == 0
    assert desk.pages_read() == 0


async def test_where_rest_is_closed_the_poll_is_as_ever(desk: Desk) -> None:
    """Nothing names what was released; what the hourly look finds is told."""
    desk.site.rest_is_open = False
    post = await desk.hidden(status="private")
    assert await desk.released(post) == 0
