"""Everything that can go wrong with the site, met by polls, and what is left of it afterwards."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault
from tests.bot.conftest import Desk

LATER = timedelta(minutes=5)
# Seconds that a poll may take: the desk gives a request three.
LONGEST_POLL = 10
BODY_BYTES = 20_000_000
# On every page they would only cost the test its time.
ON_THE_FEED = frozenset({Fault.SLOW, Fault.DRIP})


@pytest.mark.parametrize("backlog", [1], ids=["one-article"])
@pytest.mark.parametrize("fault", Fault)
async def test_polls_come_through_a_fault_and_back(desk: Desk, fault: Fault) -> None:
    """Each poll ends in bounded time, and in the end every article is there once."""
    await desk.reader()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)
    articles = [desk.newsroom.publish(generate=True)]
    areas = frozenset({Area.FEED}) if fault in ON_THE_FEED else None
    desk.newsroom.cause(fault, areas=areas, size=BODY_BYTES)
    for _ in range(2):
        desk.clock.forward(LATER)
        articles.append(desk.newsroom.publish(generate=True))
        began = time.monotonic()
        result = await desk.ingest.poll(desk.feed_url)
        assert time.monotonic() - began < LONGEST_POLL
        assert desk.clock() < result.next_check <= desk.clock() + timedelta(hours=1)
    desk.newsroom.faults.clear()
    desk.clock.moment = result.next_check
    articles.append(desk.newsroom.publish(generate=True))
    result = await desk.ingest.poll(desk.feed_url)
    assert result.error == ""

    for article in articles:
        stored = await desk.stored(article)
        assert stored is not None
        assert stored.article.title == article.headline
        assert stored.article.published <= desk.clock()
    addressed = Counter(key for _, key in await desk.addressed())
    assert addressed == {desk.site_id(article): 1 for article in articles}
    feed = await desk.store.feeds.get(desk.feed_url)
    assert feed.failures == 0
