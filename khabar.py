"""The program: the commands of the terminal, their words, options and help.

Each imports its work when it is chosen, so that no command waits for what only another one needs.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.allocator import return_freed_memory
from bot.cli.app import AsJson, app
from bot.cli.days import parse_day
from bot.cli.output import full_output_told, take_every_letter
from bot.file_rights import PRIVATE_UMASK

inspect = typer.Typer(help="Show what the bot reads from a feed or an article.")
outbox = typer.Typer(
    help="Show what waits to be sent, by article or message to all; the bot may be running.",
    invoke_without_command=True,
)

__all__ = ["app", "inspect", "main", "outbox"]

_LAST_PORT = 65535
# Of a row in SQLite.
_LARGEST_ID = 2**63 - 1

Sources = Annotated[
    list[str], typer.Argument(metavar="FILE|URL...", help="Saved files, or addresses.")
]
FoundAt = Annotated[str, typer.Option("--url", help="Where the saved files were found.")]
Source = Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved file, or an address.")]


def _day(told: str) -> Any:
    return typer.Option(parser=parse_day, metavar="DATE", show_default=False, help=told)


Since = Annotated[datetime | None, _day("Only articles from this day, month or year on.")]
Until = Annotated[datetime | None, _day("Only articles before this day, month or year.")]


def _number(given: float) -> float:
    """Refuse what lies neither below nor above a bound."""
    if given != given:  # noqa: PLR0124 - so is nan alone
        raise typer.BadParameter("nan is no number of seconds")
    return given


@app.command("run")
def run_command(
    *,
    play: Annotated[
        bool, typer.Option("--sandbox", help="Run in the sandbox, whatever the settings say.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=_LAST_PORT, help="The sandbox's port, 0 for a free one.")
    ] = 8800,
    site_port: Annotated[
        int, typer.Option(min=0, max=_LAST_PORT, help="The port of its newsroom.")
    ] = 8801,
) -> None:
    """Run the bot: on Telegram with BOT_TOKEN, in a terminal without it in the sandbox."""
    from handlers.run_command import run

    run(port, site_port, play=play)


@app.command(
    "sandbox",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def sandbox_command(context: typer.Context) -> None:
    """Run only the sandbox: a newsroom and a Telegram on loopback, for any bot."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - our own package


@inspect.command("article")
def inspect_article_command(
    sources: Sources, *, url: FoundAt = "", as_json: AsJson = False
) -> None:
    """Show articles as the bot reads them, and the posts as Telegram would get them.

    With --json each source is one line, with its name in `file`, and `error` where it is refused.
    """
    from bot.cli.inspect_command import inspect_articles

    inspect_articles(sources, url, as_json=as_json)


@inspect.command("feed")
def inspect_feed_command(source: Source, *, as_json: AsJson = False) -> None:
    """Show a feed's items as the bot reads them, and what it leaves out."""
    from bot.cli.inspect_command import inspect_feed

    inspect_feed(source, as_json=as_json)


# A word to leave out begins with a dash.
@app.command("search", context_settings={"ignore_unknown_options": True})
def search_command(
    words: Annotated[
        list[str], typer.Argument(help="What to look for, as a reader would type it.")
    ],
    *,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell how the words were read and hits were ranked.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many answers.")] = 10,
) -> None:
    """Search the stored articles; the bot may be running meanwhile."""
    from bot.cli.search_command import search

    search(words, limit, explain=explain, as_json=as_json)


@app.command("doctor")
def doctor_command(*, as_json: AsJson = False) -> None:
    """Check token, feeds, database and time zone; each line is ok or says what to do."""
    from bot.cli.doctor_command import examine

    examine(as_json=as_json)


@app.command("backfill")
def backfill_command(
    *,
    since: Since = None,
    until: Until = None,
    delay: Annotated[
        float,
        typer.Option(min=0, max=3600, callback=_number, help="Seconds between two requests."),
    ] = 1.0,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Stop after about so many articles.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read old articles into the archive; nobody is told of them, and the bot may be running."""
    from bot.cli.backfill_command import read_the_past

    read_the_past(since, until, delay, limit, as_json=as_json)


@app.command("reindex")
def reindex_command(*, as_json: AsJson = False) -> None:
    """Build the search index anew from the stored articles; the bot may be running."""
    from bot.cli.reindex_command import index_anew

    index_anew(as_json=as_json)


@app.command("backup")
def backup_command(
    target: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="A new file, or a folder of copies.")
    ],
    *,
    keep: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="In a folder: delete all but so many newest copies."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy the database while the bot runs; the copy is checked and for this user alone."""
    from bot.cli.backup import back_up

    back_up(target, keep, as_json=as_json)


@app.command("restore")
def restore_command(
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that `backup` has made.")],
) -> None:
    """Put a copy in the place of the database, which is kept aside; the bot must not run."""
    from bot.cli.backup import restore

    restore(copy)


@app.command("move-database")
def move_database_command(
    *,
    source: Annotated[
        str,
        typer.Option("--from", metavar="ADDRESS", help="The present database, as in DATABASE."),
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="The new, empty one: a file or a URL.")
    ],
    as_json: AsJson = False,
) -> None:
    """Move everything to another database, from SQLite to PostgreSQL or back; no bot may run."""
    from bot.cli.move_database import move_database

    move_database(source, target, as_json=as_json)


@outbox.callback()
def outbox_command(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show what waits to be sent, by article or message to all; the bot may be running."""
    if context.invoked_subcommand is not None:
        return
    from bot.cli.outbox import list_waiting

    list_waiting(as_json=as_json)


@outbox.command("drop")
def drop_command(
    *,
    article: Annotated[
        int | None,
        typer.Option(
            min=1, max=_LARGEST_ID, metavar="ID", help="Only this article, as the list names it."
        ),
    ] = None,
    message: Annotated[
        int | None,
        typer.Option(
            min=1, max=_LARGEST_ID, metavar="ID", help="Only this message to all, as listed."
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Only what was queued before: a day, a time, or now."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send what waits to nobody; posts that stand in a chat stay, and the bot may be running."""
    from bot.cli.outbox import drop

    drop(article, message, before, yes=yes, as_json=as_json)


app.add_typer(inspect, name="inspect")
app.add_typer(outbox, name="outbox")


def main() -> None:
    """Run the command line; what it creates is for this user alone."""
    os.umask(PRIVATE_UMASK)
    # Processes that it starts would else take modules from the working directory, as from /tmp.
    os.environ["PYTHONSAFEPATH"] = "1"
    return_freed_memory()
    take_every_letter()
    with full_output_told():
        app()


if __name__ == "__main__":
    main()
