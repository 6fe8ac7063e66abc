"""One article has one identity, whether the feed, its page or REST names it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.feed.identity import site_id
from bot.feed.rest import posts_url
from bot.feed.wordpress_posts import WordPressPosts
from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus
from tests.bot.conftest import Clock, Pipeline, pipeline_at
from tests.bot.ingest.small_wordpress import TOLD, SmallWordPress
from tests.bot.ingest.test_recheck import rereading

Place = tuple[Pipeline, SmallWordPress]


@pytest.fixture(params=["number", "date", "plain"])
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    clock = Clock()
    sock = listen(0)
    site = SmallWordPress(links=request.param, url=url_of(sock))
    async with (
        served((make_server(site.app()), sock)),
        pipeline_at(
            tmp_path / "khabar.db", Newsroom(now=clock, backlog=0), clock, url_of(sock)
        ) as pipeline,
    ):
        yield pipeline, site


@pytest.mark.parametrize("rest_is_open", [True, False])
@pytest.mark.parametrize("guid_is_link", [True, False])
async def test_feed_page_and_rest_name_one_article(
    place: Place, *, guid_is_link: bool, rest_is_open: bool
) -> None:
    """Under every permalink structure: stored once, by the number, and found by each name."""
    pipeline, site = place
    site.guid_is_link, site.rest_is_open = guid_is_link, rest_is_open
    host = site.url.removeprefix("http://")
    for number in (TOLD, 43, 2026):
        site.add(number, f"خبر البلدة رقم {number}", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    for post in site.posts.values():
        stored = await pipeline.store.articles.by_site_id(f"{host}/{post.number}")
        assert stored is not None
        for name in (site_id(site.link(post)), site_id("", f"{site.url}/?p={post.number}")):
            assert await pipeline.store.articles.by_site_id(name) == stored
    # The feed changes its mind about the guid; nothing is new.
    site.guid_is_link = not guid_is_link
    site.asked.clear()
    pipeline.clock.forward(timedelta(minutes=3))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0
    assert site.asked[0] == "/feed/"
    assert not [path for path in site.asked if path.startswith(("/42", "/2026"))]
    site.rest_is_open = True
    answer = await WordPressPosts(pipeline.fetcher, pipeline.clock).ask(
        posts_url(pipeline.feed_url)
    )
    assert answer is not None
    named = [item.site_id for item in answer[0]]
    assert await pipeline.store.articles.known(named) == set(named)


async def test_an_article_known_by_its_address_is_read_again(place: Place) -> None:
    """Its page gives a number, and still is its page; a withdrawal is seen, too."""
    pipeline, site = place
    site.guid_is_link, site.rest_is_open = True, False
    post = site.add(TOLD, "البلدة ترمم خزانها", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    post.title = "البلدة ترمم خزانها القديم"
    name = site_id(site.link(post))
    again = rereading(pipeline)
    await pipeline.store.rechecks.recheck_now([name], pipeline.clock())
    await again.recheck_due()
    stored = await pipeline.store.articles.by_site_id(name)
    assert stored is not None
    assert stored.article.title == post.title
    post.has_password = True
    await pipeline.store.rechecks.recheck_now([name], pipeline.clock())
    await again.recheck_due()
    stored = await pipeline.store.articles.by_site_id(name)
    assert stored is not None
    assert stored.status is ArticleStatus.WITHDRAWN


async def test_a_theme_with_one_number_on_all_pages_makes_no_one_article(place: Place) -> None:
    """The number of another article is not believed."""
    pipeline, site = place
    site.guid_is_link, site.rest_is_open, site.false_number = True, False, 7
    for number in (TOLD, 43):
        site.add(number, f"خبر البلدة رقم {number}", pipeline.clock() - timedelta(minutes=number))
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.stored == 2
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0
    assert await pipeline.store.articles.count() == 2
