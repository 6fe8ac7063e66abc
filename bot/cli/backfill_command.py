"""Reads past articles into the archive, for `khabar backfill`."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.progress import Progress

from bot.cli.archive_access import name_database, open_archive, run_interruptible
from bot.cli.progress import ProgressRate, progress_bar
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.site_access import open_fetcher
from bot.cli.terminal import error_console, report_errors, screen
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.feed.http.fetcher import FetchLimits
from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.ingest.archive import backfill, backfill_progress
from bot.ingest.archive.backfill import FIRST_DATE
from bot.ingest.parsers import PARSERS
from bot.isolation.worker import WorkerProcess
from storage.archive import Archive
from storage.engine.address import DatabaseAddress
from storage.engine.running import BACKFILL
from storage.feeds import Feeds

# A hundred posts with all that belongs to them, Arabic written as \u0627 and the like.
REST_LIMITS = FetchLimits(page_bytes=10_000_000, whole=timedelta(seconds=90))


def read_the_past(
    since: datetime | None,
    until: datetime | None,
    delay_seconds: float,
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    """Read old articles into the archive, and show the progress.

    Args:
        since: only articles from this moment on.
        until: only articles before this moment.
        delay_seconds: between two requests.
        limit: stop after about so many articles.
        as_json: print what was done as JSON.
    """
    with report_errors():
        run_interruptible(
            _read_the_past(
                settings_or_exit(),
                since,
                until,
                timedelta(seconds=delay_seconds),
                limit,
                as_json=as_json,
            )
        )


async def _read_the_past(
    settings: Settings,
    since: datetime | None,
    until: datetime | None,
    delay: timedelta,
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    _check_dates(since, until)
    name_database(settings)
    async with (
        open_archive(settings.database, purpose=BACKFILL) as database,
        open_fetcher(settings, limits=REST_LIMITS) as fetcher,
        WorkerProcess(PARSERS) as isolate,
    ):
        feeds = Feeds(database)
        polled = [await feeds.get(url) for url in settings.feed_urls]
        scope = backfill_progress.scope_from_dates(
            since, until, feeds=polled, now=datetime.now(UTC)
        )
        _check_scope(scope)
        with progress_bar(error_console) as progress:

            def paused(pause: timedelta, why: str) -> None:
                seconds = pause.total_seconds()
                progress.console.print(f"waiting {seconds:.0f} s: {why}", markup=False)

            past = backfill.Backfill(
                fetcher=fetcher,
                patience=RetryingFetcher(delay, paused=paused),
                archive=Archive(database),
                hosts=settings.newsroom_hosts,
                now=lambda: datetime.now(UTC),
                isolate=isolate,
            )
            by_rest: set[str] = set()
            summed_up = []
            for url in settings.feed_urls:
                if urlsplit(url).netloc in by_rest:
                    continue
                name = backfill_progress.progress_key(url, since, until)
                done = await _drawn(past.run(url, scope, name=name, limit=limit), progress)
                if done.by_rest:
                    by_rest.add(urlsplit(url).netloc)
                summed_up.append(_summed_up(url, done, scope, database=settings.database))
                if not as_json:
                    screen.print(_line(summed_up[-1]), markup=False)
    if as_json:
        typer.echo(json.dumps(summed_up, ensure_ascii=False, indent=2))
    if not any(one["read"] for one in summed_up):
        raise typer.Exit(1)


def _check_dates(since: datetime | None, until: datetime | None) -> None:
    for day in (since, until):
        if day and day < FIRST_DATE:
            raise ConfigError(f"{day:%Y-%m-%d} lies before {FIRST_DATE:%Y}")
    if since and until and since >= until:
        raise ConfigError("--since must lie before --until")
    if since and since > datetime.now(UTC):
        raise ConfigError(f"--since {since:%Y-%m-%d} lies in the future")


def _check_scope(scope: backfill_progress.BackfillScope) -> None:
    if scope.since and scope.since >= scope.until:
        raise ConfigError(
            f"there is nothing to read: what came out after {scope.until:%Y-%m-%d %H:%M} UTC "
            "is left to the running bot, which finds it in the feed"
        )


async def _drawn(
    steps: AsyncIterator[backfill_progress.Progress], progress: Progress
) -> backfill_progress.Progress:
    """Draw the steps of a backfill; return the last of them."""
    drawn = progress.add_task("reading", total=None, pace="")
    pace = ProgressRate()
    done = backfill_progress.Progress()
    async for done in steps:
        progress.update(
            drawn,
            description=f"{done.oldest:%Y-%m-%d}" if done.oldest else "reading",
            total=None if done.left is None else done.read + done.left,
            completed=done.read,
            pace=pace.rate_text(done.read, done.left),
        )
    return done


def _summed_up(
    url: str,
    done: backfill_progress.Progress,
    scope: backfill_progress.BackfillScope,
    *,
    database: DatabaseAddress,
) -> dict[str, Any]:
    since = f" from {scope.since:%Y-%m-%d}" if scope.since else ""
    nothing = (
        f"the site has no articles{since} until {scope.until:%Y-%m-%d %H:%M} UTC; newer ones are "
        "left to the running bot"
    )
    return {
        "why": "" if done.read or not done.finished else nothing,
        "feed": url,
        "database": str(database),
        "read": done.read,
        "stored": done.stored,
        "copies": done.copies,
        "known": done.known,
        "skipped": done.skipped,
        "doubtful": done.doubtful,
        "finished": done.finished,
    }


def _line(done: dict[str, Any]) -> str:
    if done["why"]:
        return f"{done['feed']}: nothing was read: {done['why']}"
    end = "the end is reached" if done["finished"] else "the same command goes on from here"
    return (
        f"{done['feed']}: {done['read']:,} read, {done['stored']:,} stored "
        f"({done['copies']:,} copies), {done['known']:,} known, {done['skipped']:,} left out, "
        f"{done['doubtful']:,} refused by the quality gate; {end}"
    )
