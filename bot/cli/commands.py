"""Defines the commands that inspect a source, search the store and check the set-up."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from bot import logs
from bot.cli import doctor, inspect_source, sandbox
from bot.cli.explain_search import SearchExplanation, explain_search
from bot.config.settings import Settings, load_settings
from bot.errors import ConfigError, KhabarError
from bot.feed.fetch_policy import FetchPolicy
from bot.feed.fetcher import Fetcher, FetchLimits, build_client
from bot.i18n import Catalogues
from bot.types import ParsedFeed
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.errors import StorageError
from storage.store import Store

app = typer.Typer(
    help="Khabar: a Telegram news bot for one newsroom.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
inspect = typer.Typer(help="Show what the bot reads from a feed or an article.")
app.add_typer(inspect, name="inspect")

screen = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)

_COLOURS = {"ok": "green", "note": "yellow", "wrong": "red"}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Sources = Annotated[
    list[str], typer.Argument(metavar="FILE|URL...", help="Saved files, or addresses.")
]
FoundAt = Annotated[str, typer.Option("--url", help="Where the saved files were found.")]
Source = Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved file, or an address.")]


@contextlib.contextmanager
def report_errors() -> Iterator[None]:
    """Print the project's own errors as plain lines, with exit status 1."""
    try:
        yield
    except (KhabarError, StorageError) as error:
        for line in str(error).splitlines():
            complaints.print(f"khabar: {line}", markup=False)
        raise typer.Exit(1) from None


def settings_or_exit(**overrides: object) -> Settings:
    """Load the settings, and set up the log so that it redacts their secrets.

    Raises:
        ConfigError: a setting is unknown or impossible.
    """
    settings = load_settings(**overrides)  # type: ignore[arg-type]
    logs.set_up(settings.log_level, _secrets(settings))
    return settings


def _secrets(settings: Settings) -> tuple[str, ...]:
    secrets = (settings.bot_token, settings.ping_secret, settings.summary_api_key)
    return tuple(secret.get_secret_value() for secret in secrets if secret)


def user_agent(settings: Settings) -> str:
    """Return the bot's User-Agent, with a contact for the site's engineers."""
    contact = f"; +{settings.contact}" if settings.contact else ""
    return f"Khabar/{version('khabar')} (Telegram news bot{contact})"


@contextlib.asynccontextmanager
async def open_store(path: Path) -> AsyncIterator[Store]:
    """Open the store on a database file, migrated to the newest schema.

    Raises:
        StorageError: the file can't be used.
    """
    database = await Database.open(path)
    try:
        await migrate(database)
        yield Store(database)
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def open_fetcher(
    settings: Settings, *, named: str = "", limits: FetchLimits | None = None
) -> AsyncIterator[Fetcher]:
    """Open a fetcher with the fetch policy of the settings.

    An address that was `named` on the command line is meant, whatever its host.
    """
    host = urlsplit(named).hostname if inspect_source.is_address(named) else None
    fence = FetchPolicy(
        settings.hosts | ({host} if host else set()),
        allow_private=settings.allow_private_hosts or bool(host),
        ports=settings.ports,
    )
    proxy = settings.site_proxy.get_secret_value() if settings.site_proxy else None
    async with build_client(user_agent(settings), fence, proxy=proxy) as client:
        yield Fetcher(client, fence, limits=limits or FetchLimits(), zone_name=settings.time_zone)


@inspect.command("article")
def inspect_article(sources: Sources, *, url: FoundAt = "", as_json: AsJson = False) -> None:
    """Show articles as the bot reads them, and the posts as Telegram would get them.

    With --json each source is one line, with its name in `file`, and `error` where it is refused.
    """
    failed = asyncio.run(_inspect_articles(sources, url, as_json=as_json))
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
        found = asyncio.run(_inspect_feed(settings_or_exit(), source))
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


@app.command()
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
        if explain:
            told = asyncio.run(_explain_search(settings_or_exit(), " ".join(words), limit))
            if as_json:
                typer.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
            for line in () if as_json else told.lines():
                screen.print(line, markup=False)
            return
        found = asyncio.run(_search(settings_or_exit(), " ".join(words), limit))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            article = one.stored.article
            screen.print(f"{article.published:%Y-%m-%d}  {article.title}", markup=False)
            screen.print(f"            {article.url}", markup=False)
        if not found:
            complaints.print("khabar: nothing was found")


def sandbox_database(settings: Settings) -> Path | None:
    """Return the database of the running sandbox, unless the settings name another one.

    Without a token the bot runs in the sandbox, on a database of its own.

    Raises:
        StorageError: what lies there can't be looked at.
    """
    if settings.bot_token is not None or "database" in settings.model_fields_set:
        return None
    return sandbox.running_database()


async def _search(settings: Settings, words: str, limit: int) -> list[inspect_source.SearchMatch]:
    async with open_store(archive_path(settings)) as store:
        return await inspect_source.search_archive(store, words, limit=limit, now=datetime.now(UTC))


async def _explain_search(settings: Settings, words: str, limit: int) -> SearchExplanation:
    async with open_store(archive_path(settings)) as store:
        return await explain_search(store, words, limit=limit, now=datetime.now(UTC))


def archive_path(settings: Settings) -> Path:
    """Return the database to search: that of the running sandbox, or of the settings.

    Raises:
        ConfigError: there is none yet.
    """
    path = settings.database
    if running := sandbox_database(settings):
        complaints.print("khabar: this is the archive of the running sandbox", markup=False)
        path = running
    if not path.exists():
        raise ConfigError(f"there is no database at {path} yet: run the bot first")
    return path


@app.command("doctor")
def examine(*, as_json: AsJson = False) -> None:
    """Check token, feeds, database and time zone; each line is ok or says what to do."""
    with report_errors():
        found = asyncio.run(_examine(settings_or_exit(), aloud=not as_json))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        if any(one.state == "wrong" for one in found):
            raise typer.Exit(1)


async def _examine(settings: Settings, *, aloud: bool) -> list[doctor.Finding]:
    """What was found, each line told as soon as it is known."""
    found = []
    async with open_fetcher(settings) as fetcher:
        async for finding in doctor.run_checks(settings, fetcher):
            found.append(finding)
            if aloud:
                state = finding.state
                screen.print(f"[{_COLOURS[state]}]{state:5}[/] {finding.subject}: ", end="")
                screen.print(finding.words, markup=False)
    return found
