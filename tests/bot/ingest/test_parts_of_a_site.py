"""Feeds that are not the whole site: a section left out, a type of posts of the theme's own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.bot.conftest import Clock, Pipeline
from tests.bot.ingest.small_wordpress import SmallWordPress, reading_of

MINUTE = timedelta(minutes=1)
# One in four of what comes during an outage.
SOME = frozenset(range(100, 118, 4))
ALL = frozenset(range(100, 118))


@dataclass
class SlowSite(SmallWordPress):
    """A site of which each page takes two seconds, once there is a clock."""

    clock: Clock | None = None

    async def page(self, request: Request) -> Response:
        if self.clock is not None:
            self.clock.forward(timedelta(seconds=2))
        return await super().page(request)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Pipeline, SmallWordPress]]:
    site = SmallWordPress(feed_pages=5)
    async with reading_of(site, tmp_path) as pipeline:
        yield pipeline, site


async def told_after_an_outage(
    pipeline: Pipeline, site: SmallWordPress, feed_url: str, *, imported: int = 0
) -> list[int]:
    """The numbers of the articles that a reader gets after more than a page came at once."""
    await pipeline.reader()
    for number in range(10, 22):
        site.add(number, f"خبر قديم رقم {number}", pipeline.clock() - (40 - number) * MINUTE)
    await pipeline.ingest.poll(feed_url)
    for number in sorted(ALL):
        pipeline.clock.forward(MINUTE)
        extra = {"imported": imported + number} if imported else {}
        site.add(number, f"خبر جديد رقم {number}", pipeline.clock(), **extra)
    pipeline.clock.forward(MINUTE)
    await pipeline.ingest.poll(feed_url)
    told = [site_id for _, site_id in await pipeline.addressed()]
    assert len(set(told)) == len(told)
    return sorted(int(site_id.rpartition("/")[2]) for site_id in told)


def asked_rest_for_the_gap(site: SmallWordPress) -> bool:
    return any("wp-json" in path and "&after=" in path for path in site.asked)


@pytest.mark.parametrize(
    "query", ["", "?cat=-12", pytest.param("?lang=ar", marks=pytest.mark.slow)]
)
async def test_what_a_feed_leaves_out_is_told_to_nobody_after_an_outage(
    place: tuple[Pipeline, SmallWordPress], query: str
) -> None:
    """By its address, or by a plug-in of which nothing tells but the items themselves."""
    pipeline, site = place
    site.kept_from_feed = set(SOME)
    told = await told_after_an_outage(pipeline, site, f"{pipeline.feed_url}{query}")
    assert told == sorted(ALL - SOME)
    assert asked_rest_for_the_gap(site) is not bool(query)


async def test_posts_that_rest_does_not_list_are_told_after_an_outage(
    place: tuple[Pipeline, SmallWordPress],
) -> None:
    """A theme puts its own type of posts into the feed."""
    pipeline, site = place
    site.kept_from_rest = set(SOME)
    assert await told_after_an_outage(pipeline, site, pipeline.feed_url) == sorted(ALL)


async def test_where_rest_lists_what_the_feed_does_no_page_is_read(
    place: tuple[Pipeline, SmallWordPress],
) -> None:
    pipeline, site = place
    assert await told_after_an_outage(pipeline, site, pipeline.feed_url) == sorted(ALL)
    assert not [path for path in site.asked if "paged=" in path]


async def test_imported_articles_are_taken_once_from_feed_and_rest(
    place: tuple[Pipeline, SmallWordPress],
) -> None:
    """The feed names them by another site's numbers, REST by this one's."""
    pipeline, site = place
    site.links = "date"
    await told_after_an_outage(pipeline, site, pipeline.feed_url, imported=500)
    assert await pipeline.store.articles.count() == len(ALL) + 10


async def test_a_feed_does_not_take_its_own_last_burst_for_a_gap(tmp_path: Path) -> None:
    """What a poll has found is stored seconds after the feed's answer, and is known all the same.

    The poll after it reads neither REST nor older pages; one that meets a new gap does.
    """
    site = SlowSite(feed_pages=5)
    async with reading_of(site, tmp_path) as pipeline:
        site.clock = pipeline.clock
        await told_after_an_outage(pipeline, site, pipeline.feed_url)
        site.asked.clear()
        pipeline.clock.forward(MINUTE)
        await pipeline.ingest.poll(pipeline.feed_url)
        assert site.asked == ["/feed/"]
        for number in range(200, 218):
            pipeline.clock.forward(MINUTE)
            site.add(number, f"خبر جديد رقم {number}", pipeline.clock())
        await pipeline.ingest.poll(pipeline.feed_url)
        assert asked_rest_for_the_gap(site)
        assert len(await pipeline.addressed()) == 2 * len(ALL)
