"""A backfill that is ended, fails or is told to wait, and goes on where it was."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.progress import ProgressRate
from bot.errors import FetchStatus
from bot.feed.past_articles import ArchivePosition
from bot.ingest.archive.backfill_progress import (
    Progress,
    parse_progress,
    progress_key,
    serialize_progress,
)
from sandbox.newsroom import Area, Fault
from storage.archive import Archive
from tests.articles import NOON
from tests.bot.conftest import Pipeline
from tests.bot.ingest.backfill_runner import (
    BackfillRunner,
    backlog,
    publish_past,
    runner,
    short_pages,
)
from tests.databases import setting_of

__all__ = ["backlog", "runner", "short_pages"]


@pytest.mark.usefixtures("short_pages")
async def test_a_backfill_is_resumed_where_it_was_left(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """After one page and an end, the second run brings only what is missing, and counts on."""
    publish_past(pipeline, 11)
    async for first in runner.steps():
        assert first.read == 10
        break
    archive = Archive(pipeline.store._database)
    assert '"read": 10,' in await archive.key_value.get("backfill")
    second = await runner.run()
    assert (second.finished, second.stored, second.left) == (True, 23, 0)
    assert second.stored == await pipeline.store.articles.count()
    assert await archive.key_value.get("backfill") == ""


@pytest.mark.usefixtures("short_pages")
async def test_a_limit_ends_a_run_and_not_the_backfill(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """The limit counts what this run has read."""
    publish_past(pipeline, 13)
    first = await runner.run(limit=5)
    assert (first.finished, first.read) == (False, 10)
    second = await runner.run(limit=20)
    assert (second.finished, second.stored) == (True, 25)


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


@pytest.mark.usefixtures("short_pages")
async def test_a_site_that_stays_away_ends_the_run_and_not_the_backfill(
    pipeline: Pipeline, runner: BackfillRunner
) -> None:
    """The pauses grow; after the last the trouble is told, and the place is kept."""
    publish_past(pipeline, 11)
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
    publish_past(pipeline, 15)
    pipeline.newsroom.cause(Fault.SERVER_ERROR, areas=frozenset({Area.REST}), count=4)
    steps = [step async for step in runner.steps()]
    assert steps[0].read == 25
    assert steps[-1].finished
    assert steps[-1].read == 27


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
    publish_past(pipeline, past)
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
