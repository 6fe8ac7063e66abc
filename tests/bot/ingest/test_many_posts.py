"""Many posts are read by REST, however much a plug-in adds to each, however few a page has."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.feed.http.fetcher import FetchLimits
from bot.feed.wordpress.post_details import PostDetails
from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.polling.edit_detection import EditDetector
from bot.types import FeedItem
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

HOUR = timedelta(hours=1)
MANY = 50
# Of forty posts an answer is too large.
ADDED = "x" * (FetchLimits().page_bytes // 40)


class HeavyWordPress(SmallWordPress):
    """Each post has what a plug-in for search engines prints into the head of its page."""

    def _as_json(self, post: Post) -> dict[str, Any]:
        return super()._as_json(post) | {"yoast_head": ADDED}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    site = HeavyWordPress(dated=True)
    async with reading_of(site, tmp_path) as pipeline:
        yield Place(pipeline, site)


def publish_many(place: Place) -> list[Post]:
    since = place.pipeline.clock()
    posts = [
        place.site.add(number, f"خبر البلدة رقم {number}", since + number * MINUTE)
        for number in range(51, 51 + MANY)
    ]
    place.pipeline.clock.forward(3 * HOUR)
    return posts


async def test_many_edits_of_heavy_posts_are_told(place: Place) -> None:
    pipeline, since = place.pipeline, place.pipeline.clock()
    publish_many(place)
    detector = EditDetector(
        fetcher=pipeline.fetcher, store=pipeline.store, budget=pipeline.budget, now=pipeline.clock
    )
    edits = await detector.ask(pipeline.feed_url, since, listed=(), moved=True)
    assert edits is not None
    assert edits.by_rest is not None
    assert len(edits.by_rest) == MANY
    assert edits.unanswered_since is None


async def test_a_gap_of_heavy_posts_is_filled(place: Place) -> None:
    """The site has no older pages of its feed: REST alone tells of them."""
    place.add(41, "افتتاح معرض الكتاب في البلدة")
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    posts = publish_many(place)
    result = await place.pipeline.ingest.poll(place.pipeline.feed_url)
    assert result.stored == len(posts)


@pytest.mark.parametrize("most", [4, 100])
async def test_many_heavy_posts_are_completed(place: Place, most: int) -> None:
    place.site.most_in_rest = most
    items = [
        FeedItem(site_id=f"127.0.0.1/{post.number}", url=place.site.link(post), title=post.title)
        for post in publish_many(place)
    ]
    posts = WordPressPosts(place.pipeline.fetcher, place.pipeline.clock)
    done = await PostDetails(posts).completed(place.pipeline.feed_url, items)
    assert all(item.paragraphs for item in done)


class ForgetfulWordPress(SmallWordPress):
    """A cache before it drops what it was asked for: it always lists its newest posts."""

    async def rest(self, request: Request) -> Response:
        page = int(request.query_params.get("page", "1"))
        scope = {**request.scope, "query_string": b"page=%d" % page}
        return await super().rest(Request(scope))


async def test_a_site_that_ignores_what_it_is_asked_for_is_asked_once(tmp_path: Path) -> None:
    site = ForgetfulWordPress(dated=True)
    async with reading_of(site, tmp_path) as pipeline:
        place = Place(pipeline, site)
        post = publish_many(place)[0]
        items = [
            FeedItem(site_id=f"127.0.0.1/{post.number}", url=site.link(post), title=post.title)
        ]
        posts = WordPressPosts(pipeline.fetcher, pipeline.clock)
        assert await PostDetails(posts).completed(pipeline.feed_url, items) == items
    assert sum("/wp-json/" in url for url in site.asked) == 1
