"""Edits of which REST says nothing for a while, or for good."""

from datetime import timedelta

import pytest

from bot.ingest.read_article import ArticleReader
from sandbox.newsroom import Area, Fault
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import posted, rechecking


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.RATE_LIMITED, Fault.DROPPED])
async def test_an_edit_that_rest_is_silent_about_is_told_by_it_later(
    pipeline: Pipeline, fault: Fault, *, restarts: bool
) -> None:
    """By then nothing moves any more, and the feed would be answered by 304."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    await again.recheck_due()
    pipeline.newsroom.cause(fault, areas=frozenset({Area.REST}))
    pipeline.newsroom.edit(article.number, caption="مدخل الحديقة بعد التصحيح")
    pipeline.newsroom.publish()
    ingest = pipeline.ingest
    for _ in range(3):
        pipeline.clock.forward(timedelta(minutes=5))
        await ingest.poll(pipeline.feed_url)
    pipeline.newsroom.faults.clear()
    if restarts:
        ingest = pipeline.polling(ArticleReader(pipeline.fetcher, now=pipeline.clock))
    pipeline.clock.forward(timedelta(minutes=5))
    await ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption == "مدخل الحديقة بعد التصحيح"
    pipeline.requests.clear()
    for _ in range(3):
        pipeline.clock.forward(timedelta(minutes=5))
        await ingest.poll(pipeline.feed_url)
    assert not [url for url in pipeline.requests if "modified_after" in url]


async def test_a_rest_that_stays_silent_is_asked_for_an_hour_now_and_then_and_no_more(
    pipeline: Pipeline,
) -> None:
    """A site without a usable REST must not be asked for its whole feed for ever."""
    await posted(pipeline)
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.REST}))
    pipeline.newsroom.publish()
    for _ in range(9):
        pipeline.clock.forward(timedelta(minutes=5))
        assert not (await pipeline.ingest.poll(pipeline.feed_url)).not_modified
    asked = []
    for _ in range(30):
        pipeline.clock.forward(timedelta(minutes=5))
        pipeline.requests.clear()
        await pipeline.ingest.poll(pipeline.feed_url)
        asked.append(any("modified_after" in url for url in pipeline.requests))
    assert 1 <= sum(asked) <= 3
    pipeline.clock.forward(timedelta(days=3))
    for _ in range(15):
        pipeline.clock.forward(timedelta(minutes=5))
        await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.requests.clear()
    for _ in range(30):
        pipeline.clock.forward(timedelta(minutes=5))
        await pipeline.ingest.poll(pipeline.feed_url)
    assert not [url for url in pipeline.requests if "modified_after" in url]
