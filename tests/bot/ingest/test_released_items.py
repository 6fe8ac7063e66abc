"""Posts that were hidden for days and are released under the date of their writing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.feed.parsing.parser import parse_feed
from bot.feed.wordpress.posts import WordPressPosts
from bot.feed.wordpress.released_items import MOST_PAGES, MOST_POSTS, ReleasedItems
from bot.feed.wordpress.rest_requests import posts_url
from tests.bot.conftest import Pipeline
from tests.bot.ingest.known_sites import KnownSites
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

HOUR = timedelta(hours=1)
# Far behind the pages that are looked at each hour.
BEHIND = 42
HIDDEN, LOCKED, LEFT_OUT, FROM_BEFORE = 500, 501, 502, 9


class Desk:
    """A newsroom that hides some posts of a full site."""

    def __init__(self, pipeline: Pipeline, site: SmallWordPress, number: int = 100) -> None:
        """`number` is that of the newest post."""
        self.pipeline = pipeline
        self.site = site
        self.number = number

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

    def write(self, number: int, **how: object) -> Post:
        """A post that is hidden when it is written."""
        title = f"تحقيق رقم {number} يكشف أين ذهبت أموال الخزان"
        return self.site.add(number, title, self.pipeline.clock(), **how)

    async def begin(self) -> None:
        """A reader, and the first polls."""
        await self.pipeline.reader()
        await self.publish(12)
        self.pipeline.clock.forward(HOUR)

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

    def posts_counted(self) -> list[str]:
        """What REST was asked to find the page of a post, once for each."""
        return [path for path in self.site.asked if "wp-json" in path and "&after=" in path]


@pytest.fixture
async def new_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A site on which nothing was published yet."""
    site = SmallWordPress(links="date", feed_pages=9)
    async with reading_of(site, tmp_path) as pipeline:
        yield Desk(pipeline, site)


async def hide(pipeline: Pipeline, site: SmallWordPress) -> None:
    """A post of each kind that readers are not told of, with many that they are told of since."""
    desk = Desk(pipeline, site)
    desk.write(FROM_BEFORE, status="private")
    await desk.begin()
    desk.write(HIDDEN, status="private")
    desk.write(LOCKED, has_password=True)
    desk.write(LEFT_OUT)
    assert await desk.publish(BEHIND) == BEHIND


@pytest.fixture
async def desk(known_sites: KnownSites, tmp_path: Path) -> AsyncIterator[Desk]:
    """A site with hidden posts, and its last poll."""
    new = SmallWordPress(links="date", feed_pages=9, kept_from_feed={LEFT_OUT})
    async with known_sites.reading("hidden posts", new, hide, tmp_path) as (pipeline, site):
        yield Desk(pipeline, site, 100 + 12 + BEHIND)


@pytest.mark.parametrize("number", [LOCKED, HIDDEN])
async def test_what_is_released_under_its_old_date_is_told_once(desk: Desk, number: int) -> None:
    """It stands on the feed's fifth page, which costs one request."""
    post = desk.site.posts[number]
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
    post = desk.site.posts[HIDDEN]
    desk.site.add(600, "خبر من هذه الساعة", desk.pipeline.clock() + HOUR)
    assert await desk.released(post) == 2
    told = [site_id.rpartition("/")[2] for _, site_id in await desk.pipeline.addressed()]
    assert told[-2:] == ["500", "600"]


async def test_an_edited_post_that_the_feed_leaves_out_is_told_to_nobody(desk: Desk) -> None:
    """REST lists it, and the feed has no place for its section."""
    assert await desk.released(desk.site.posts[LEFT_OUT]) == 0
    assert 0 < desk.pages_read() <= 3


async def test_a_post_behind_others_that_the_feed_leaves_out_is_found(new_desk: Desk) -> None:
    """REST counts more posts before it than the feed has."""
    new_desk.site.kept_from_feed = set(range(120, 150, 3))
    new_desk.site.feed_pages = 9
    await new_desk.begin()
    post = new_desk.write(HIDDEN, status="private")
    await new_desk.publish(BEHIND)
    assert await new_desk.released(post) == 1


async def test_a_post_from_before_the_feed_was_known_is_no_news(desk: Desk) -> None:
    """Whatever was changed in it."""
    assert await desk.released(desk.site.posts[FROM_BEFORE]) == 0
    assert desk.pages_read() == 0


async def test_where_rest_is_closed_the_poll_is_as_ever(new_desk: Desk) -> None:
    """Nothing names what was released; what the hourly look finds is told."""
    new_desk.site.rest_is_open = False
    await new_desk.begin()
    post = new_desk.write(HIDDEN, status="private")
    await new_desk.publish(BEHIND)
    assert await new_desk.released(post) == 0


async def test_a_bulk_edit_of_what_the_feed_leaves_out_is_looked_at_once_and_bit_by_bit(
    new_desk: Desk,
) -> None:
    """A feed of a section leaves out most of what is edited, and polls see that for minutes."""
    new_desk.site.kept_from_feed = set(range(113, 143))
    await new_desk.pipeline.reader()
    await new_desk.publish(12 + BEHIND)
    new_desk.pipeline.clock.forward(HOUR)
    for number in new_desk.site.kept_from_feed:
        new_desk.site.posts[number].modified = new_desk.pipeline.clock()
    asked = []
    for _ in range(5):
        new_desk.site.asked.clear()
        assert await new_desk.poll() == 0
        asked.append(new_desk.posts_counted())
        new_desk.pipeline.clock.forward(HOUR / 120)
        new_desk.site.posts[new_desk.number].modified = new_desk.pipeline.clock()
    assert max(map(len, asked)) <= MOST_POSTS
    each = [path for some in asked for path in some]
    assert len(each) == len(set(each)) == len(new_desk.site.kept_from_feed)


async def test_where_a_page_fails_the_look_ends_and_is_made_again(desk: Desk) -> None:
    """Nothing is given up for a fault that passes."""
    post = desk.site.posts[HIDDEN]
    more = [
        desk.site.add(
            number, f"ملف مؤجل رقم {number}", post.published + HOUR / number, status="private"
        )
        for number in (511, 512)
    ]
    desk.site.failing_from = 4
    for one in more:
        one.status, one.modified = "publish", desk.pipeline.clock() + HOUR
    assert await desk.released(post) == 0
    assert len(desk.posts_counted()) == 1
    desk.site.failing_from = 1000
    desk.pipeline.clock.forward(HOUR / 60)
    desk.site.posts[desk.number].modified = desk.pipeline.clock()
    assert await desk.poll() == 3


async def test_a_look_reads_no_more_pages_than_it_may(tmp_path: Path) -> None:
    """Also where one post after the other stands some pages before where REST counts it."""
    site = SmallWordPress(feed_pages=20, kept_from_feed=set(range(25, 45)))
    async with reading_of(site, tmp_path) as pipeline:
        for number in range(1, 201):
            site.add(number, f"خبر رقم {number}", pipeline.clock() - number * HOUR)
        rest = WordPressPosts(pipeline.fetcher, pipeline.clock)
        answer = await rest.ask(posts_url(pipeline.feed_url, include=(23, 66, 96)))
        assert answer is not None
        fetched = await pipeline.fetcher.fetch_feed(pipeline.feed_url, None)
        first = parse_feed(fetched, now=pipeline.clock()).items
        released = ReleasedItems(pipeline.fetcher, rest, pipeline.clock)
        found = await released.items(pipeline.feed_url, answer[0], first)
    assert [item.site_id.rpartition("/")[2] for item in found] == ["23", "66"]
    assert len([path for path in site.asked if "paged=" in path]) == MOST_PAGES
