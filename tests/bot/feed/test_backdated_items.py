"""The hourly look behind a feed's first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.feed.backdated_items import EVERY, BackdatedItems
from bot.feed.http.fetcher import Fetcher
from tests.bot.feed.conftest import NOW, Site
from tests.data.feed_documents import item, rss
from tests.data.stories import ALL


@dataclass
class Clock:
    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment


async def test_both_older_pages_are_looked_at_once_an_hour(site: Site, fetcher: Fetcher) -> None:
    """Not with the first poll, and not twice within the hour."""
    clock = Clock()
    look = BackdatedItems(fetcher, clock)
    site.page("/feed/?paged=2", rss(item(ALL[0])))
    site.page("/feed/?paged=3", rss(item(ALL[1])))
    url = site.url("/feed/")
    assert await look.items(url, None) == []
    clock.moment += EVERY
    found = await look.items(url, None)
    assert [one.title for one in found] == [ALL[0].title, ALL[1].title]
    assert await look.items(url, None) == []
    clock.moment += EVERY
    assert len(await look.items(url, None)) == 2


@pytest.mark.parametrize("status", ["500 Oops", "404 Not Found"])
async def test_a_page_that_can_not_be_had_is_left_for_the_next_hour(
    site: Site, fetcher: Fetcher, status: str
) -> None:
    """What came before it counts; the poll it belongs to has gone well."""
    clock = Clock()
    look = BackdatedItems(fetcher, clock)
    site.page("/feed/?paged=2", rss(item(ALL[0])))
    site.page("/feed/?paged=3", status=status)
    await look.items(site.url("/feed/"), None)
    clock.moment += EVERY
    assert [one.title for one in await look.items(site.url("/feed/"), None)] == [ALL[0].title]


async def test_what_is_older_than_all_news_ends_the_look(site: Site, fetcher: Fetcher) -> None:
    """A new installation does not read the days before its first poll."""
    clock = Clock()
    look = BackdatedItems(fetcher, clock)
    site.page("/feed/?paged=2", rss(item(ALL[0])))
    await look.items(site.url("/feed/"), None)
    clock.moment += EVERY
    assert await look.items(site.url("/feed/"), NOW + timedelta(days=1)) == []
    assert len(site.requests) == 1
