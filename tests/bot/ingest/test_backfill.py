"""Reading the past: what is stored, and what nobody is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.arabic.terms import parse_query
from bot.feed.past_articles import newest
from bot.ingest.archive.backfill_progress import (
    BackfillScope,
    Progress,
    scope_from_dates,
    serialize_progress,
)
from sandbox.newsroom import Story
from sandbox.newsroom.links import terms
from storage.archive import Archive
from storage.models import ArticleStatus, Feed
from tests.articles import NOON
from tests.bot.conftest import Pipeline
from tests.bot.ingest.backfill_runner import (
    BackfillRunner,
    backlog,
    publish_past,
    runner,
    short_pages,
)

__all__ = ["backlog", "runner", "short_pages"]


async def test_the_past_is_stored_indexed_and_pushed_to_nobody(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """A reader who wants everything finds the old articles and is sent none of them."""
    await pipeline.reader()
    old = pipeline.newsroom.listed()[-1]
    done = await runner.run()
    assert done.finished
    assert done.read == done.stored == len(pipeline.newsroom.listed())
    assert await pipeline.promised() == []
    stored = await pipeline.stored(old)
    assert stored is not None
    assert stored.summary
    assert stored.article.photo is None or stored.article.photo.url
    assert await pipeline.store.rechecks.due(NOON + timedelta(days=400), 100) == []
    page = await pipeline.store.search.find(
        parse_query(f'"{stored.article.title}"'), now=NOON, limit=5
    )
    assert stored.id in [hit.article_id for hit in page.hits]


async def test_what_the_polls_have_to_push_is_left_to_them(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """An article that came after the last poll is pushed although the past was read meanwhile."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=10))
    fresh = pipeline.newsroom.publish()
    polled = await pipeline.store.feeds.get(pipeline.feed_url)
    scope = scope_from_dates(None, None, feeds=[polled], now=pipeline.clock())
    await runner.run(scope)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pipeline.promised() == [fresh.headline]


def test_no_scope_reaches_into_the_day_before_the_last_poll() -> None:
    """Whatever is asked for; feeds that were never polled set no bound."""
    polled = Feed(url="https://news.example/feed/", last_success=NOON)
    never = Feed(url="https://news.example/b/feed/")
    later = NOON + timedelta(days=2)
    bound = NOON - timedelta(days=1)
    assert scope_from_dates(None, later, feeds=[polled, never], now=later).until == bound
    assert scope_from_dates(None, None, feeds=[never], now=later).until == later
    asked = NOON - timedelta(days=9)
    assert scope_from_dates(None, asked, feeds=[polled], now=later).until == asked


async def test_only_the_dates_asked_for_are_stored(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """`since` is included, `until` is not."""
    begin = NOON - timedelta(days=10)
    for hours in range(6):
        pipeline.newsroom.publish(generate=True, at=begin + timedelta(hours=hours))
    scope = BackfillScope(since=begin + timedelta(hours=2), until=begin + timedelta(hours=4))
    await runner.run(scope)
    stored = await pipeline.store.articles.latest(10)
    assert [one.article.published for one in stored] == [
        begin + timedelta(hours=3),
        begin + timedelta(hours=2),
    ]


@pytest.mark.parametrize(
    "status", [403, *(pytest.param(one, marks=pytest.mark.slow) for one in (401, 404))]
)
async def test_where_rest_is_closed_older_pages_of_the_feed_serve(
    pipeline: Pipeline, runner: BackfillRunner, status: int
) -> None:
    """The feed gives excerpts, so the bodies come from the articles' pages."""
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, rest_status=status))
    done = await runner.run()
    assert done.finished
    assert not done.by_rest
    assert done.stored == 12
    for article in pipeline.newsroom.listed()[-3:]:
        stored = await pipeline.stored(article)
        assert stored is not None
        assert len(stored.article.paragraphs) > 1


async def test_a_backfill_through_the_feed_ends_at_its_earliest_date(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """A page that is older than what was asked for is the last."""
    publish_past(pipeline, 40)
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, rest_status=401))
    done = await runner.run(BackfillScope(since=NOON - timedelta(days=50), until=NOON))
    assert done.finished
    assert done.read <= 30
    assert done.stored == 12


async def test_a_text_that_is_stored_already_is_marked_as_a_copy(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """Under whichever of its numbers it comes second, it is not listed twice."""
    long = Story(
        key="twice",
        headline="ورشة تعيد تأهيل مكتبة الحي القديم",
        paragraphs=tuple(
            f"في اليوم {day} رتب المتطوعون {day * 12} كتابًا على الرف رقم {day} قرب النافذة."
            for day in range(1, 9)
        ),
        section="ثقافة",
        tags=("مكتبة",),
    )
    first = pipeline.newsroom.publish(long, at=NOON - timedelta(days=3))
    pipeline.newsroom.republish(first.number)
    done = await runner.run()
    assert done.copies == 1
    older = await pipeline.stored(first)
    assert older is not None
    assert older.status is ArticleStatus.COPY


async def test_what_does_not_look_like_an_article_is_left_out(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """The same gate as for news, with its reason in the log and a count in the summary."""
    text = "افتتح المجلس البلدي الحديقة في حي الزيتون صباح اليوم بعد ترميم دام شهرين."
    doubtful = pipeline.newsroom.publish(
        Story(key="doubtful", headline="مباشر", paragraphs=(text,), section="local", tags=("حلب",)),
        at=NOON - timedelta(days=3),
    )
    done = await runner.run()
    assert (done.doubtful, done.skipped) == (1, 0)
    assert done.stored == done.read - 1
    assert await pipeline.stored(doubtful) is None


@pytest.mark.usefixtures("short_pages")
async def test_more_posts_in_one_second_than_fit_a_page_are_all_read(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """As an import leaves them: the date alone would not lead past them."""
    second = NOON - timedelta(days=500)
    for _ in range(13):
        pipeline.newsroom.publish(generate=True, at=second)
    done = await runner.run()
    assert done.finished
    assert done.stored == 25


@pytest.mark.parametrize("resumed", [True, False])
async def test_the_past_of_a_section_is_that_of_its_feed(
    pipeline: Pipeline, runner: BackfillRunner, *, resumed: bool
) -> None:
    """REST would bring the whole site, also where an older version had begun so."""
    publish_past(pipeline, 40)
    feed_url = f"{pipeline.site_url}/category/news/local/feed/"
    if resumed:
        place = newest(NOON + timedelta(days=1))
        archive = Archive(pipeline.store._database)
        await archive.add([], note=("backfill", serialize_progress(place, Progress())), now=NOON)
    steps = [step async for step in runner.steps(feed_url=feed_url)]
    listed = pipeline.newsroom.listed()
    local = [one for one in listed if any(term.path == "news/local" for term in terms(one))]
    assert 0 < steps[-1].stored == len(local) < len(listed)
    assert not steps[-1].by_rest
