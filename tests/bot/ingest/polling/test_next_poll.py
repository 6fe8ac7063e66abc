"""When a feed is polled again: what the site asks for, what its failures say, and clocks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline
from tests.bot.ingest.polling.first_poll import LATER, first_poll


async def test_a_feed_that_is_down_is_counted_and_comes_back(pipeline: Pipeline) -> None:
    """Failures lengthen the wait; what came meanwhile is read when the site is back."""
    await first_poll(pipeline)
    fault = pipeline.newsroom.cause(Fault.DOWN)
    waits = []
    for _ in range(3):
        result = await pipeline.ingest.poll(pipeline.feed_url)
        assert result.error
        waits.append(result.next_check - pipeline.clock())
        pipeline.clock.forward(LATER)
    assert waits == sorted(waits)
    assert waits[0] < waits[2]
    assert (await pipeline.store.feeds.get(pipeline.feed_url)).failures == 3
    pipeline.newsroom.faults.clear([fault.fault])
    pipeline.newsroom.publish()
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    assert (await pipeline.store.feeds.get(pipeline.feed_url)).failures == 0


async def test_retry_after_is_obeyed(pipeline: Pipeline) -> None:
    """The site has said when it wants to be asked again."""
    pipeline.newsroom.cause(Fault.RATE_LIMITED, seconds=3000)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.next_check - pipeline.clock() >= timedelta(seconds=3000)


async def test_a_maintenance_that_lasts_is_waited_for_as_long_as_it_asks(
    pipeline: Pipeline,
) -> None:
    """WordPress names ten minutes though it needs seconds: it is asked twice before that."""
    pipeline.newsroom.cause(Fault.RETRY_AFTER, seconds=3000)
    waits = []
    for _ in range(4):
        result = await pipeline.ingest.poll(pipeline.feed_url)
        waits.append((result.next_check - pipeline.clock()) / timedelta(minutes=1))
        pipeline.clock.forward(result.next_check - pipeline.clock())
    assert waits == [2, 4, 50, 50]


async def test_what_came_out_in_a_short_maintenance_is_told_within_minutes(
    pipeline: Pipeline,
) -> None:
    """The update of a plug-in takes seconds, and its answer names ten minutes."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(Fault.RETRY_AFTER, seconds=600)
    wait = (await pipeline.ingest.poll(pipeline.feed_url)).next_check - pipeline.clock()
    assert wait <= timedelta(minutes=2)
    pipeline.newsroom.faults.clear()
    pipeline.newsroom.publish()
    pipeline.clock.forward(wait)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1


@pytest.mark.parametrize(("fault", "stored"), [(Fault.RETRY_AFTER, 1), (Fault.RATE_LIMITED, 0)])
async def test_a_notification_ends_a_maintenance_but_no_wait_of_a_site_asked_too_often(
    pipeline: Pipeline, fault: Fault, stored: int
) -> None:
    """It is the site's own later word, and says nothing of how often it may be asked."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(fault, seconds=3000)
    for _ in range(3):
        await pipeline.ingest.poll(pipeline.feed_url)
        pipeline.clock.forward(LATER)
    pipeline.newsroom.faults.clear()
    pipeline.newsroom.publish()
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0
    assert (await pipeline.ingest.poll(pipeline.feed_url, notified=True)).stored == stored


async def test_the_age_that_the_site_gives_its_feed_is_kept(pipeline: Pipeline) -> None:
    """`Cache-Control` says how long asking again is of no use; never longer than `poll_max`."""
    for allowed, wanted in ((60, 120), (300, 300), (86400, 900)):
        settings = replace(pipeline.newsroom.settings, feed_cache=timedelta(seconds=allowed))
        pipeline.newsroom.configure(settings)
        result = await pipeline.ingest.poll(pipeline.feed_url)
        assert result.next_check - pipeline.clock() == timedelta(seconds=wanted)
    pipeline.newsroom.cause(Fault.DOWN)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.next_check - pipeline.clock() == timedelta(minutes=4)


async def test_the_time_and_cause_of_the_first_failure_are_kept(pipeline: Pipeline) -> None:
    """Until the feed is back."""
    await first_poll(pipeline)
    began = pipeline.clock()
    pipeline.newsroom.cause(Fault.FORBIDDEN)
    for _ in range(3):
        await pipeline.ingest.poll(pipeline.feed_url)
        feed = await pipeline.store.feeds.get(pipeline.feed_url)
        assert (feed.failing_since, feed.cause) == (began, "refused")
        pipeline.clock.forward(LATER)
    pipeline.newsroom.faults.clear()
    await pipeline.ingest.poll(pipeline.feed_url)
    feed = await pipeline.store.feeds.get(pipeline.feed_url)
    assert (feed.failing_since, feed.cause) == (None, "")


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.RETRY_AFTER])
@FULL_FEED
async def test_what_the_site_asked_for_outlasts_restarts(pipeline: Pipeline, fault: Fault) -> None:
    """Polled before its time, the site is left alone; after it, it is asked."""
    pipeline.newsroom.cause(fault, seconds=3000)
    for _ in range(3):
        due = (await pipeline.ingest.poll(pipeline.feed_url)).next_check
        pipeline.clock.forward(LATER)
    pipeline.newsroom.faults.clear()
    early = await pipeline.ingest.poll(pipeline.feed_url)
    assert early.error
    assert early.next_check.timestamp() == int(due.timestamp())
    pipeline.clock.forward(timedelta(hours=1))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 10


@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=30)])
async def test_a_clock_that_was_far_ahead_stops_no_polling(
    pipeline: Pipeline, jump: timedelta
) -> None:
    """While it was, the feed asked to wait: that moment is read as what it can't be."""
    await first_poll(pipeline)
    pipeline.clock.forward(jump)
    pipeline.newsroom.cause(Fault.RATE_LIMITED, areas=frozenset({Area.FEED}), count=1)
    waiting = await pipeline.ingest.poll(pipeline.feed_url)
    assert waiting.error
    pipeline.clock.forward(-jump)
    article = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pipeline.stored(article) is not None
