"""What REST is asked for when a feed shows that something was edited."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.feed.wordpress.rest_requests import WHOLE_POSTS_AT_ONCE
from bot.ingest.polling.edit_detection import EditDetector
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.small_wordpress import SmallWordPress, reading_of

HOUR = timedelta(hours=1)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    site = SmallWordPress(dated=True)
    async with reading_of(site, tmp_path) as pipeline:
        yield Place(pipeline, site)


def detector_of(place: Place) -> EditDetector:
    pipeline = place.pipeline
    return EditDetector(
        fetcher=pipeline.fetcher, store=pipeline.store, budget=pipeline.budget, now=pipeline.clock
    )


def publish(place: Place, posts: int) -> datetime:
    """That many posts within three hours; when they began."""
    since = place.pipeline.clock()
    for number in range(51, 51 + posts):
        place.site.add(number, f"خبر البلدة رقم {number}", since + number * MINUTE)
    place.pipeline.clock.forward(3 * HOUR)
    return since


async def test_a_feed_whose_last_modified_stands_years_back_is_asked_for_little(
    place: Place,
) -> None:
    """REST names what was edited lately, not the archive at each poll."""
    pipeline, since = place.pipeline, place.pipeline.clock()
    place.site.add(41, "خبر البلدة القديم", since - timedelta(days=400))
    detector = detector_of(place)
    edits = await detector.ask(
        pipeline.feed_url, since, listed=(), moved=True, shown=since - timedelta(days=3_000)
    )
    assert edits is not None
    assert edits.by_rest == ()


async def test_what_the_further_pages_of_rest_keep_silent_about_is_asked_again(
    place: Place,
) -> None:
    """What the first one has told of is known, and is no answer for the others."""
    pipeline, since = place.pipeline, publish(place, 60)
    detector = detector_of(place)
    place.site.rest_is_silent_from = 2
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=True)
    assert edits is not None
    assert edits.by_rest is not None
    assert len(edits.by_rest) == WHOLE_POSTS_AT_ONCE
    assert edits.unanswered_since == since
    place.site.rest_is_silent_from = 1000
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=False, again=True)
    assert edits is not None
    assert edits.by_rest is not None
    assert len({item.site_id for item in edits.by_rest}) == 60
    assert edits.unanswered_since is None


@pytest.mark.parametrize("most", [1, 4])
async def test_edits_beyond_a_page_that_a_theme_makes_small_are_told(
    place: Place, most: int
) -> None:
    pipeline, since = place.pipeline, publish(place, 6)
    place.site.most_in_rest = most
    detector = detector_of(place)
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=True)
    assert edits is not None
    assert edits.by_rest is not None
    assert len(edits.by_rest) == 6
    assert edits.unanswered_since is None


async def test_a_page_of_edits_that_was_deleted_meanwhile_is_asked_for_again(place: Place) -> None:
    """What stood on it stands on the page before now, which was read already."""
    pipeline, since = place.pipeline, publish(place, WHOLE_POSTS_AT_ONCE + 1)
    place.site.deleted_meanwhile = 1
    detector = detector_of(place)
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=True)
    assert edits is not None
    assert edits.unanswered_since == since


async def test_a_count_of_more_edits_than_are_listed_is_no_silence(place: Place) -> None:
    """A plug-in hides a post behind REST's back; the page behind the last is none."""
    pipeline, since = place.pipeline, publish(place, 6)
    place.site.counted_beside = 1
    detector = detector_of(place)
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=True)
    assert edits is not None
    assert edits.by_rest is not None
    assert len(edits.by_rest) == 6
    assert edits.unanswered_since is None
