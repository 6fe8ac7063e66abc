"""Articles that are withdrawn by the site's word while their page is being read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storage.models import ArticleStatus, StoredArticle
from storage.outbox import Action, Sent
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import due, rechecking
from tests.bot.ingest.small_wordpress import TOLD, Post, SmallWordPress, reading_of

YEAR = timedelta(days=365)


@dataclass
class SlowSite(SmallWordPress):
    """A site of which something becomes known while a page is on its way."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def page(self, request: Request) -> Response:
        answer = await super().page(request)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            await happens()
        return answer


Place = tuple[Pipeline, SlowSite]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    site = SlowSite()
    async with reading_of(site, tmp_path) as pipeline:
        yield pipeline, site


async def posted(pipeline: Pipeline, site: SlowSite) -> Post:
    """An article that was sent to a reader, and is due to be read again."""
    await pipeline.reader()
    site.add(1, "سوق البلدة يفتح", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=5))
    post = site.add(TOLD, "البلدة ترمم خزانها", pipeline.clock())
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    await pipeline.store.outbox.record([Sent(delivery.id, 77, has_photo=False)], pipeline.clock())
    pipeline.clock.forward(timedelta(minutes=10))
    return post


async def known(pipeline: Pipeline, post: Post) -> StoredArticle:
    name = f"{pipeline.site_url.removeprefix('http://')}/{post.number}"
    found = await pipeline.store.articles.by_site_id(name)
    assert found is not None
    return found


def corrected(site: SlowSite, post: Post) -> None:
    post.title = "البلدة ترمم خزانها القديم"


def moved(site: SlowSite, post: Post) -> None:
    post.slug = "khazzan"


def gone(site: SlowSite, post: Post) -> None:
    post.status = "trash"


def unchanged(site: SlowSite, post: Post) -> None:
    pass


@pytest.mark.parametrize("page", [unchanged, corrected, moved, gone])
async def test_what_is_withdrawn_while_its_page_is_read_stays_withdrawn(
    place: Place, page: Callable[[SlowSite, Post], None]
) -> None:
    """Its post is deleted, and no later look at a page that a cache keeps brings it back."""
    pipeline, site = place
    post = await posted(pipeline, site)
    before = await known(pipeline, post)
    page(site, post)
    again = rechecking(pipeline, on_withdrawn="delete")

    async def locked() -> None:
        await again.withdrawn(await known(pipeline, post), "is behind a password now, by REST")

    site.meanwhile = locked
    await pipeline.store.rechecks.recheck_now([before.article.site_id], pipeline.clock())
    await again.recheck_due()
    assert site.meanwhile is None
    stored = await known(pipeline, post)
    assert stored.status is ArticleStatus.WITHDRAWN
    assert (stored.article, stored.misses) == (before.article, 0)
    later = await pipeline.store.rechecks.due(pipeline.clock() + YEAR, 100)
    assert stored.id not in {one.id for one in later}
    pipeline.clock.forward(timedelta(minutes=3))
    assert [one.action for one in await due(pipeline)] == [Action.DELETE]


async def test_what_is_withdrawn_while_another_page_is_read_is_not_read(place: Place) -> None:
    """Both were due at once."""
    pipeline, site = place
    post = await posted(pipeline, site)
    first = await known(pipeline, site.posts[1])
    again = rechecking(pipeline)

    async def locked() -> None:
        await again.withdrawn(await known(pipeline, post), "is behind a password now, by REST")

    site.meanwhile = locked
    now = pipeline.clock()
    await pipeline.store.rechecks.recheck_now([first.article.site_id], now - timedelta(hours=1))
    await pipeline.store.rechecks.recheck_now([(await known(pipeline, post)).article.site_id], now)
    site.asked.clear()
    await again.recheck_due()
    assert site.meanwhile is None
    assert [path for path in site.asked if path.startswith(("/1/", f"/{TOLD}/"))] == [
        f"/1/{site.posts[1].slug}/"
    ]
