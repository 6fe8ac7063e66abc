"""Reading the past: what is stored, what nobody is told, and how a backfill is resumed."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arabic.terms import parse_query
from bot.cli.progress import ProgressRate
from bot.errors import FetchStatus
from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.feed.past_articles import ArchivePosition, newest
from bot.ingest.archive.backfill import Backfill
from bot.ingest.archive.backfill_progress import (
    BackfillScope,
    Progress,
    parse_progress,
    progress_key,
    scope_from_dates,
    serialize_progress,
)
from sandbox.newsroom import Area, Fault, Story
from sandbox.newsroom.links import terms
from storage.archive import Archive
from storage.models import ArticleStatus, Feed
from tests.articles import NOON
from tests.bot.conftest import Pipeline
from tests.databases import setting_of

EVER = BackfillScope(since=None, until=NOON + timedelta(days=1))


@dataclass
class BackfillRunner:
    """A backfill whose pauses are written down instead of waited for."""

    pipeline: Pipeline
    slept: list[float] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def steps(
        self, scope: BackfillScope = EVER, limit: int | None = None, *, feed_url: str = ""
    ) -> AsyncIterator[Progress]:
        past = Backfill(
            fetcher=self.pipeline.fetcher,
            patience=RetryingFetcher(
                timedelta(0),
                paused=lambda _, why: self.reasons.append(why),
                sleep=self._sleep,
            ),
            archive=Archive(self.pipeline.store._database),
            hosts={"127.0.0.1"},
            now=self.pipeline.clock,
        )
        return past.run(feed_url or self.pipeline.feed_url, scope, name="backfill", limit=limit)

    async def run(self, scope: BackfillScope = EVER, limit: int | None = None) -> Progress:
        return [step async for step in self.steps(scope, limit)][-1]


@pytest.fixture
def backlog() -> int:
    """More than a page of the feed holds: the rest is the archive."""
    return 12


@pytest.fixture
def runner(pipeline: Pipeline) -> BackfillRunner:
    return BackfillRunner(pipeline)


@pytest.fixture
def _short_pages(pipeline: Pipeline) -> None:
    """REST lists ten posts, however many are asked for: a few stories are more than a page."""
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, rest_items=10))


def _past(pipeline: Pipeline, count: int, *, days_ago: float = 100.0) -> list[str]:
    """Publish so many stories a minute apart; their headlines, the newest first."""
    begin = NOON - timedelta(days=days_ago)
    made = [
        pipeline.newsroom.publish(generate=True, at=begin - timedelta(minutes=number))
        for number in range(count)
    ]
    return [article.headline for article in made]


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


@pytest.mark.usefixtures("_short_pages")
async def test_a_backfill_is_resumed_where_it_was_left(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """After one page and an end, the second run brings only what is missing, and counts on."""
    _past(pipeline, 11)
    async for first in runner.steps():
        assert first.read == 10
        break
    archive = Archive(pipeline.store._database)
    assert '"read": 10,' in await archive.key_value.get("backfill")
    second = await runner.run()
    assert (second.finished, second.stored, second.left) == (True, 23, 0)
    assert second.stored == await pipeline.store.articles.count()
    assert await archive.key_value.get("backfill") == ""


@pytest.mark.usefixtures("_short_pages")
async def test_a_limit_ends_a_run_and_not_the_backfill(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """The limit counts what this run has read."""
    _past(pipeline, 13)
    first = await runner.run(limit=5)
    assert (first.finished, first.read) == (False, 10)
    second = await runner.run(limit=20)
    assert (second.finished, second.stored) == (True, 25)


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
    _past(pipeline, 40)
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


def test_a_note_of_an_earlier_version_is_taken_up() -> None:
    """Counts that it did not know begin at nothing."""
    place = ArchivePosition(by_rest=True, before="2020-01-01T00:00:00")
    note = json.loads(serialize_progress(place, Progress(read=100, stored=90, doubtful=3)))
    del note["doubtful"]
    found, progress = parse_progress(json.dumps(note))
    assert found == place
    assert (progress.read, progress.stored, progress.doubtful) == (100, 90, 0)


async def test_a_site_that_asks_for_time_gets_it(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """`Retry-After` is obeyed to the second, and nothing is lost by it."""
    pipeline.newsroom.cause(Fault.RATE_LIMITED, areas=frozenset({Area.REST}), count=2, seconds=77)
    done = await runner.run()
    assert done.finished
    assert [pause for pause in runner.slept if pause >= 77] == [77.0, 77.0]
    assert len(runner.reasons) == 2


@pytest.mark.usefixtures("_short_pages")
async def test_a_site_that_stays_away_ends_the_run_and_not_the_backfill(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """The pauses grow; after the last the trouble is told, and the place is kept."""
    _past(pipeline, 11)
    async for _ in runner.steps():
        break
    pipeline.newsroom.cause(Fault.DOWN)
    with pytest.raises(FetchStatus):
        await runner.run()
    waited = [pause for pause in runner.slept if pause]
    assert waited == sorted(waited)
    assert len(waited) == 7
    pipeline.newsroom.faults.clear([Fault.DOWN])
    assert (await runner.run()).finished


async def test_a_server_that_fails_at_a_hundred_posts_is_asked_for_fewer(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """Two failures halve the page."""
    _past(pipeline, 15)
    pipeline.newsroom.cause(Fault.SERVER_ERROR, areas=frozenset({Area.REST}), count=4)
    steps = [step async for step in runner.steps()]
    assert steps[0].read == 25
    assert steps[-1].finished
    assert steps[-1].read == 27


@pytest.mark.usefixtures("_short_pages")
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


def test_backfills_with_other_dates_have_other_names() -> None:
    """So that each is resumed at its own place."""
    feed = "https://news.example/feed/"
    names = {progress_key(feed, since, until) for since in (None, NOON) for until in (None, NOON)}
    assert len(names) == 4


def test_the_pace_is_that_of_this_run() -> None:
    """Ten a second since the first step, whatever was done before it."""
    moments = iter([100.0, 110.0, 110.0])
    pace = ProgressRate(clock=lambda: next(moments))
    assert pace.rate_text(5_000, 900) == ""
    assert pace.rate_text(5_100, 800) == "10.0/s, 0:01:20 left"
    assert pace.rate_text(5_100, None) == "10.0/s"


async def _khabar(folder: Path, feed_url: str, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "khabar", *words),
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "FEED_URLS": feed_url,
            "ALLOW_PRIVATE_HOSTS": "yes",
            "DATABASE": setting_of(folder / "khabar.db"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


@pytest.mark.parametrize(
    ("past", "page"), [(11, 10), pytest.param(110, 100, marks=pytest.mark.slow)]
)
async def test_the_command_ends_cleanly_and_goes_on(
    pipeline: Pipeline, tmp_path: Path, past: int, page: int
) -> None:
    """Ctrl+C in the pause between two pages; the same command then reads the rest."""
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, rest_items=page))
    _past(pipeline, past)
    reading = await _khabar(tmp_path, pipeline.feed_url, "backfill", "--delay", "600")
    async with asyncio.timeout(60):
        while await pipeline.store.articles.count() < 0.9 * page:  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.05)
    reading.send_signal(signal.SIGINT)
    output, _ = await reading.communicate()
    assert reading.returncode == 130
    assert "goes on from here" in output.decode()
    again = await _khabar(tmp_path, pipeline.feed_url, "backfill", "--delay", "0")
    output, _ = await again.communicate()
    assert again.returncode == 0, output.decode()
    assert f"{past + 12} stored" in output.decode()
    assert "the end is reached" in output.decode()


@pytest.mark.parametrize("resumed", [True, False])
async def test_the_past_of_a_section_is_that_of_its_feed(
    pipeline: Pipeline, runner: BackfillRunner, *, resumed: bool
) -> None:
    """REST would bring the whole site, also where an older version had begun so."""
    _past(pipeline, 40)
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
