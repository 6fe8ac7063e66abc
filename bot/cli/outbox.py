"""Lists and drops posts that wait to be sent, for `khabar outbox`."""

import contextlib
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import typer

from bot import event_loop
from bot.arabic.normalize import clean
from bot.cli.resources import archive_path, open_store
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import report_errors, screen
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.posts.shortening import shortened
from bot.text.markup import plain_text
from storage.engine.address import DatabaseAddress
from storage.outbox import Clearing, WaitingAnnouncement, WaitingArticle

MAX_LISTED = 1_000
_MAX_WORDS = 100
_Waiting = WaitingArticle | WaitingAnnouncement
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


def list_waiting(*, as_json: bool) -> None:
    """Show what waits to be sent, by article or message to all; the bot may be running."""
    with report_errors():
        found = event_loop.run(_waiting(settings_or_exit()))
    now = datetime.now(UTC)
    if as_json:
        typer.echo(json.dumps([_as_json(one, now) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        screen.print(_line(one, now), markup=False)
    if not found:
        screen.print("nothing waits to be sent")
    if len(found) == MAX_LISTED:
        screen.print(f"only the {MAX_LISTED:,} that wait longest are shown")


def _title(one: _Waiting) -> str:
    if isinstance(one, WaitingArticle):
        return clean(one.title)
    return shortened(plain_text(one.html), _MAX_WORDS)


def _as_json(one: _Waiting, now: datetime) -> dict[str, object]:
    which: dict[str, object] = (
        {"article": one.article_id}
        if isinstance(one, WaitingArticle)
        else {"message": one.announcement_id}
    )
    return which | {
        "title": _title(one),
        "chats": one.chats,
        "sending": one.sending,
        "since": one.since.isoformat(),
        "seconds": max(0, int((now - one.since).total_seconds())),
    }


def _line(one: _Waiting, now: datetime) -> str:
    minutes = max(0, int((now - one.since).total_seconds() / 60))
    sending = f", {one.sending:,} being sent" if one.sending else ""
    number, whose = (
        (one.article_id, "")
        if isinstance(one, WaitingArticle)
        else (one.announcement_id, "message to all: ")
    )
    return f"{number:>8}  {one.chats:>7,} chats{sending}, {minutes:,} min  {whose}{_title(one)}"


async def _waiting(settings: Settings) -> list[_Waiting]:
    async with open_store(archive_path(settings)) as store:
        found: list[_Waiting] = [
            *await store.outbox.waiting_articles(MAX_LISTED),
            *await store.outbox.waiting_announcements(MAX_LISTED),
        ]
    return sorted(found, key=lambda one: one.since)[:MAX_LISTED]


def drop(
    article: int | None, message: int | None, before: str | None, *, yes: bool, as_json: bool
) -> None:
    """Send what waits to nobody; posts that stand in a chat stay, and the bot may be running.

    Args:
        article: only this article, by the id that the list names.
        message: only this message to all.
        before: only what was queued before: a day, a time, or now.
        yes: do not ask.
        as_json: print how many were dropped as JSON.
    """
    with report_errors():
        if article is None and message is None and before is None:
            raise ConfigError("say what to drop: --article ID, --message ID, --before WHEN")
        if article is not None and message is not None:
            raise ConfigError("an article or a message, one of them: --article ID, --message ID")
        settings = settings_or_exit()
        now = datetime.now(UTC)
        bound = parse_moment(before, zone_name=settings.time_zone, now=now) if before else None
        path = archive_path(settings)
        if not yes:
            typer.confirm(f"Drop the posts that wait in {path}?", abort=True, err=True)
        which = Clearing(article_id=article, announcement_id=message, before=bound)
        dropped = event_loop.run(_drop(path, which))
    if as_json:
        typer.echo(json.dumps({"database": str(path), "dropped": dropped}, indent=2))
        return
    screen.print(f"{dropped:,} posts dropped")


async def _drop(path: DatabaseAddress, which: Clearing) -> int:
    async with open_store(path) as store:
        return await store.outbox.clear(which, datetime.now(UTC))
