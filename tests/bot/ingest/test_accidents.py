"""What an accident of the site hides is not withdrawn; what the newsroom takes back is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.ingest.rechecks.withdrawals import MOST_AN_HOUR
from bot.owner_alerts.mass_withdrawals import ASKED_AFTER, WithdrawalQuestions
from bot.posts.buttons import Rows
from storage.models import ArticleStatus, MassWithdrawal, MassWithdrawalDecision
from tests.bot.conftest import Pipeline
from tests.bot.ingest.known_sites import KnownSites
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of
from tests.bot.ingest.test_locked import MINUTE, Place

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
LOST_PAGES, LOST_ALL = ("/5", "/4", "/1"), ("/",)


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


@pytest.mark.parametrize(
    ("place", "lost"),
    [
        ("open", LOST_ALL),
        ("closed", LOST_PAGES),
        pytest.param("open", LOST_PAGES, marks=SOAKED),
        pytest.param("closed", LOST_ALL, marks=SOAKED),
    ],
    ids=["open-everything", "closed-pages", "open-pages", "closed-everything"],
    indirect=["place"],
)
async def test_an_hour_of_404_on_all_pages_withdraws_nothing(
    place: Place, lost: tuple[str, ...]
) -> None:
    """Rewrite rules were lost, or the new server is empty: other articles are not there either."""
    new = await newest(place)
    place.site.lost = lost
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    place.site.lost = ()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await questions(place) == []


@MOSTLY_WITH_REST
async def test_one_article_is_withdrawn_once_the_feed_is_back(place: Place) -> None:
    """While the feed fails nobody knows what the site is about."""
    new = await newest(place)
    place.site.lost = ("/feed/",)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    new[0].status = "trash"
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await place.status(new[0]) is ArticleStatus.LIVE
    place.site.lost = ()
    place.pipeline.clock.forward(HOUR)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await statuses(place, new[:1]) == {ArticleStatus.WITHDRAWN}
    assert await statuses(place, new[1:]) == {ArticleStatus.LIVE}


@MOSTLY_WITHOUT_REST
async def test_as_many_as_a_newsroom_takes_back_are_withdrawn(place: Place) -> None:
    new = await newest(place)
    for post in new[:MOST_AN_HOUR]:
        post.status = "trash"
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await statuses(place, new[:MOST_AN_HOUR]) == {ArticleStatus.WITHDRAWN}


async def restored_backup(place: Place) -> list[Post]:
    """Last night's database is back: what was published since is gone, the rest is there."""
    new = await newest(place)
    for post in new:
        post.status = "trash"
    await place.pass_time(40 * MINUTE, polls=True, step=STEP)
    return new


@MOSTLY_WITHOUT_REST
async def test_of_a_heap_nothing_is_withdrawn_before_an_owners_word(place: Place) -> None:
    """The owner is asked once, with headlines and two answers."""
    new = await restored_backup(place)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert (await mass_withdrawal(place)).articles == MANY
    (question,) = await questions(place)
    assert new[0].title in question
    assert "سحبها الموقع" in question
    assert await questions(place) == []


@pytest.mark.parametrize(
    ("place", "decision", "status"),
    [
        ("open", MassWithdrawalDecision.WITHDRAW, ArticleStatus.WITHDRAWN),
        ("closed", MassWithdrawalDecision.KEEP, ArticleStatus.LIVE),
    ],
    indirect=["place"],
)
async def test_an_owners_word_decides_about_the_whole_heap(
    place: Place, decision: MassWithdrawalDecision, status: ArticleStatus
) -> None:
    """Only the first counts, and what the owner keeps is not asked about again."""
    new = await restored_backup(place)
    store, clock = place.pipeline.store, place.pipeline.clock
    found = await mass_withdrawal(place)
    assert await store.mass_withdrawals.decide(found.id, decision, clock())
    assert not await store.mass_withdrawals.decide(found.id, decision, clock())
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {status}
    assert await store.mass_withdrawals.undecided() is None


@WITHOUT_REST
async def test_what_an_owner_keeps_holds_up_no_other_withdrawal(place: Place) -> None:
    new = await restored_backup(place)
    store, clock = place.pipeline.store, place.pipeline.clock
    await store.mass_withdrawals.decide(
        (await mass_withdrawal(place)).id, MassWithdrawalDecision.KEEP, clock()
    )
    other = place.add(90, "خبر بعد الحادثة")
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.pass_time(30 * MINUTE, polls=True, step=STEP)
    other.status = "trash"
    await place.pass_time(30 * MINUTE, polls=True, step=STEP)
    assert await place.status(other) is ArticleStatus.WITHDRAWN
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@MOSTLY_WITHOUT_REST
async def test_without_a_word_what_is_gone_for_a_day_counts_as_withdrawn(place: Place) -> None:
    new = await restored_backup(place)
    place.pipeline.clock.forward(22 * HOUR)
    await place.pass_time(2 * STEP, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    place.pipeline.clock.forward(2 * HOUR)
    await place.pass_time(2 * STEP, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.WITHDRAWN}


@MOSTLY_WITH_REST
async def test_what_is_back_by_itself_is_nobodys_concern(place: Place) -> None:
    """That decides, and the next one is another."""
    new = await restored_backup(place)
    for post in new:
        post.status = "publish"
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await questions(place) == []


@WITHOUT_REST
async def test_an_accident_of_a_moment_bothers_no_owner(place: Place) -> None:
    """The question comes when all of it is gathered."""
    await restored_backup(place)
    found = await mass_withdrawal(place)
    place.pipeline.clock.moment = found.began + ASKED_AFTER / 2
    assert await questions(place) == []
    place.pipeline.clock.moment = found.began + ASKED_AFTER
    assert len(await questions(place)) == 1


async def test_a_rest_that_lists_nothing_withdraws_nothing(new_place: Place) -> None:
    """A plug-in filters it, or a cache has an empty answer: the pages are there."""
    await publish(new_place, 2)
    new = await newest(new_place)
    new_place.site.rest_is_empty = True
    await new_place.pass_time(2 * HOUR, polls=True, step=STEP)
    assert await statuses(new_place, new) == {ArticleStatus.LIVE}


@WITH_REST
async def test_a_rest_that_leaves_many_out_withdraws_none_of_them(place: Place) -> None:
    """Their pages are there, a day later, too; listed again they settle the question."""
    new = await newest(place)
    place.site.kept_from_rest = {post.number for post in new}
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert (await mass_withdrawal(place)).articles == MANY
    assert len(await questions(place)) == 1
    place.pipeline.clock.forward(25 * HOUR)
    await place.pass_time(HOUR, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await questions(place) == []
    place.site.kept_from_rest = set()
    await place.pass_time(10 * MINUTE, step=STEP)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None


@WITH_REST
async def test_what_rest_lists_again_is_held_no_more_though_its_page_is_gone(place: Place) -> None:
    """A cache keeps old 404s; while REST, too, was silent, owners were asked about a heap."""
    new = await newest(place)
    place.site.lost = ("/5",)
    place.site.rest_is_empty = True
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await mass_withdrawal(place)).articles == MANY
    assert len(await questions(place)) == 1
    place.site.rest_is_empty = False
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@WITH_REST
async def test_what_an_owner_keeps_is_kept_when_rest_falls_silent_again(place: Place) -> None:
    """Nobody is asked a second time about pages that were gone all along."""
    new = await newest(place)
    place.site.lost = ("/5",)
    place.site.rest_is_empty = True
    await place.pass_time(HOUR, polls=True, step=STEP)
    store, found = place.pipeline.store, await mass_withdrawal(place)
    await store.mass_withdrawals.decide(
        found.id, MassWithdrawalDecision.KEEP, place.pipeline.clock()
    )
    for is_silent in (False, True):
        place.site.rest_is_empty = is_silent
        await place.pass_time(3 * HOUR, polls=True, step=3 * STEP)
    assert await store.mass_withdrawals.undecided() is None
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@MOSTLY_WITH_REST
async def test_however_many_are_locked_each_is_withdrawn(place: Place) -> None:
    """A password is the site's own word."""
    new = await newest(place)
    for post in new:
        post.has_password = True
    await place.pass_time(HOUR, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.WITHDRAWN}


@pytest.mark.parametrize("most", [1, pytest.param(3, marks=pytest.mark.slow)])
async def test_a_rest_that_lists_the_newest_alone_withdraws_nothing(
    new_place: Place, most: int
) -> None:
    """A theme sets how many posts a page has: each new article pushes an older one out of REST."""
    new_place.site.most_in_rest = most
    for number in range(10, 20):
        new_place.add(number, f"خبر قديم رقم {number}", slug=f"old-{number}")
    await new_place.begin()
    new = []
    for number in range(50, 52 + most):
        new.append(new_place.add(number, f"خبر جديد رقم {number}"))
        await new_place.pipeline.ingest.poll(new_place.pipeline.feed_url)
        await new_place.pass_time(HOUR / 2, polls=True, step=STEP)
    assert await statuses(new_place, new) == {ArticleStatus.LIVE}
    assert await questions(new_place) == []
    # What it lists it still tells, and of what it does not list the page tells.
    new[-1].has_password = True
    new[0].status = "trash"
    await new_place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(new_place, [new[-1], new[0]]) == {ArticleStatus.WITHDRAWN}
    assert await statuses(new_place, new[1:-1]) == {ArticleStatus.LIVE}


NOTICES = {
    "a line": "<h1>نستعد لكم بحلة جديدة</h1><p>نعود إليكم خلال ساعات.</p>",
    "a text": "<main><h1>صدى تتجدد</h1>"
    + "<p>نعمل منذ الفجر على ترتيب غرفنا، ونعود إليكم حين ننتهي من نقل آخر الصناديق.</p>" * 6
    + "</main>",
}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("closed", "a line"),
        ("open", "a text"),
        pytest.param("closed", "a text", marks=SOAKED),
    ],
    indirect=["place"],
)
async def test_a_notice_in_the_place_of_each_page_is_nobodys_article(
    place: Place, kind: str
) -> None:
    """It comes with 200. No post is changed, and what is new comes with the feed's text."""
    new = await newest(place)
    await place.deliver()
    place.pipeline.clock.forward(2 * MINUTE)  # to a poll's time
    place.site.notice = f"<!doctype html><title>صدى</title><body>{NOTICES[kind]}</body>"
    for post in new:
        post.modified = place.pipeline.clock()
    late = place.add(80, "خبر في أثناء الصيانة")
    await place.pass_time(HOUR, polls=True, step=STEP)
    for post in (*new, late):
        stored = await place.stored(post)
        assert (stored.status, stored.article.title) == (ArticleStatus.LIVE, post.title)
        assert stored.article.paragraphs == post.paragraphs
    place.site.notice = ""
    new[0].title = "خبر جديد صححنا عنوانه"
    new[0].modified = place.pipeline.clock()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await place.stored(new[0])).article.title == new[0].title


async def test_what_was_withdrawn_comes_back_from_another_address(new_place: Place) -> None:
    """It was gone from its old one before REST was asked, or was taken back before the move."""
    await publish(new_place, 1)
    new = await newest(new_place)
    new[0].status = "trash"
    await new_place.pass_time(30 * MINUTE, step=STEP)
    assert await new_place.status(new[0]) is ArticleStatus.WITHDRAWN
    new[0].status = "publish"
    new_place.site.directory = "/news"
    await new_place.pass_time(HOUR, step=STEP)
    assert await new_place.status(new[0]) is ArticleStatus.LIVE
    assert (await new_place.stored(new[0])).article.url == new_place.site.link(new[0])


@WITH_REST
async def test_articles_that_moved_without_a_redirect_are_read_where_rest_says(
    place: Place,
) -> None:
    """They are gone from their addresses, all at once, and are public: no owner is bothered."""
    new = await newest(place)
    place.site.directory = "/news"
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    for post in new:
        assert (await place.stored(post)).article.url == place.site.link(post)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await questions(place) == []
    new[0].title = "خبر جديد صححنا عنوانه"
    new[0].modified = place.pipeline.clock()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await place.stored(new[0])).article.title == new[0].title
