"""Builds the search index anew, for `khabar reindex`."""

import json
from datetime import UTC, datetime

import typer

from bot.cli.archive_access import name_database, open_archive, run_interruptible
from bot.cli.progress import ProgressRate, progress_bar
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import error_console, report_errors, screen
from bot.config.files import there_is
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.ingest.archive import reindex
from bot.ingest.archive.reanalyse_alerts import reanalyse_alerts
from storage.engine.database import Database
from storage.engine.running import REINDEX
from storage.search import Rebuild


def index_anew(*, as_json: bool) -> None:
    """Build the search index anew from the stored articles, and show the progress."""
    with report_errors():
        run_interruptible(_index_anew(settings_or_exit(), as_json=as_json))


async def _index_anew(settings: Settings, *, as_json: bool) -> None:
    if not there_is(settings.database):
        raise ConfigError(f"there is no database at {settings.database} yet: run the bot first")
    name_database(settings)
    async with open_archive(settings.database, purpose=REINDEX) as database:
        done = await build_index(database)
        await reanalyse_alerts(database, articles=done, now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps({"database": str(settings.database), "articles": done}, indent=2))
        return
    screen.print(f"{done:,} articles indexed in {settings.database}", markup=False)


async def build_index(database: Database) -> int:
    """Build the index anew, and show the progress; return how many articles are in it.

    Raises:
        KhabarError: a process of the analysis has died.
        StorageError: the index can't be written; it can be taken up again.
    """
    done = 0
    with progress_bar(error_console) as progress:
        drawn = progress.add_task("indexing", total=None, pace="")
        pace = ProgressRate()
        async for step in reindex.reindex(Rebuild(database)):
            done = step.done
            progress.update(
                drawn,
                description="exchanging" if step.swapping else "indexing",
                total=step.total,
                completed=step.done,
                pace=pace.rate_text(step.done, step.total - step.done),
            )
    return done
