"""Posts that the newsroom locks, hides or takes back, before and after they were published."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ingest.archive.backfill_progress import BackfillScope
from bot.ingest.page_budget import PAGES_AN_HOUR
from bot.text.urls import host_of
from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus
from storage.outbox import Action
from tests.bot.conftest import Clock, pipeline_at
from tests.bot.ingest.backfill_runner import BackfillRunner
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.small_wordpress import SmallWordPress, reading_of

# Where REST is closed nobody can know.
WITH_REST = pytest.mark.parametrize("place", ["open"], indirect=True)
# Each way of hiding once, each kind of site at least once; the other pairs in the soak.
HIDDEN = pytest.mark.parametrize(
    ("place", "how"),
    [
        ("closed", "password"),
        ("open", "private"),
        ("closed", "trash"),
        pytest.param("open", "password", marks=pytest.mark.slow),
        pytest.param("closed", "private", marks=pytest.mark.slow),
        pytest.param("open", "trash", marks=pytest.mark.slow),
    ],
    indirect=["place"],
)


@pytest.fixture(params=["open", "closed"])
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    site = SmallWordPress(rest_is_open=request.param == "open")
    async with reading_of(site, tmp_path) as pipeline:
        yield Place(pipeline, site)


async def test_of_two_sites_the_closed_one_keeps_nothing_from_the_open_one(
    tmp_path: Path,
) -> None:
    """Whichever is named first: what REST tells of one is withdrawn, the other's page is read."""
    clock = Clock()
    sites = [SmallWordPress(rest_is_open=False), SmallWordPress(rest_is_open=True)]
    socks = [listen(0) for _ in sites]
    for site, sock in zip(sites, socks, strict=True):
        site.url = url_of(sock)
    servers = [(make_server(site.app()), sock) for site, sock in zip(sites, socks, strict=True)]
    newsroom = Newsroom(now=clock, backlog=0)
    async with (
        served(*servers),
        pipeline_at(tmp_path / "khabar.db", newsroom, clock, sites[0].url) as pipeline,
    ):
        feeds = tuple(f"{site.url}/feed/" for site in sites)
        place = Place(pipeline, sites[0], feeds)
        posts = []
        for number, (site, feed) in enumerate(zip(sites, feeds, strict=True)):
            posts.append(site.add(41 + number, f"البلدة {number} ترمم خزانها القديم", clock()))
            await pipeline.ingest.poll(feed)
        await place.pass_time(20 * MINUTE)
        assert place.posts.is_closed(feeds[0])
        assert not place.posts.is_closed(feeds[1])
        for post in posts:
            post.status = "private"
        # Only REST knows of the open site's; a cache still has its page.
        sites[1].cached[posts[1].number] = sites[1].html(posts[1])
        await place.pass_time(30 * MINUTE)
        for site, post in zip(sites, posts, strict=True):
            stored = await pipeline.store.articles.by_site_id(f"{host_of(site.url)}/{post.number}")
            assert stored is not None
            assert stored.status is ArticleStatus.WITHDRAWN


@pytest.mark.parametrize("only_headlines", [False, True])
async def test_a_locked_post_is_never_published(place: Place, *, only_headlines: bool) -> None:
    """Neither by the feed's form, nor by the page's where the feed shows only the headline."""
    await place.begin()
    place.site.only_headlines = only_headlines
    locked = place.add(43, "بنود العقد السري", has_password=True)
    place.pipeline.clock.forward(5 * MINUTE)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    assert await place.status(locked) is None
    assert len(await place.pipeline.addressed()) == 1


async def test_a_post_that_is_unlocked_is_published_then(place: Place) -> None:
    """The bot has not kept that it was locked."""
    await place.begin()
    post = place.add(43, "بنود العقد السري", has_password=True)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    post.has_password = False
    place.pipeline.clock.forward(5 * MINUTE)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    assert await place.status(post) is ArticleStatus.LIVE
    assert len(await place.pipeline.addressed()) == 2


@HIDDEN
async def test_what_is_hidden_later_is_withdrawn_within_ten_minutes(place: Place, how: str) -> None:
    """At the next look, without a poll; and readers' search does not find it any more."""
    post = await place.begin()
    await place.pass_time(timedelta(minutes=35), step=MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE
    if how == "password":
        post.has_password = True
    else:
        post.status = how
    await place.pass_time(timedelta(minutes=10), step=MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN
    assert place.pipeline.woken


@pytest.mark.parametrize(
    ("how", "within"), [("password", MINUTE / 2), ("private", 3 * MINUTE), ("trash", 3 * MINUTE)]
)
@WITH_REST
async def test_what_the_site_tells_that_it_has_hidden_is_withdrawn_at_once(
    place: Place, how: str, within: timedelta
) -> None:
    """REST is asked by the next look; what it lists no more, after a second look at the page."""
    post = await place.begin()
    # Just asked, so that the next time would be six minutes later.
    await place.pass_time(13 * MINUTE, step=MINUTE)
    post.has_password, post.status = how == "password", "publish" if how == "password" else how
    await place.pass_time(MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE
    place.visibility.ask_soon()
    await place.pass_time(within)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


@pytest.mark.parametrize("pings", [pytest.param(2, marks=pytest.mark.slow), 8])
@WITH_REST
async def test_however_often_the_site_tells_of_changes_one_cache_of_rest_withdraws_nothing(
    place: Place, pings: int
) -> None:
    """Each ping has REST asked at once; what it misses twice within two minutes counts once."""
    post = await place.begin()
    await place.pass_time(13 * MINUTE, step=MINUTE)
    place.site.kept_from_rest = {post.number}
    for _ in range(pings):
        place.visibility.ask_soon()
        await place.pass_time(MINUTE / 5, step=MINUTE / 5)
    assert await place.status(post) is ArticleStatus.LIVE
    place.site.kept_from_rest = set()
    place.visibility.ask_soon()
    await place.pass_time(2 * MINUTE)
    # From the beginning: a miss of long ago is no first one.
    place.site.kept_from_rest = {post.number}
    place.visibility.ask_soon()
    await place.pass_time(MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE
    place.visibility.ask_soon()
    await place.pass_time(2 * MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE
    place.visibility.ask_soon()
    await place.pass_time(MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


@HIDDEN
async def test_what_is_public_again_comes_back(place: Place, how: str) -> None:
    """Into lists, search and its post, at the next look; nobody is told of it a second time."""
    post = await place.begin()
    await place.deliver()
    await place.pass_time(timedelta(minutes=12), step=MINUTE)
    post.has_password, post.status = how == "password", "publish" if how == "password" else how
    await place.pass_time(timedelta(minutes=10), step=MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN
    assert [one.action for one in await place.deliver()] == [Action.EDIT]
    assert not await place.found("خزانها")
    post.has_password, post.status = False, "publish"
    await place.pass_time(timedelta(minutes=10), step=MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE
    assert await place.found("خزانها")
    assert [one.action for one in await place.deliver()] == [Action.EDIT]
    assert len(await place.pipeline.addressed()) == 1


async def test_what_an_owner_did_not_let_through_comes_back_as_it_was(place: Place) -> None:
    """A held article that is locked and unlocked still waits for the owner."""
    await place.begin()
    post = place.add(43, "2026")
    place.pipeline.clock.forward(5 * MINUTE)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    assert await place.status(post) is ArticleStatus.HELD
    host = place.site.url.removeprefix("http://")
    stored = await place.pipeline.store.articles.by_site_id(f"{host}/43")
    assert stored is not None
    await place.again.withdrawn(stored, "was hidden")
    assert await place.status(post) is ArticleStatus.WITHDRAWN
    await place.pass_time(timedelta(minutes=10), step=MINUTE)
    assert await place.status(post) is ArticleStatus.HELD
    assert len(await place.pipeline.addressed()) == 1


@pytest.mark.parametrize("place", ["closed"], indirect=True)
async def test_a_locked_post_in_the_feed_hides_no_edit(place: Place) -> None:
    """Where REST is closed, what the feed lists is read again when it has changed."""
    post = await place.begin()
    place.add(43, "بنود العقد السري", has_password=True)
    await place.pass_time(12 * MINUTE, polls=True)
    post.title = "البلدة تنهي ترميم خزانها"
    post.modified = place.pipeline.clock()
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.again.recheck_due()
    assert await place.found("تنهي")


@WITH_REST
async def test_a_cached_page_alone_brings_nothing_back(place: Place) -> None:
    """While REST does not list an article, its page may be an old one."""
    post = await place.begin()
    await place.pass_time(timedelta(minutes=20), step=MINUTE)
    place.site.cached[post.number] = place.site.html(post)
    post.status = "private"
    await place.pass_time(timedelta(hours=2), polls=True, step=5 * MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


@WITH_REST
async def test_rest_s_word_counts_where_a_cache_still_shows_the_page(place: Place) -> None:
    """A page may be served from a cache for hours after its post was locked."""
    post = await place.begin()
    await place.pass_time(timedelta(minutes=20), step=MINUTE)
    place.site.cached[post.number] = place.site.html(post)
    post.has_password = True
    await place.pass_time(timedelta(minutes=10), step=MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


@WITH_REST
async def test_a_private_post_in_a_cache_is_withdrawn_by_rest(place: Place) -> None:
    """Twice missing from the list that had it is no accident."""
    post = await place.begin()
    await place.pass_time(timedelta(minutes=20), step=MINUTE)
    place.site.cached[post.number] = place.site.html(post)
    post.status = "private"
    await place.pass_time(timedelta(minutes=14))
    assert await place.status(post) is ArticleStatus.WITHDRAWN


@WITH_REST
async def test_a_post_that_rest_never_lists_is_left_to_its_page(place: Place) -> None:
    """A plug-in may keep a section out of REST: that takes nothing back."""
    post = await place.begin()
    place.site.kept_from_rest = {post.number}
    await place.pass_time(timedelta(hours=2), step=5 * MINUTE)
    assert await place.status(post) is ArticleStatus.LIVE


async def test_where_rest_is_closed_pages_are_read_within_the_budget(place: Place) -> None:
    """Sixty articles of two days cost no more than the budget an hour; REST costs ten for any."""
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    now = place.pipeline.clock()
    for number in range(148 if place.site.rest_is_open else 100, 160):
        place.site.add(number, f"خبر رقم {number}", now - timedelta(minutes=45) * (160 - number))
        if number % 10 == 9:
            await place.pipeline.ingest.poll(place.pipeline.feed_url)
    # The scheduled readings after ten minutes and an hour are not counted: each article has them.
    await place.pass_time(timedelta(hours=2), step=10 * MINUTE)
    place.site.asked.clear()
    await place.pass_time(timedelta(hours=1), step=MINUTE)
    asked = len(place.site.asked)
    assert 30 < asked <= PAGES_AN_HOUR if not place.site.rest_is_open else 8 < asked <= 12


async def test_a_locked_article_in_the_feed_is_looked_at_by_the_poll(place: Place) -> None:
    """Where the feed tells of it there is no need to wait for the next look."""
    post = await place.begin()
    post.has_password = True
    place.pipeline.clock.forward(2 * MINUTE)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.again.recheck_due()
    assert await place.status(post) is ArticleStatus.WITHDRAWN


async def test_a_slug_that_moves_costs_one_redirect(place: Place) -> None:
    """From then on the article is read where it is."""
    post = await place.begin()
    post.slug = "tarmim-al-khazzan"
    for _ in range(3):
        host = place.site.url.removeprefix("http://")
        await place.pipeline.store.rechecks.recheck_now([f"{host}/42"], place.pipeline.clock())
        await place.again.recheck_due()
    reads = [path for path in place.site.asked if path.startswith("/42/")]
    assert reads[-2:] == ["/42/tarmim-al-khazzan/"] * 2
    stored = await place.pipeline.store.articles.by_site_id(f"{host}/42")
    assert stored is not None
    assert stored.article.url.endswith("/42/tarmim-al-khazzan/")


async def test_the_past_that_is_read_in_holds_nothing_locked(place: Place) -> None:
    """By REST's word, or by the page where the archive is read through the feed."""
    shown = place.add(41, "افتتاح معرض الكتاب في البلدة")
    locked = place.add(43, "بنود العقد السري", has_password=True)
    private = place.add(44, "تقرير داخلي", status="private")
    place.pipeline.clock.forward(MINUTE)
    steps = BackfillRunner(place.pipeline).steps(
        BackfillScope(since=None, until=place.pipeline.clock())
    )
    assert [step.stored async for step in steps][-1] == 1
    assert await place.status(shown) is ArticleStatus.LIVE
    assert await place.status(locked) is None
    assert await place.status(private) is None
