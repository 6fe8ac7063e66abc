"""A feed that is added tells nobody the past; one that replaces another goes on where it ended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.ingest.polling.added_feeds import (
    CACHED,
    REPLACED_WITHIN,
    begun,
    floor_of,
    last_success_beside,
)
from bot.types import FeedItem, ParsedFeed
from sandbox.newsroom import Article, Story, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import Feed
from tests.articles import NOON
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline

LATER = timedelta(minutes=5)
HOUR = timedelta(hours=1, seconds=1)
OLD = "https://www.sada.example/feed/"


def sport(pipeline: Pipeline, ago: timedelta, number: int = 0) -> Article:
    """An article of a section that the newsroom fills slowly."""
    story = Story(
        key=f"sport-{number}",
        headline=f"فريق الحي يفوز في مباراته رقم {number}",
        paragraphs=(f"فاز فريق الحي في مباراته رقم {number} أمام جمهور ملأ مدرج الملعب البلدي.",),
        section="رياضة",
        tags=("ملعب",),
    )
    return pipeline.newsroom.publish(story, at=pipeline.clock() - ago)


async def pushed(pipeline: Pipeline, url: str) -> int:
    result = await pipeline.ingest.poll(url)
    assert result.error == ""
    return result.pushed


async def section_beside_a_known_feed(pipeline: Pipeline) -> str:
    """The main feed reaches back seventy hours, and the section's pages lie within them."""
    await pipeline.reader()
    pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(hours=70))
    await pipeline.ingest.poll(pipeline.feed_url)
    for number in range(25):
        sport(pipeline, timedelta(hours=12 + 2 * number), number)
    pipeline.clock.forward(LATER)
    url = f"{pipeline.site_url}/category/sport/feed/"
    assert await pushed(pipeline, url) == 0
    pipeline.clock.forward(LATER)
    return url


async def test_what_stands_behind_the_first_page_of_an_added_feed_is_no_news(
    pipeline: Pipeline,
) -> None:
    """However far back the feeds beside it reach; what comes afterwards is news."""
    url = await section_beside_a_known_feed(pipeline)
    assert await pushed(pipeline, url) == 0
    pipeline.requests.clear()
    pipeline.clock.forward(HOUR)
    assert await pushed(pipeline, url) == 0
    assert [one for one in pipeline.requests if "paged=2" in one]
    article = sport(pipeline, timedelta(minutes=1), 99)
    assert await pushed(pipeline, url) == 1
    assert [key for _, key in await pipeline.addressed()] == [pipeline.site_id(article)]


@pytest.mark.parametrize("ago", [timedelta(seconds=1), CACHED - LATER])
async def test_what_the_known_feed_had_not_shown_yet_is_told_once(
    pipeline: Pipeline, ago: timedelta
) -> None:
    """A cache kept it from the last poll of the feed beside, or it fell into that one's second."""
    await pipeline.reader()
    pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(hours=70))
    await pipeline.ingest.poll(pipeline.feed_url)
    hidden = sport(pipeline, ago, 77)
    sport(pipeline, CACHED + LATER, 78)
    pipeline.clock.forward(timedelta(minutes=2))
    added = f"{pipeline.site_url}/category/sport/feed/"
    assert await pushed(pipeline, added) == 0
    for url in (added, pipeline.feed_url, added):
        pipeline.clock.forward(timedelta(minutes=2))
        await pushed(pipeline, url)
    assert [key for _, key in await pipeline.addressed()] == [pipeline.site_id(hidden)]


async def test_what_slides_into_an_added_feed_is_no_news(pipeline: Pipeline) -> None:
    """One of its articles was thrown away, and the eleventh takes the tenth place."""
    url = await section_beside_a_known_feed(pipeline)
    newest = max(
        (one for one in pipeline.newsroom.listed() if one.section == "رياضة"),
        key=lambda one: one.published_at,
    )
    pipeline.newsroom.withdraw(newest.number)
    results = [await pipeline.ingest.poll(url) for _ in range(15)]
    assert [one.stored for one in results if not one.not_modified] == [1]
    assert await pipeline.addressed() == []


@FULL_FEED
async def test_after_two_silent_weeks_the_past_is_no_news_either(pipeline: Pipeline) -> None:
    """Then no article of late says how far back the known ones reach; the feed itself does."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    for _ in range(3):
        pipeline.clock.forward(timedelta(days=5))
        await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.withdraw(pipeline.newsroom.listed()[0].number)
    pipeline.clock.forward(HOUR)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 0)


@asynccontextmanager
async def other_host(pipeline: Pipeline) -> AsyncIterator[str]:
    """The same site at another address."""
    sock = listen(0)
    async with served((make_server(create_app(pipeline.newsroom)), sock)):
        yield url_of(sock)


@pytest.mark.parametrize("of_section", [False, True])
async def test_what_came_out_until_a_feeds_address_was_corrected_is_news(
    pipeline: Pipeline, *, of_section: bool
) -> None:
    """The site has moved, and hours later somebody writes the new address into FEED_URLS.

    Nothing that was known is told again.
    """
    path = "/category/sport/feed/" if of_section else "/feed/"
    await pipeline.reader()
    sport(pipeline, LATER, 1)
    await pipeline.ingest.poll(f"{pipeline.site_url}{path}")
    pipeline.clock.forward(timedelta(hours=1))
    missed = [sport(pipeline, timedelta(minutes=number), number) for number in (40, 30, 2)]
    pipeline.clock.forward(timedelta(minutes=30))
    pipeline.feed_urls.removed.add(f"{pipeline.site_url}{path}")
    async with other_host(pipeline) as site:
        assert await pushed(pipeline, f"{site}{path}") == 3
        pipeline.clock.forward(LATER)
        assert await pushed(pipeline, f"{site}{path}") == 0
    numbers = [key.rpartition("/")[2] for _, key in await pipeline.addressed()]
    assert numbers == [str(article.number) for article in missed]


async def test_a_feed_in_another_spelling_is_the_same_feed(pipeline: Pipeline) -> None:
    """However long ago the other line was removed: what is known is known."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.feed_urls.removed.add(pipeline.feed_url)
    pipeline.clock.forward(3 * REPLACED_WITHIN)
    pipeline.newsroom.publish()
    assert await pushed(pipeline, f"{pipeline.feed_url}?utm_source=khabar") == 1


async def test_a_feed_that_was_removed_long_ago_says_nothing_of_an_added_one(
    pipeline: Pipeline,
) -> None:
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.feed_urls.removed.add(pipeline.feed_url)
    pipeline.clock.forward(3 * REPLACED_WITHIN)
    pipeline.newsroom.publish()
    added = f"{pipeline.site_url}/?feed=rss2"
    for _ in range(2):
        assert await pushed(pipeline, added) == 0
        pipeline.clock.forward(LATER)


def known(url: str, *, due: datetime = NOON) -> Feed:
    read = due - timedelta(hours=9)
    return Feed(url=url, next_check=due, last_success=read, floor=read - timedelta(days=3))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.sada.example/feed/",
        "https://sada.example/feed/",
        "https://www.sada.example/feed",
        "http://sada.example/feed?utm_source=khabar",
    ],
)
def test_scheme_www_and_the_last_slash_make_no_other_feed(url: str) -> None:
    """It goes on with all that it knew."""
    old = known(OLD, due=NOON - timedelta(days=300))
    begins = begun(Feed(url=url), [old], {url}, NOON)
    assert begins == Feed(url=url, last_success=old.last_success, floor=old.floor)


@pytest.mark.parametrize(
    ("url", "replaces"),
    [
        ("https://sada.news/feed/", True),
        ("https://sada.example/?feed=rss2", True),
        ("https://sada.news/en/feed/", False),
    ],
)
def test_a_replaced_feed_has_the_path_or_the_host_of_the_new_one(
    url: str, *, replaces: bool
) -> None:
    old = known(OLD)
    assert old.last_success is not None
    begins = begun(Feed(url=url), [old], {url}, NOON)
    assert begins.last_success == (old.last_success if replaces else None)
    assert begins.floor == (old.last_success - CACHED if replaces else None)


def test_a_feed_replaces_none_that_is_still_read_or_was_removed_before() -> None:
    new = Feed(url="https://sada.news/feed/")
    assert begun(new, [known(OLD)], {new.url, OLD}, NOON) == new
    ago = NOON - REPLACED_WITHIN - timedelta(seconds=1)
    assert begun(new, [known(OLD, due=ago)], {new.url}, NOON) == new
    assert begun(new, [Feed(url=OLD, next_check=NOON)], {new.url}, NOON) == new


def test_the_likest_feed_is_the_replaced_one() -> None:
    """Not the one that was read last."""
    url = "https://sada.example/en/feed/"
    like = known("http://www.sada.example/en/feed/", due=NOON - timedelta(hours=5))
    assert begun(Feed(url=url), [known(OLD), like], {url}, NOON).floor == like.floor


def test_feeds_of_one_host_stand_beside_each_other() -> None:
    """With or without `www.`, by http or https; not one that was removed."""
    beside = known("http://sada.example/en/feed/")
    assert last_success_beside(OLD, [beside], {beside.url}) == beside.last_success
    assert last_success_beside(OLD, [beside], set()) is None
    assert last_success_beside(OLD, [known("https://sada.news/feed/"), known(OLD)], {OLD}) is None


def listing(*dates: datetime | None) -> ParsedFeed:
    items = [
        FeedItem(site_id=str(place), url=f"{OLD}{place}", title="عنوان", published=date)
        for place, date in enumerate(dates)
    ]
    return ParsedFeed(items=tuple(items))


def test_behind_the_page_begins_the_past() -> None:
    """A wrong date among the items opens it no farther; without any, the present is its end."""
    hour = timedelta(hours=1)
    feed = listing(NOON - hour, NOON - timedelta(days=99), NOON - 2 * hour, None)
    assert floor_of(feed, (), NOON) == NOON - 2 * hour
    assert floor_of(feed, listing(NOON - 3 * hour).items, NOON) == NOON - 3 * hour
    assert floor_of(listing(), (), NOON) == NOON
    assert floor_of(listing(NOON + hour), (), NOON) == NOON
