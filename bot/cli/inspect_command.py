"""Shows what the bot reads from a feed or an article, for `khabar inspect`."""

import json
from typing import Any

import typer

from bot import event_loop
from bot.cli import inspect_source
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.site_access import open_fetcher
from bot.cli.terminal import error_console, report_errors, screen
from bot.config.settings import Settings
from bot.errors import KhabarError
from bot.i18n import Catalogues
from bot.types import ParsedFeed


def inspect_articles(sources: list[str], url: str, *, as_json: bool) -> None:
    """Show articles as the bot reads them, and the posts as Telegram would get them.

    Args:
        sources: saved files, or addresses.
        url: where the saved files were found.
        as_json: print a line for each source, with `error` where it is refused.
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
            error_console.print(f"khabar: {error}", markup=False)
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
        error_console.print("khabar: no paragraphs were found: is this the page of an article?")


def _print_line(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def inspect_feed(source: str, *, as_json: bool) -> None:
    """Show a feed's items as the bot reads them, and what it leaves out."""
    with report_errors():
        found = event_loop.run(_inspect_feed(settings_or_exit(), source))
        if as_json:
            typer.echo(json.dumps(inspect_source.feed_as_json(found), ensure_ascii=False, indent=2))
            return
        for item in found.items:
            screen.print(f"{item.site_id}  {item.title}", markup=False)
        if not found.items:
            error_console.print("khabar: the feed has no items that can be read")
        for skipped in found.skipped:
            error_console.print(f"left out {skipped.what}: {skipped.reason}", markup=False)


async def _inspect_feed(settings: Settings, source: str) -> ParsedFeed:
    async with open_fetcher(settings, named=source) as fetcher:
        return await inspect_source.inspect_feed(source, fetcher=fetcher)
