"""What a feed's first page does not tell: articles gone from it, articles dated back behind it."""

from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Article, Fault, Story, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus, StoredArticle
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Desk
from tests.bot.ingest.test_recheck import posted, rereading

LATER = timedelta(minutes=5)
HOUR = timedelta(hours=1, seconds=1)


async def stored(desk: Desk, article: Article) -> StoredArticle:
    found = await desk.stored(article)
    assert found is not None
    return found


async def first_poll(desk: Desk) -> None:
    await desk.reader()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)


@pytest.mark.parametrize(
    ("place", "polls"), [(0, 1), (4, 10), (9, 10)], ids=["newest", "middle", "oldest"]
)
@FULL_FEED
async def test_an_article_gone_from_the_feed_is_withdrawn_long_after_its_last_reading(
    desk: Desk, place: int, polls: int
) -> None:
    """The poll that misses it has its page read at once, and once more: no schedule decides.

    WordPress hides a withdrawal behind its 304 unless it is that of the newest change; each tenth
    poll asks for the whole feed.
    """
    await posted(desk)
    again = rereading(desk)
    for _ in range(3):
        await again.recheck_due()
        desk.clock.forward(timedelta(days=2))
    await desk.ingest.poll(desk.feed_url)
    gone = desk.newsroom.listed()[place]
    desk.newsroom.withdraw(gone.number)
    for _ in range(polls):
        desk.clock.forward(LATER)
        await desk.ingest.poll(desk.feed_url)
    await again.recheck_due()
    assert (await stored(desk, gone)).status is ArticleStatus.LIVE
    desk.clock.forward(timedelta(minutes=2))
    await again.recheck_due()
    assert (await stored(desk, gone)).status is ArticleStatus.WITHDRAWN


async def test_a_cached_feed_that_lacks_an_article_withdraws_nothing(desk: Desk) -> None:
    """The page is there, and the page decides; when the cache is over, nothing is told twice."""
    await first_poll(desk)
    fresh = desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    desk.newsroom.withdraw(fresh.number)
    desk.newsroom.cause(Fault.STALE)
    desk.newsroom.restore(fresh.number)
    again = rereading(desk)
    for _ in range(4):
        desk.clock.forward(LATER)
        await desk.ingest.poll(desk.feed_url)
        await again.recheck_due()
    assert (await stored(desk, fresh)).status is ArticleStatus.LIVE
    desk.newsroom.faults.clear()
    desk.clock.forward(LATER)
    await desk.ingest.poll(desk.feed_url)
    assert len(await desk.addressed()) == 1


async def test_articles_pushed_over_the_pages_end_are_not_read_again(desk: Desk) -> None:
    """Ten new ones push ten old ones out: that is no sign of anything."""
    await first_poll(desk)
    again = rereading(desk)
    desk.clock.forward(timedelta(days=3))
    while await desk.store.revisits.due(desk.clock(), 100):
        await again.recheck_due()
        desk.clock.forward(timedelta(days=1))
    for _ in range(7):
        desk.newsroom.publish(generate=True)
        desk.clock.forward(timedelta(seconds=5))
    old = {desk.site_id(article) for article in desk.newsroom.listed()[7:]}
    desk.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    await desk.ingest.poll(desk.feed_url)
    due = await desk.store.revisits.due(desk.clock(), 100)
    assert old.isdisjoint(one.article.site_id for one in due)


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_an_article_dated_back_behind_the_first_page_is_found_within_the_hour(
    desk: Desk, rest: str
) -> None:
    """It moves neither the first page nor Last-Modified; the older pages are looked at hourly."""
    await first_poll(desk)
    if rest == "closed":
        desk.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    for _ in range(24):
        desk.clock.forward(timedelta(minutes=30))
        desk.newsroom.publish(generate=True)
        await desk.ingest.poll(desk.feed_url)
    late = desk.newsroom.publish(generate=True, at=desk.clock() - timedelta(hours=8))
    desk.clock.forward(HOUR)
    await desk.ingest.poll(desk.feed_url)
    assert (await stored(desk, late)).status is ArticleStatus.LIVE
    assert desk.site_id(late) in {key for _, key in await desk.addressed()}
    assert len(await desk.addressed()) == len(set(await desk.addressed()))


async def test_the_look_behind_costs_two_requests_an_hour(desk: Desk) -> None:
    """Whatever the number of polls, and none where the older pages are older than all news."""
    await first_poll(desk)
    for _ in range(25):
        desk.clock.forward(timedelta(seconds=5))
        desk.newsroom.publish(generate=True)
    await desk.ingest.poll(desk.feed_url)
    desk.requests.clear()
    for _ in range(36):
        desk.clock.forward(LATER)
        await desk.ingest.poll(desk.feed_url)
    assert len([url for url in desk.requests if "paged=" in url]) == 6


async def test_a_short_text_that_moved_to_another_host_is_linked(desk: Desk) -> None:
    """Too short to be told by its words; the second, the headline and the address tell."""
    await first_poll(desk)
    short = Story(
        key="short",
        headline="أسعار الخضار في سوق الحي اليوم",
        paragraphs=("انخفض سعر كيلو البندورة مئة ليرة صباح اليوم في سوق الحي القديم.",),
        section="local",
        tags=("أسعار",),
    )
    known = desk.newsroom.publish(short)
    desk.clock.forward(LATER)
    await desk.ingest.poll(desk.feed_url)
    sock = listen(0)
    async with served((make_server(create_app(desk.newsroom)), sock)):
        await desk.ingest.poll(f"{url_of(sock)}/feed/")
        host = url_of(sock).removeprefix("http://")
        twin = await desk.store.articles.by_site_id(f"{host}/{known.number}")
    assert twin is not None
    assert twin.status is ArticleStatus.COPY


async def test_the_same_headline_of_another_day_is_another_article(desk: Desk) -> None:
    """Prices and weather are told every day in the same words."""
    await first_poll(desk)
    text = ("سجل سعر الدولار في السوق عشرة آلاف ليرة صباح اليوم.",)
    for key in ("one", "two"):
        daily = Story(
            key=key, headline="سعر الدولار اليوم", paragraphs=text, section="local", tags=("أسعار",)
        )
        desk.newsroom.publish(daily)
        assert (await desk.ingest.poll(desk.feed_url)).pushed == 1
        desk.clock.forward(timedelta(hours=2))
