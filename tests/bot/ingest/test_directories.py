"""Two sites in directories of one host: each counts its posts from one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.rechecks.visibility import VisibilityCheck
from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus
from tests.bot.conftest import Clock, Pipeline, pipeline_at
from tests.bot.ingest.rechecks.test_recheck import rechecking
from tests.bot.ingest.small_wordpress import SmallWordPress

NUMBER = 43
MINUTE = timedelta(minutes=1)


@dataclass
class Editions:
    """The site at the root and the one in `/en/`, with one poller for both."""

    pipeline: Pipeline
    main: SmallWordPress
    english: SmallWordPress

    async def poll(self) -> list[int]:
        """Poll both; how many articles each has brought."""
        feeds = [f"{site.url}/feed/" for site in (self.main, self.english)]
        return [(await self.pipeline.ingest.poll(feed)).stored for feed in feeds]

    async def statuses(self) -> list[ArticleStatus | None]:
        """Of the post that both sites have under one number."""
        host = self.main.url.removeprefix("http://")
        names = (f"{host}/{NUMBER}", f"{host}/en?p={NUMBER}")
        found = [await self.pipeline.store.articles.by_site_id(name) for name in names]
        return [stored.status if stored else None for stored in found]


# A form of links and two choices: every two of them meet.
PAIRS = [
    ("number", True, True),
    ("number", False, False),
    ("date", True, True),
    ("date", False, False),
    ("plain", True, False),
    ("plain", False, True),
]


@pytest.fixture(params=["number", "date", "plain"])
async def editions(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Editions]:
    clock, sock = Clock(), listen(0)
    main = SmallWordPress(links=request.param, url=url_of(sock))
    english = SmallWordPress(links=request.param, url=f"{url_of(sock)}/en")
    app = Starlette(routes=[Mount("/en", english.app()), Mount("", main.app())])
    async with (
        served((make_server(app), sock)),
        pipeline_at(
            tmp_path / "khabar.db", Newsroom(now=clock, backlog=0), clock, url_of(sock)
        ) as pipeline,
    ):
        for site, title in ((main, "البلدة ترمم خزانها"), (english, "المطبعة تعود إلى العمل")):
            site.add(41, f"{title} غدًا", clock() - 60 * MINUTE)
        yield Editions(pipeline, main, english)


@pytest.mark.parametrize(("editions", "rest_is_open", "guid_is_link"), PAIRS, indirect=["editions"])
async def test_one_number_is_an_article_of_each_edition(
    editions: Editions, *, rest_is_open: bool, guid_is_link: bool
) -> None:
    """Both are news, whoever tells their numbers: guid, REST or the page."""
    for site in (editions.main, editions.english):
        site.rest_is_open, site.guid_is_link = rest_is_open, guid_is_link
    assert await editions.poll() == [1, 1]
    await editions.pipeline.reader()
    for site, title in (
        (editions.main, "خزان البلدة جاهز"),
        (editions.english, "عمال المطبعة سعداء"),
    ):
        editions.pipeline.clock.forward(5 * MINUTE)
        site.add(NUMBER, title, editions.pipeline.clock())
    assert await editions.poll() == [1, 1]
    assert len(await editions.pipeline.addressed()) == 2
    assert await editions.statuses() == [ArticleStatus.LIVE] * 2
    editions.pipeline.clock.forward(5 * MINUTE)
    assert await editions.poll() == [0, 0]


@pytest.mark.parametrize(("editions", "hidden", "has_rest"), PAIRS, indirect=["editions"])
async def test_what_one_edition_hides_stays_in_the_other(
    editions: Editions, hidden: int, *, has_rest: bool
) -> None:
    """Each is asked about its own posts; where one has no REST, the other's says nothing of it."""
    pipeline = editions.pipeline
    editions.english.has_rest = has_rest
    sites = editions.main, editions.english
    for site in sites:
        site.add(NUMBER, f"خبر عن البلدة من {site.url}", pipeline.clock() - 60 * MINUTE)
    await editions.poll()
    again = rechecking(pipeline)
    watch = VisibilityCheck(
        posts=WordPressPosts(pipeline.fetcher, pipeline.clock),
        recheck=again,
        rechecks=pipeline.store.rechecks,
        budget=pipeline.budget,
        feed_urls=[f"{site.url}/feed/" for site in reversed(sites)],
        window=timedelta(hours=48),
        now=pipeline.clock,
    )
    await watch.check()
    sites[hidden].posts[NUMBER].status = "private"
    for _ in range(16):
        pipeline.clock.forward(MINUTE)
        await watch.check()
        await again.recheck_due()
    expected = [ArticleStatus.LIVE, ArticleStatus.LIVE]
    expected[hidden] = ArticleStatus.WITHDRAWN
    assert await editions.statuses() == expected


async def test_an_edition_that_is_away_has_withdrawn_nothing(editions: Editions) -> None:
    """Its own feed and pages tell, not those of the edition beside it, which are there."""
    pipeline, sites = editions.pipeline, (editions.main, editions.english)
    feeds = tuple(f"{site.url}/feed/" for site in sites)
    again = rechecking(pipeline, feed_urls=feeds)
    await editions.poll()
    pipeline.clock.forward(timedelta(days=5))
    # What stands there for days is read again no more.
    await again.recheck_due()
    for site in sites:
        site.add(NUMBER, f"خبر عن البلدة من {site.url}", pipeline.clock())
    await editions.poll()
    editions.english.lost = ("/en/",)
    for _ in range(18):
        pipeline.clock.forward(5 * MINUTE)
        await editions.poll()
        await again.recheck_due()
    assert await editions.statuses() == [ArticleStatus.LIVE] * 2
    # Its feed is back before its pages.
    editions.english.lost = ("/en/3", "/en/4", "/en/20")
    for _ in range(18):
        pipeline.clock.forward(5 * MINUTE)
        await editions.poll()
        await again.recheck_due()
    assert await editions.statuses() == [ArticleStatus.LIVE] * 2
