"""What a feed's first page does not tell: articles gone from it, articles dated back behind it."""

from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Article, Fault, Story, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus, StoredArticle
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import posted, rechecking

LATER = timedelta(minutes=5)
HOUR = timedelta(hours=1, seconds=1)


async def stored(pipeline: Pipeline, article: Article) -> StoredArticle:
    found = await pipeline.stored(article)
    assert found is not None
    return found


async def first_poll(pipeline: Pipeline) -> None:
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(LATER)


@pytest.mark.parametrize(("place", "polls"), [(0, 1), (9, 15)], ids=["newest", "oldest"])
@FULL_FEED
async def test_an_article_gone_from_the_feed_is_withdrawn_long_after_its_last_reading(
    pipeline: Pipeline, place: int, polls: int
) -> None:
    """The poll that misses it has its page read at once, and once more: no schedule decides.

    WordPress hides a withdrawal behind its 304 unless it is that of the newest change; each tenth
    poll asks for the whole feed.
    """
    await posted(pipeline)
    again = rechecking(pipeline)
    for _ in range(3):
        await again.recheck_due()
        pipeline.clock.forward(timedelta(days=2))
    await pipeline.ingest.poll(pipeline.feed_url)
    gone = pipeline.newsroom.listed()[place]
    pipeline.newsroom.withdraw(gone.number)
    for _ in range(polls):
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    assert (await stored(pipeline, gone)).status is ArticleStatus.LIVE
    pipeline.clock.forward(timedelta(minutes=2))
    await again.recheck_due()
    assert (await stored(pipeline, gone)).status is ArticleStatus.WITHDRAWN


async def test_a_cached_feed_that_lacks_an_article_withdraws_nothing(pipeline: Pipeline) -> None:
    """The page is there, and the page decides; when the cache is over, nothing is told twice."""
    await first_poll(pipeline)
    fresh = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.withdraw(fresh.number)
    pipeline.newsroom.cause(Fault.STALE)
    pipeline.newsroom.restore(fresh.number)
    again = rechecking(pipeline)
    for _ in range(4):
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
        await again.recheck_due()
    assert (await stored(pipeline, fresh)).status is ArticleStatus.LIVE
    pipeline.newsroom.faults.clear()
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert len(await pipeline.addressed()) == 1


async def test_articles_pushed_over_the_pages_end_are_not_read_again(pipeline: Pipeline) -> None:
    """Ten new ones push ten old ones out: that is no sign of anything."""
    await first_poll(pipeline)
    again = rechecking(pipeline)
    pipeline.clock.forward(timedelta(days=3))
    while await pipeline.store.rechecks.due(pipeline.clock(), 100):
        await again.recheck_due()
        pipeline.clock.forward(timedelta(days=1))
    for _ in range(7):
        pipeline.newsroom.publish(generate=True)
        pipeline.clock.forward(timedelta(seconds=5))
    old = {pipeline.site_id(article) for article in pipeline.newsroom.listed()[7:]}
    pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    await pipeline.ingest.poll(pipeline.feed_url)
    due = await pipeline.store.rechecks.due(pipeline.clock(), 100)
    assert old.isdisjoint(one.article.site_id for one in due)


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_an_article_dated_back_behind_the_first_page_is_found_within_the_hour(
    pipeline: Pipeline, rest: str
) -> None:
    """It moves neither the first page nor Last-Modified; the older pages are looked at hourly."""
    await first_poll(pipeline)
    if rest == "closed":
        pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    for number in range(12):
        pipeline.clock.forward(timedelta(minutes=45))
        pipeline.newsroom.publish(generate=True)
        if number % 3 == 2:
            await pipeline.ingest.poll(pipeline.feed_url)
    late = pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(hours=8))
    pipeline.clock.forward(HOUR)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, late)).status is ArticleStatus.LIVE
    assert pipeline.site_id(late) in {key for _, key in await pipeline.addressed()}
    assert len(await pipeline.addressed()) == len(set(await pipeline.addressed()))


async def test_the_look_behind_costs_two_requests_an_hour(pipeline: Pipeline) -> None:
    """Whatever the number of polls, and none where the older pages are older than all news."""
    await first_poll(pipeline)
    for _ in range(13):
        pipeline.clock.forward(timedelta(seconds=5))
        pipeline.newsroom.publish(generate=True)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.requests.clear()
    for _ in range(24):
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
    assert len([url for url in pipeline.requests if "paged=" in url]) == 4


async def test_a_short_text_that_moved_to_another_host_is_linked(pipeline: Pipeline) -> None:
    """Too short to be told by its words; the second, the headline and the address tell."""
    await first_poll(pipeline)
    short = Story(
        key="short",
        headline="أسعار الخضار في سوق الحي اليوم",
        paragraphs=("انخفض سعر كيلو البندورة مئة ليرة صباح اليوم في سوق الحي القديم.",),
        section="local",
        tags=("أسعار",),
    )
    known = pipeline.newsroom.publish(short)
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    sock = listen(0)
    async with served((make_server(create_app(pipeline.newsroom)), sock)):
        await pipeline.ingest.poll(f"{url_of(sock)}/feed/")
        host = url_of(sock).removeprefix("http://")
        twin = await pipeline.store.articles.by_site_id(f"{host}/{known.number}")
    assert twin is not None
    assert twin.status is ArticleStatus.COPY


def bulletin(day: int) -> Story:
    """The prices of a day: all but the figures is that of the day before."""
    return Story(
        key=f"prices {day}",
        headline=f"أسعار الخضار في سوق البلدة يوم {day} تشرين الأول",
        paragraphs=tuple(
            f"بلغ سعر الصندوق من الصنف رقم {kind} في سوق البلدة {kind * 7 + day} ألف ليرة، وقال "
            "التجار إن الطلب عليه بقي كما كان وإن الكميات تكفي حاجة الأهالي حتى نهاية الشهر."
            for kind in range(1, 12)
        ),
        section="local",
        tags=("أسعار",),
    )


async def test_each_days_long_bulletin_is_told_and_its_copy_is_not(pipeline: Pipeline) -> None:
    """However many days before it read alike."""
    await first_poll(pipeline)
    told = []
    for day in range(12, 18):
        article = pipeline.newsroom.publish(bulletin(day))
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
        told.append(pipeline.site_id(article))
        twice = pipeline.newsroom.republish(article.number)
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
        assert (await stored(pipeline, twice)).status is ArticleStatus.COPY
        pipeline.clock.forward(timedelta(days=1))
    assert [key for _, key in await pipeline.addressed()] == told


async def test_a_bulletin_that_is_public_before_its_figures_are_written_is_told_with_them(
    pipeline: Pipeline,
) -> None:
    """Cloned, published, and only then written: it is no copy any more."""
    await first_poll(pipeline)
    yesterday = pipeline.newsroom.publish(bulletin(12))
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(days=1))
    await pipeline.ingest.poll(pipeline.feed_url)
    today = pipeline.newsroom.republish(yesterday.number)
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, today)).status is ArticleStatus.COPY
    written = bulletin(13)
    pipeline.newsroom.edit(today.number, headline=written.headline, paragraphs=written.paragraphs)
    again = rechecking(pipeline)
    for _ in range(2):
        pipeline.clock.forward(LATER)
        await pipeline.ingest.poll(pipeline.feed_url)
        await again.recheck_due()
    assert (await stored(pipeline, today)).status is ArticleStatus.LIVE
    assert pipeline.site_id(today) in {key for _, key in await pipeline.addressed()}


async def test_a_correction_of_the_original_alone_makes_no_news_of_its_copy(
    pipeline: Pipeline,
) -> None:
    """The copy is read again, because it got a tag, and has the figures that it always had."""
    await first_poll(pipeline)
    original = pipeline.newsroom.publish(bulletin(12))
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(hours=4))
    await pipeline.ingest.poll(pipeline.feed_url)
    copy = pipeline.newsroom.republish(original.number)
    pipeline.clock.forward(LATER)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, copy)).status is ArticleStatus.COPY
    again = rechecking(pipeline)
    first, *rest = original.paragraphs
    corrected = (first.replace("19 ألف", "20 ألف"), *rest)
    pipeline.newsroom.edit(original.number, paragraphs=corrected)
    for edited in (None, copy):
        if edited is not None:
            pipeline.newsroom.edit(edited.number, tags=("أسعار", "سوق"))
        for _ in range(2):
            pipeline.clock.forward(LATER)
            await pipeline.ingest.poll(pipeline.feed_url)
            await again.recheck_due()
    assert (await stored(pipeline, original)).article.paragraphs == corrected != original.paragraphs
    assert (await stored(pipeline, copy)).status is ArticleStatus.COPY
    assert [key for _, key in await pipeline.addressed()] == [pipeline.site_id(original)]


async def test_the_same_headline_of_another_day_is_another_article(pipeline: Pipeline) -> None:
    """Prices and weather are told every day in the same words."""
    await first_poll(pipeline)
    text = ("سجل سعر الدولار في السوق عشرة آلاف ليرة صباح اليوم.",)
    for key in ("one", "two"):
        daily = Story(
            key=key, headline="سعر الدولار اليوم", paragraphs=text, section="local", tags=("أسعار",)
        )
        pipeline.newsroom.publish(daily)
        assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 1
        pipeline.clock.forward(timedelta(hours=2))
