"""A feed that lists its oldest articles first, and grows at its end."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from tests.bot.conftest import Clock, Pipeline, pipeline_at
from tests.bot.ingest.small_wordpress import text_of

HOUR = timedelta(hours=1)


@dataclass
class GrowingFeed:
    """A site without pages of its own; `known` has the newest articles at the end."""

    url: str
    known: list[datetime] = field(default_factory=list)

    async def feed(self, _: Request) -> Response:
        items = "".join(
            f"<item><title>خبر رقم {number}</title><link>{self.url}/{number}/khabar/</link>"
            f"<pubDate>{format_datetime(at)}</pubDate>"
            f"<description>{' '.join(text_of(number, 'خبر'))}</description></item>"
            for number, at in enumerate(self.known, start=1)
        )
        body = f'<rss version="2.0"><channel><title>صدى</title>{items}</channel></rss>'
        return PlainTextResponse(body, media_type="application/rss+xml")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Pipeline, GrowingFeed]]:
    clock = Clock()
    sock = listen(0)
    site = GrowingFeed(url_of(sock))
    app = Starlette(routes=[Route("/feed/", site.feed)])
    async with (
        served((make_server(app), sock)),
        pipeline_at(
            tmp_path / "khabar.db", Newsroom(now=clock, backlog=0), clock, url_of(sock)
        ) as pipeline,
    ):
        yield pipeline, site


async def test_each_new_article_at_the_end_of_a_long_feed_is_told(
    place: tuple[Pipeline, GrowingFeed],
) -> None:
    """The feed lists more than are read back after an outage, here a hundred."""
    pipeline, site = place
    await pipeline.reader()
    site.known = [pipeline.clock() - number * HOUR for number in range(101, 0, -1)]
    await pipeline.ingest.poll(pipeline.feed_url)
    for _ in range(2):
        pipeline.clock.forward(HOUR)
        site.known.append(pipeline.clock())
        assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 1
