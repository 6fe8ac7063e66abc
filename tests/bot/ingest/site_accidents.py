"""A site with a past and many new articles, what is asked of owners, and what became of each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.ingest.rechecks.withdrawals import MOST_AN_HOUR
from bot.owner_alerts.mass_withdrawals import WithdrawalQuestions
from bot.posts.buttons import Rows
from storage.models import ArticleStatus, MassWithdrawal
from tests.bot.conftest import Pipeline
from tests.bot.ingest.known_sites import KnownSites
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

HOUR = timedelta(hours=1)
# As often as what is missed is looked for; what is looked at more often would be found as it was.
STEP = 10 * MINUTE
MANY = MOST_AN_HOUR + 2
OWNER = 5
SOAKED = pytest.mark.slow
WITH_REST = pytest.mark.parametrize("place", ["open"], indirect=True)
# What happens whatever REST says is tried on one kind of site, and on the other in the soak.
WITHOUT_REST = pytest.mark.parametrize("place", ["closed"], indirect=True)
MOSTLY_WITH_REST = pytest.mark.parametrize(
    "place", ["open", pytest.param("closed", marks=SOAKED)], indirect=True
)
MOSTLY_WITHOUT_REST = pytest.mark.parametrize(
    "place", ["closed", pytest.param("open", marks=SOAKED)], indirect=True
)


async def publish(place: Place, count: int) -> None:
    """A site with a past, which is not watched any more, and so many articles of the last hour."""
    for number in range(10, 20):
        place.add(number, f"خبر قديم رقم {number}", slug=f"old-{number}")
    place.pipeline.clock.forward(72 * HOUR)
    await place.begin()
    for number in range(50, 50 + count):
        place.pipeline.clock.forward(5 * MINUTE)
        place.add(number, f"خبر جديد رقم {number}")
        await place.pipeline.ingest.poll(place.pipeline.feed_url)


async def publish_many(pipeline: Pipeline, site: SmallWordPress) -> None:
    await publish(Place(pipeline, site), MANY)


@pytest.fixture(params=["open", "closed"])
async def place(
    known_sites: KnownSites, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Place]:
    """A site with a past and with many articles of the last hour."""
    kind = request.param
    site = SmallWordPress(rest_is_open=kind == "open")
    name = f"many articles, REST {kind}"
    async with known_sites.reading(name, site, publish_many, tmp_path) as (pipeline, left):
        yield Place(pipeline, left)


@pytest.fixture
async def new_place(tmp_path: Path) -> AsyncIterator[Place]:
    """A site with REST, on which nothing was published yet."""
    site = SmallWordPress()
    async with reading_of(site, tmp_path) as pipeline:
        yield Place(pipeline, site)


async def newest(place: Place) -> list[Post]:
    """The articles of the last hour, once the bot has looked at them again."""
    await place.pass_time(STEP, polls=True, step=STEP)
    return [post for number, post in sorted(place.site.posts.items()) if number >= 50]


async def statuses(place: Place, posts: list[Post]) -> set[ArticleStatus | None]:
    return {await place.status(post) for post in posts}


async def mass_withdrawal(place: Place) -> MassWithdrawal:
    found = await place.pipeline.store.mass_withdrawals.undecided()
    assert found is not None
    return found


async def questions(place: Place) -> list[str]:
    """What the owner is asked now, with the labels of the buttons."""
    asked: list[str] = []

    async def tell(owner_id: int, html: str, rows: Rows = ()) -> bool:
        assert owner_id == OWNER
        asked.append(" ".join([html, *(button.text for row in rows for button in row)]))
        return True

    await WithdrawalQuestions(
        store=place.pipeline.store,
        catalogues=Catalogues.load(),
        tell=tell,
        owner_ids=[OWNER],
        now=place.pipeline.clock,
    ).ask()
    return asked


async def restored_backup(place: Place) -> list[Post]:
    """Last night's database is back: what was published since is gone, the rest is there."""
    new = await newest(place)
    for post in new:
        post.status = "trash"
    await place.pass_time(40 * MINUTE, polls=True, step=STEP)
    return new
