"""A hostile site: whatever it answers, the next healthy article is with its readers in time."""

import itertools
from collections.abc import Iterator

import pytest

from tests.attacks.hostile_site import HostileSite, body
from tests.attacks.inputs import ITEMS, PHOTOS, feeds, pages
from tests.attacks.running_bot import RunningBot
from tests.bot.feed.hostile import REST_SHAPES
from tests.end_to_end.conftest import READER

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
NOBODY = HostileSite()
NUMBERS: Iterator[int] = itertools.count(1)


def headline() -> str:
    return f"افتتاح الحديقة رقم {next(NUMBERS)} في حي الزيتون"


@pytest.mark.parametrize("name", feeds(NOBODY))
async def test_a_hostile_feed_stops_no_news(bot: RunningBot, name: str) -> None:
    bot.site.feed = feeds(bot.site)[name]
    await bot.told_of(headline())
    assert bot.site.feed is None


@pytest.mark.parametrize("name", ITEMS)
async def test_a_hostile_item_stops_no_news(bot: RunningBot, name: str) -> None:
    parts = dict(ITEMS[name])
    bot.site.publish(parts.pop("title", f"عنصر معادٍ رقم {next(NUMBERS)} في قائمتك"), **parts)
    await bot.told_of(headline())
    bot.site.items = bot.site.items[:1]


@pytest.mark.parametrize("name", pages(NOBODY))
async def test_a_hostile_page_stops_no_news(bot: RunningBot, name: str) -> None:
    pages(bot.site)[name]()
    await bot.told_of(headline())


@pytest.mark.parametrize("name", PHOTOS)
async def test_a_hostile_photo_stops_no_news(bot: RunningBot, name: str) -> None:
    """Its article comes too, without the photo."""
    title = headline()
    item = bot.site.publish(title)
    path = f"/photo-{item.number}.jpg"
    bot.site.answers[path] = body(PHOTOS[name](), "image/jpeg")
    page = bot.site.page(item, photo=path).encode()
    bot.site.answers[f"/{item.number}/khabar/"] = body(page, "text/html")
    await bot.told_of(headline())
    await bot.heard(lambda said: any(title in one["html"] for one in said), title)


@pytest.mark.parametrize("name", REST_SHAPES)
async def test_a_hostile_rest_answer_stops_no_news(bot: RunningBot, name: str) -> None:
    bot.site.rest = body(REST_SHAPES[name], "application/json")
    await bot.told_of(headline())
    bot.site.rest = None


@pytest.mark.parametrize(
    "link",
    [
        "https://shop.example/win",
        "javascript:alert(1)",
        "https://{host}@shop.example/",
        "//shop.example",
    ],
)
async def test_no_post_leads_to_a_foreign_site(bot: RunningBot, link: str) -> None:
    """It is held for the owner, unless its identifier leads to the newsroom."""
    title = headline()
    bot.site.publish(title, link=link.format(host=bot.site.url.removeprefix("http://")))
    await bot.told_of(headline())
    assert not any("shop.example" in str(one) for one in await bot.people.heard(READER))
    assert not any("javascript:" in str(one) for one in await bot.people.heard(READER))
    stored = bot.rows("select status, url from articles where title = ?", title)
    assert all(status == "held" or url.startswith(bot.site.url) for status, url in stored)


async def test_it_ends_in_ten_seconds_and_goes_on_after_a_restart(bot: RunningBot) -> None:
    """With all that the attacks have left in its files."""
    pages(bot.site)["80,000 attributes"]()
    await bot.restart()
    await bot.told_of(headline())
    assert await bot.end() < 10
