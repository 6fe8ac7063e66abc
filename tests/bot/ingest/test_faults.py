"""Everything that can go wrong with the site, met by polls, and what is left of it afterwards."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Article, Fault
from sandbox.newsroom.faults import FEED_FAULTS, PHOTO_FAULTS
from tests.bot.conftest import Pipeline

LATER = timedelta(minutes=5)
# Seconds that a poll may take on a busy machine.
LONGEST_POLL = 60
BODY_BYTES = 20_000_000
# On every page they would only cost the test its time.
ON_THE_FEED = frozenset({Fault.SLOW, Fault.DRIP})
# Polls fetch no photos, so that those that are wrong are met where posts are sent.
FAULTS = [
    pytest.param(one, timedelta(seconds=3 if one in ON_THE_FEED else 30), id=one)
    for one in Fault
    if one not in FEED_FAULTS | PHOTO_FAULTS
]
ONE_ARTICLE = pytest.mark.parametrize("backlog", [1], ids=["one-article"])


async def come_through(pipeline: Pipeline, fault: Fault) -> list[Article]:
    """Meet a fault at two polls and none at a third; what was published in it and behind it."""
    pipeline.clock.forward(LATER)
    areas = frozenset({Area.FEED}) if fault in ON_THE_FEED else None
    pipeline.newsroom.cause(fault, areas=areas, size=BODY_BYTES)
    within = pipeline.newsroom.publish(generate=True)
    for _ in range(2):
        pipeline.clock.forward(LATER)
        began = time.monotonic()
        result = await pipeline.ingest.poll(pipeline.feed_url)
        assert time.monotonic() - began < LONGEST_POLL
        assert pipeline.clock() < result.next_check <= pipeline.clock() + timedelta(hours=1), fault
    pipeline.newsroom.faults.clear()
    pipeline.clock.moment = result.next_check
    behind = pipeline.newsroom.publish(generate=True)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).error == "", fault
    return [within, behind]


async def assert_each_is_there_once(pipeline: Pipeline, articles: Sequence[Article]) -> None:
    for article in articles:
        stored = await pipeline.stored(article)
        assert stored is not None
        assert stored.article.title == article.headline
        assert stored.article.published <= pipeline.clock()
    addressed = Counter(key for _, key in await pipeline.addressed())
    assert addressed == {pipeline.site_id(article): 1 for article in articles}
    feed = await pipeline.store.feeds.get(pipeline.feed_url)
    assert feed.failures == 0
    assert not [url for url in pipeline.requests if "/uploads/" in url]


@ONE_ARTICLE
@pytest.mark.parametrize(("fault", "whole"), FAULTS)
async def test_polls_come_through_a_fault_and_back(pipeline: Pipeline, fault: Fault) -> None:
    """Each poll ends in bounded time, and in the end every article is there once."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    await assert_each_is_there_once(pipeline, await come_through(pipeline, fault))


@ONE_ARTICLE
async def test_polls_come_through_each_fault_of_the_feed_itself_and_back(
    pipeline: Pipeline,
) -> None:
    """One after the other: pages and REST are as ever, and none leaves the next one anything."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    articles: list[Article] = []
    for fault in sorted(FEED_FAULTS):
        articles += await come_through(pipeline, fault)
        await assert_each_is_there_once(pipeline, articles)
