"""Defines the commands that inspect a source, search the store and check the set-up."""

import json
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot import event_loop
from bot.cli import doctor, doctor_instance, inspect_source
from bot.cli.app import AsJson, complaints, report_errors, screen, settings_or_exit
from bot.cli.explain_search import SearchExplanation, explain_search
from bot.cli.resources import archive_path, open_fetcher, open_store
from bot.config.settings import Settings
from bot.errors import ConfigError, KhabarError
from bot.i18n import Catalogues
from bot.types import ParsedFeed

commands = typer.Typer()
inspect = typer.Typer(help="Show what the bot reads from a feed or an article.")
commands.add_typer(inspect, name="inspect")

_COLOURS = {"ok": "green", "note": "yellow", "wrong": "red"}

Sources = Annotated[
    list[str], typer.Argument(metavar="FILE|URL...", help="Saved files, or addresses.")
]
FoundAt = Annotated[str, typer.Option("--url", help="Where the saved files were found.")]
Source = Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved file, or an address.")]


@inspect.command("article")
def inspect_article(sources: Sources, *, url: FoundAt = "", as_json: AsJson = False) -> None:
    """Show articles as the bot reads them, and the posts as Telegram would get them.

    With --json each source is one line, with its name in `file`, and `error` where it is refused.
    """
    failed = event_loop.run(_inspect_articles(sources, url, as_json=as_json))
    if failed and len(sources) == 1:
        raise typer.Exit(1)


async def _inspect_articles(sources: list[str], url: str, *, as_json: bool) -> int:
    """Read the sources one after the other in one process; how many were refused."""
    failed = 0
    with report_errors():
        settings = settings_or_exit()
        translator = Catalogues.load().translator("ar")
    for source in sources:
        try:
            async with open_fetcher(settings, named=source) as fetcher:
                found = await inspect_source.inspect_article(
                    source, fetcher=fetcher, translator=translator, url=url
                )
        except KhabarError as error:
            failed += 1
            if as_json:
                _print_line({"file": source, "error": str(error)})
            complaints.print(f"khabar: {error}", markup=False)
        else:
            _show_article(source, found.as_json(), as_json=as_json, several=len(sources) > 1)
    return failed


def _show_article(source: str, found: dict[str, Any], *, as_json: bool, several: bool) -> None:
    if as_json:
        _print_line({"file": source, **found})
        return
    if several:
        screen.print(source, markup=False)
    for name, value in found.items():
        shown = "\n".join(value) if isinstance(value, list) else value
        screen.print(f"[bold]{name}[/bold]")
        screen.print(shown or "-", markup=False)
    if not found["paragraphs"]:
        complaints.print("khabar: no paragraphs were found: is this the page of an article?")


def _print_line(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


@inspect.command("feed")
def inspect_feed(source: Source, *, as_json: AsJson = False) -> None:
    """Show a feed's items as the bot reads them, and what it leaves out."""
    with report_errors():
        found = event_loop.run(_inspect_feed(settings_or_exit(), source))
        if as_json:
            typer.echo(json.dumps(inspect_source.feed_as_json(found), ensure_ascii=False, indent=2))
            return
        for item in found.items:
            screen.print(f"{item.site_id}  {item.title}", markup=False)
        if not found.items:
            complaints.print("khabar: the feed has no items that can be read")
        for skipped in found.skipped:
            complaints.print(f"left out {skipped.what}: {skipped.reason}", markup=False)


async def _inspect_feed(settings: Settings, source: str) -> ParsedFeed:
    async with open_fetcher(settings, named=source) as fetcher:
        return await inspect_source.inspect_feed(source, fetcher=fetcher)


# A word to leave out begins with a dash.
@commands.command(context_settings={"ignore_unknown_options": True})
def search(
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
    with report_errors():
        typed = _typed(words)
        if explain:
            told = event_loop.run(_explain_search(settings_or_exit(), typed, limit))
            if as_json:
                typer.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
            for line in () if as_json else told.lines():
                screen.print(line, markup=False)
            return
        found = event_loop.run(_search(settings_or_exit(), typed, limit))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            article = one.stored.article
            screen.print(f"{article.published:%Y-%m-%d}  {article.title}", markup=False)
            screen.print(f"            {article.url}", markup=False)
        if not found:
            complaints.print("khabar: nothing was found")


def _typed(words: list[str]) -> str:
    """Return the words as one query.

    Raises:
        ConfigError: there are none, or one is an option that this command does not have.
    """
    for word in words:
        if word.startswith("--"):
            raise ConfigError(f"there is no option {word}; see khabar search --help")
    typed = " ".join(words)
    if not typed.strip():
        raise ConfigError("there is nothing to look for: write words as a reader would")
    return typed


async def _search(settings: Settings, words: str, limit: int) -> list[inspect_source.SearchMatch]:
    async with open_store(archive_path(settings)) as store:
        return await inspect_source.search_archive(store, words, limit=limit, now=_now(settings))


async def _explain_search(settings: Settings, words: str, limit: int) -> SearchExplanation:
    async with open_store(archive_path(settings)) as store:
        return await explain_search(store, words, limit=limit, now=_now(settings))


def _now(settings: Settings) -> datetime:
    """Return the current time in the readers' zone, whose midnight ends their today."""
    return datetime.now(ZoneInfo(settings.time_zone))


@commands.command("doctor")
def examine(*, as_json: AsJson = False) -> None:
    """Check token, feeds, database and time zone; each line is ok or says what to do."""
    with report_errors():
        found = event_loop.run(_examine(settings_or_exit(), aloud=not as_json))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        if any(one.state == "wrong" for one in found):
            raise typer.Exit(1)


async def _examine(settings: Settings, *, aloud: bool) -> list[doctor.Finding]:
    """Run the checks, and print each result as soon as it is known."""
    found = []
    async with open_fetcher(settings) as fetcher:
        async for finding in doctor.run_checks(settings, fetcher):
            found.append(finding)
            if aloud:
                _show(finding)
        async for finding in doctor_instance.check_instance(settings):
            found.append(finding)
            if aloud:
                _show(finding)
    return found


def _show(finding: doctor.Finding) -> None:
    state = finding.state
    screen.print(f"[{_COLOURS[state]}]{state:5}[/] {finding.subject}: ", end="")
    screen.print(finding.words, markup=False)
