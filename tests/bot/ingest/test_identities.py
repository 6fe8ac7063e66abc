"""One article has one identity, whether the feed, its page or REST names it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.feed.identity import address_id, site_id
from bot.feed.wordpress.posts import WordPressPosts
from bot.feed.wordpress.rest_requests import posts_url
from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus
from tests.bot.conftest import Clock, Pipeline, pipeline_at
from tests.bot.ingest.rechecks.test_recheck import rechecking
from tests.bot.ingest.small_wordpress import TOLD, SmallWordPress
from tests.bot.ingest.test_directories import PAIRS

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


@pytest.mark.parametrize(("place", "guid_is_link", "rest_is_open"), PAIRS, indirect=["place"])
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
    again = rechecking(pipeline)
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


@pytest.mark.parametrize(
    ("place", "rest_is_open"),
    [
        ("number", True),
        ("date", False),
        pytest.param("number", False, marks=pytest.mark.slow),
        pytest.param("date", True, marks=pytest.mark.slow),
    ],
    indirect=["place"],
)
async def test_a_number_that_was_given_away_is_another_article(
    place: Place, *, rest_is_open: bool
) -> None:
    """A restored backup counts on from before: what it numbers again is news, once.

    The article that had the number before stays what it was, in the store and in its posts.
    """
    pipeline, site = place
    site.rest_is_open = rest_is_open
    old = site.add(TOLD, "البلدة ترمم خزانها", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    await pipeline.reader()
    pipeline.clock.forward(timedelta(hours=2))
    new = site.add(
        TOLD,
        "المطبعة تعود إلى العمل",
        pipeline.clock(),
        slug="matbaa",
        paragraphs=("عادت مطبعة البلدة إلى العمل صباح اليوم بعد توقف دام عامين كاملين.",),
    )
    results = []
    for _ in range(3):
        results.append(await pipeline.ingest.poll(pipeline.feed_url))
        await rechecking(pipeline).recheck_due()
        pipeline.clock.forward(timedelta(hours=1))
    assert [(one.stored, one.pushed) for one in results] == [(1, 1), (0, 0), (0, 0)]
    host = site.url.removeprefix("http://")
    kept = await pipeline.store.articles.by_site_id(f"{host}/{TOLD}")
    assert kept is not None
    assert kept.article.title == old.title
    assert kept.article.paragraphs == old.paragraphs
    added = await pipeline.store.articles.by_site_id(address_id(site.link(new)))
    assert added is not None
    assert added.article.title == new.title
    new.title, new.modified = "مطبعة البلدة تعود إلى العمل", pipeline.clock()
    await pipeline.ingest.poll(pipeline.feed_url)
    await rechecking(pipeline).recheck_due()
    (added,) = await pipeline.store.articles.get([added.id])
    assert added.article.title == new.title


@pytest.mark.parametrize("stays", ["slug", "title", "published"])
async def test_an_article_that_is_corrected_or_dated_anew_is_no_other(
    place: Place, stays: str
) -> None:
    """Two of the three may change at once, and nobody is told twice."""
    pipeline, site = place
    post = site.add(TOLD, "البلدة ترمم خزانها", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    await pipeline.reader()
    pipeline.clock.forward(timedelta(hours=2))
    kept = getattr(post, stays)
    post.slug, post.title, post.published = "khazzan", "البلدة ترمم خزانها القديم", pipeline.clock()
    setattr(post, stays, kept)
    post.modified = pipeline.clock()
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0
