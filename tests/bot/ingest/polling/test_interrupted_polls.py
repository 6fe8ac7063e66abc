"""Polls that end before they are recorded: the next one finds what they had found."""

from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault
from storage.errors import StorageError
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import posted, rechecking
from tests.databases import as_if

LATER = timedelta(minutes=5)
CAPTION = "مدخل الحديقة بعد التصحيح"
HEADLINE = "المجلس يصحح رقم الميزانية"


@pytest.mark.parametrize("beside", [0, 1], ids=["alone", "beside-news"])
async def test_an_edit_that_could_not_be_noted_is_told_again(
    pipeline: Pipeline, beside: int
) -> None:
    """A poll that was recorded before would have been the last to hear of it."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    await again.recheck_due()
    pipeline.newsroom.edit(article.number, caption=CAPTION)
    for _ in range(beside):
        pipeline.newsroom.publish()
    pipeline.clock.forward(LATER)
    await as_if(pipeline.database, "alter table edit_notices rename column told to told_away")
    with pytest.raises(StorageError):
        await pipeline.ingest.poll(pipeline.feed_url)
    await as_if(pipeline.database, "alter table edit_notices rename column told_away to told")
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption == CAPTION


@pytest.mark.parametrize("table", ["article_tags", "alert_matches"])
async def test_an_edit_that_the_feed_shows_is_seen_again_after_a_poll_that_failed(
    pipeline: Pipeline, table: str
) -> None:
    """It failed before the edit was noted or as the news beside it was stored; REST is closed."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    await again.recheck_due()
    pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.edit(article.number, headline=HEADLINE)
    pipeline.newsroom.publish()
    pipeline.clock.forward(LATER)
    missing = f"alter table {table} rename to {table}_away"
    await as_if(pipeline.database, missing)
    with pytest.raises(StorageError):
        await pipeline.ingest.poll(pipeline.feed_url)
    await as_if(pipeline.database, f"alter table {table}_away rename to {table}")
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == HEADLINE
