"""One WordPress for all tests of this folder; each test starts it off as it needs it."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.newsroom import Newsroom
from tests.bot.conftest import Clock, Pipeline, pipeline_at
from tests.wordpress import news, server
from tests.wordpress.server import WordPress

PERMALINKS = {
    "number": "/%post_id%/%postname%/",
    "date": "/%year%/%monthnum%/%day%/%postname%/",
    "plain": "",
}


@dataclass
class Filled:
    """The site with its news; `made` has each post's id, link and guid by kind."""

    site: WordPress
    news: list[news.News]
    made: dict[str, dict[str, Any]]

    def set_up(self, theme: str, links: str, rest: str, *, summaries: bool) -> None:
        """A theme, a permalink structure, REST open or closed, the feed whole or as summaries."""
        self.site.call(
            ["switch_theme", theme],
            ["khabar_permalinks", PERMALINKS[links]],
            ["update_option", "khabar_rest_closed", int(rest == "closed")],
            ["update_option", "rss_use_excerpt", int(summaries)],
            ["update_option", "posts_per_rss", 20],
        )

    def links(self) -> dict[str, str]:
        """The address of each post under the present permalink structure, by kind."""
        calls = (["get_permalink", made["id"]] for made in self.made.values())
        return dict(zip(self.made, self.site.call(*calls), strict=True))

    def feed_url(self, links: str) -> str:
        return f"{self.site.home}/?feed=rss2" if links == "plain" else f"{self.site.home}/feed/"

    def inside(self, directory: str) -> "Filled":
        """The same site as one in a directory of its host."""
        return Filled(self.site.inside(directory), self.news, self.made)

    @asynccontextmanager
    async def desk(self, path: Path, links: str) -> AsyncIterator[Pipeline]:
        """The parts that poll, on a new database and a clock that tests move on from now."""
        clock = Clock(datetime.now(UTC))
        newsroom = Newsroom(now=clock, backlog=0)
        async with pipeline_at(
            path,
            newsroom,
            clock,
            self.site.url,
            whole=timedelta(seconds=30),
            # What a newsroom may publish at once is tested elsewhere.
            flood_at=100,
        ) as desk:
            yield desk


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    if lacking := server.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no WordPress in CI: {lacking}")
        pytest.skip(f"no WordPress here: {lacking}")
    with server.running() as site:
        yield site


@pytest.fixture(scope="session")
def filled(wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder = tmp_path_factory.mktemp("photos")
    (photo, address), (second, _) = wordpress.call(
        [
            "khabar_photo",
            str(news.photo_file(folder)),
            "خزان المياه في بلدة الصفصاف - 27 تشرين الثاني 2026 (صدى الوادي/رامي نصر)",
        ],
        ["khabar_photo", str(news.photo_file(folder, "souq")), "السوق الجديد عند الفجر"],
    )
    photos = {
        "خزان المياه في بلدة الصفصاف - 27 تشرين الثاني 2026|صدى الوادي/رامي نصر": photo,
        "السوق الجديد عند الفجر|": second,
    }
    public, hidden = news.public(address), news.hidden()
    made = news.published(wordpress, [*public, *hidden], photos)
    return Filled(wordpress, [*public, *hidden], made)


@pytest.fixture
def only_for_now(filled: Filled) -> Iterator[None]:
    """What a test publishes is gone after it."""
    yield
    filled.site.call(["khabar_keep_only", [made["id"] for made in filled.made.values()]])
