"""Defines the commands for the outbox: listing and dropping posts that wait."""

import asyncio
import contextlib
import json
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.arabic.normalize import clean
from bot.cli.app import AsJson, report_errors, screen, settings_or_exit
from bot.cli.resources import archive_path, open_store
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress
from storage.outbox import Clearing, WaitingArticle

commands = typer.Typer(
    help="Show what waits to be sent, by article; the bot may be running.",
    invoke_without_command=True,
)

MAX_LISTED = 1_000
_LARGEST_ID = 2**63 - 1
_MOMENTS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def parse_moment(written: str, *, zone_name: str, now: datetime) -> datetime:
    """Parse a time as typed: a day, a day with a time, or `now`.

    Raises:
        ConfigError: it is none.
    """
    if written == "now":
        return now
    for form in _MOMENTS:
        # The first and last day of the calendar lie beyond it elsewhere.
        with contextlib.suppress(ValueError, OverflowError):
            local = datetime.strptime(written, form).replace(tzinfo=ZoneInfo(zone_name))
            return local.astimezone(UTC)
    raise ConfigError(
        f"{written[:40]!r} is no time; write 2025-01-31, '2025-01-31 18:30' (in TIME_ZONE) or now"
    )


@commands.callback()
def list_waiting(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show what waits to be sent, by article; the bot may be running."""
    if context.invoked_subcommand is not None:
        return
    with report_errors():
        found = asyncio.run(_waiting(settings_or_exit()))
    now = datetime.now(UTC)
    if as_json:
        typer.echo(json.dumps([_as_json(one, now) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        screen.print(_line(one, now), markup=False)
    if not found:
        screen.print("nothing waits to be sent")
    if len(found) == MAX_LISTED:
        screen.print(f"only the {MAX_LISTED:,} articles that wait longest are shown")


def _as_json(one: WaitingArticle, now: datetime) -> dict[str, object]:
    return {
        "article": one.article_id,
        "title": clean(one.title),
        "chats": one.chats,
        "sending": one.sending,
        "since": one.since.isoformat(),
        "seconds": max(0, int((now - one.since).total_seconds())),
    }


def _line(one: WaitingArticle, now: datetime) -> str:
    minutes = max(0, int((now - one.since).total_seconds() / 60))
    sending = f", {one.sending:,} being sent" if one.sending else ""
    return (
        f"{one.article_id:>8}  {one.chats:>7,} chats{sending}, {minutes:,} min  {clean(one.title)}"
    )


async def _waiting(settings: Settings) -> list[WaitingArticle]:
    async with open_store(archive_path(settings)) as store:
        return await store.outbox.waiting_articles(MAX_LISTED)


@commands.command("drop")
def drop(
    *,
    article: Annotated[
        int | None,
        typer.Option(
            min=1, max=_LARGEST_ID, metavar="ID", help="Only this article, as the list names it."
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
    with report_errors():
        if article is None and before is None:
            raise ConfigError("say what to drop: --article ID, --before WHEN, or both")
        settings = settings_or_exit()
        now = datetime.now(UTC)
        bound = parse_moment(before, zone_name=settings.time_zone, now=now) if before else None
        path = archive_path(settings)
        if not yes:
            typer.confirm(f"Drop the posts that wait in {path}?", abort=True, err=True)
        dropped = asyncio.run(_drop(path, Clearing(article_id=article, before=bound)))
    if as_json:
        typer.echo(json.dumps({"database": str(path), "dropped": dropped}, indent=2))
        return
    screen.print(f"{dropped:,} posts dropped")


async def _drop(path: DatabaseAddress, which: Clearing) -> int:
    async with open_store(path) as store:
        return await store.outbox.clear(which, datetime.now(UTC))
