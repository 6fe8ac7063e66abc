"""The command line and the wiring: what is built, in which order, and ended in reverse."""

import asyncio
import contextlib
import json
import logging
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from telegram.constants import FloodLimit
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

import handlers
from bot import doctor, inspection, logs
from bot.config import Settings, load_settings
from bot.delivery.calls import BotCalls
from bot.delivery.composing import StoredPosts
from bot.delivery.limiter import Limiter
from bot.delivery.photos import Photos
from bot.delivery.request import LeanRequest
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.edits import Edits
from bot.errors import ConfigError, KhabarError
from bot.feed.fence import Fence
from bot.feed.fetcher import Fetcher, FetchLimits, build_client
from bot.i18n import Catalogues
from bot.ingest import Ingest, IngestOptions
from bot.jobs import Chore, Jobs
from bot.reading import Reader
from bot.rehearsal import rehearsing
from bot.rereading import Rereading, RereadingOptions
from bot.types import ParsedFeed
from storage.database import Database, running_lock
from storage.errors import StorageError
from storage.migrate import migrate
from storage.store import Store

log = logging.getLogger("khabar")

REREAD_EVERY = timedelta(seconds=30)
SHUT_DOWN_WITHIN = timedelta(seconds=8)

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

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Source = Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved file, or an address.")]


def _now() -> datetime:
    return datetime.now(UTC)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn the project's own errors into clear lines and exit status 1."""
    try:
        yield
    except (KhabarError, StorageError) as error:
        for line in str(error).splitlines():
            complaints.print(f"khabar: {line}", markup=False)
        raise typer.Exit(1) from None


def _settings(**overrides: object) -> Settings:
    settings = load_settings(**overrides)  # type: ignore[arg-type]
    logs.set_up(settings.log_level, _secrets(settings))
    return settings


def _secrets(settings: Settings) -> tuple[str, ...]:
    return (settings.bot_token.get_secret_value(),) if settings.bot_token else ()


def _user_agent(settings: Settings) -> str:
    contact = f"; +{settings.contact}" if settings.contact else ""
    return f"Khabar/0.1 (Telegram news bot{contact})"


@contextlib.asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Store]:
    database = await Database.open(path)
    try:
        await migrate(database)
        yield Store(database)
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def _fetching(settings: Settings) -> AsyncIterator[Fetcher]:
    fence = Fence(settings.hosts, allow_private=settings.allow_private_hosts)
    async with build_client(_user_agent(settings), fence) as client:
        yield Fetcher(client, fence, limits=FetchLimits())


def _application(settings: Settings, limiter: Limiter) -> Application[Any, Any, Any, Any, Any, Any]:
    if settings.bot_token is None:
        raise ConfigError("BOT_TOKEN is not set")
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.api_base_url}/bot")
        .base_file_url(f"{settings.api_base_url}/file/bot")
        .request(LeanRequest())
        .get_updates_request(LeanRequest())
        .rate_limiter(limiter)
        .concurrent_updates(32)
        .context_types(handlers.CONTEXT_TYPES)
        .build()
    )


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run the bot until `stop` is set; everything that was built is ended in reverse.

    Raises:
        KhabarError: the settings or the token are wrong.
        StorageError: the database can't be used.
    """
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(running_lock(settings.database))
        store = await stack.enter_async_context(_opened(settings.database))
        fetcher = await stack.enter_async_context(_fetching(settings))
        catalogues = Catalogues.load()
        ceiling = (
            FloodLimit.PAID_MESSAGES_PER_SECOND
            if settings.paid_broadcast
            else FloodLimit.MESSAGES_PER_SECOND
        )
        limiter = Limiter(clock=time.monotonic, per_second=ceiling)
        application = _application(settings, limiter)
        services = handlers.Services(
            store=store,
            catalogues=catalogues,
            site_name=settings.site_name,
            site_url=settings.site_url,
            owner_ids=frozenset(settings.owner_ids),
            now=_now,
        )
        handlers.register(application, services)
        if not await _unless(stop, _connected(application, stack)):
            return
        try:
            await handlers.announce(application.bot, catalogues, settings.site_name)
        except TelegramError as error:
            log.warning("the command menu could not be set: %s", error)
        worker = Worker(
            outbox=store.outbox,
            sender=Sender(
                BotCalls(application.bot, paid=settings.paid_broadcast),
                Photos(fetch=fetcher.fetch_photo, memory=store.photos, now=_now),
            ),
            posts=StoredPosts(store.articles, catalogues, zone_name=settings.time_zone),
            now=_now,
            chance=random.random,
            catch_up_after=settings.catch_up_after,
        )
        reader = Reader(fetcher)
        ingest = Ingest(
            fetcher=fetcher,
            reader=reader,
            edits=Edits(fetcher=fetcher, store=store, now=_now),
            store=store,
            options=IngestOptions(
                poll_min=settings.poll_min,
                poll_max=settings.poll_max,
                settle=timedelta(minutes=settings.settle_minutes),
                catch_up_after=settings.catch_up_after,
                catch_up_limit=settings.catch_up_limit,
            ),
            now=_now,
            random=random.random,
        )
        if application.job_queue is None:
            raise ConfigError("python-telegram-bot was installed without its job queue")
        jobs = Jobs(application.job_queue, ingest, wake_delivery=worker.wake, now=_now)
        stack.push_async_callback(jobs.stop)
        rereading = Rereading(
            reader=reader,
            store=store,
            options=RereadingOptions(
                settle=timedelta(minutes=settings.settle_minutes),
                edit_window=settings.edit_window,
                on_withdrawn=settings.on_withdrawn,
            ),
            wake_delivery=worker.wake,
            now=_now,
        )
        jobs.start(
            settings.feed_urls,
            [
                Chore(
                    "read again",
                    min(timedelta(seconds=30), settings.poll_min),
                    rereading.read_again,
                ),
                Chore(
                    "prune",
                    timedelta(hours=6),
                    lambda: store.outbox.prune(_now(), settings.edit_window),
                ),
            ],
        )
        await _delivering(worker, stop)


async def _delivering(worker: Worker, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set; then let what was begun come to its end.

    Raises:
        KhabarError: delivery can't go on.
    """
    delivering = asyncio.create_task(worker.run(), name="delivery")
    try:
        await _unless(stop, asyncio.shield(delivering))
    finally:
        await worker.stop(SHUT_DOWN_WITHIN)
        await delivering


async def _connected(
    application: Application[Any, Any, Any, Any, Any, Any], stack: contextlib.AsyncExitStack
) -> None:
    """Start what receives updates; a token that getMe refuses ends the bot with a clear word.

    Raises:
        ConfigError: the token is wrong.
    """
    delay = 1.0
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise ConfigError("Telegram refuses BOT_TOKEN: copy it again from @BotFather") from None
        except TelegramError as error:
            log.warning("Telegram does not answer (%s), next try in %.0f s", error, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 60)
    stack.push_async_callback(application.shutdown)
    await application.start()
    stack.push_async_callback(application.stop)
    updater = application.updater
    if updater is None:
        raise ConfigError("the application was built without an updater")
    await updater.start_polling(
        allowed_updates=handlers.ALLOWED_UPDATES, error_callback=_polling_error
    )
    stack.push_async_callback(updater.stop)


def _polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another copy of this bot is running with the same token; waiting for it to end")
    else:
        log.warning("getUpdates: %s", error)


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Do the work, or give it up when `stop` is set; whether it was done.

    Raises:
        Exception: whatever the work raised.
    """
    working = asyncio.ensure_future(work)
    waiting = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait([waiting, working], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        return working.done()
    finally:
        for task in (waiting, working):
            task.cancel()
        await asyncio.gather(waiting, working, return_exceptions=True)


@app.command()
def run() -> None:
    """Run the bot: on Telegram with BOT_TOKEN in .env, else in the sandbox."""
    with _explained():
        asyncio.run(_run(_settings()))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if settings.bot_token is not None:
        await serve(settings, stop)
        return
    async with rehearsing(settings) as sandboxed:
        page = sandboxed.api_base_url
        screen.print("No BOT_TOKEN in .env: this is the sandbox, nothing leaves your machine.")
        screen.print(f"Look:  {page}/ (the chats) and {sandboxed.site_url} (the newsroom's site)")
        screen.print("Try:   write مطر, #رياضة or /latest to the bot; within seconds news arrives.")
        await serve(sandboxed, stop)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def sandbox(context: typer.Context) -> None:
    """Run only the sandbox: a newsroom and a Telegram on loopback, for any bot."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - our own package


@inspect.command("article")
def inspect_article(source: Source, *, as_json: AsJson = False) -> None:
    """Show an article as the bot reads it, and the post as Telegram would get it."""
    with _explained():
        found = asyncio.run(_inspect_article(_settings(), source))
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        for name, value in found.as_json().items():
            shown = "\n".join(value) if isinstance(value, list) else value
            screen.print(f"[bold]{name}[/bold]")
            screen.print(shown or "-", markup=False)


async def _inspect_article(settings: Settings, source: str) -> inspection.InspectedArticle:
    async with _fetching(settings) as fetcher:
        translator = Catalogues.load().translator("ar")
        return await inspection.inspect_article(source, fetcher=fetcher, translator=translator)


@inspect.command("feed")
def inspect_feed(source: Source, *, as_json: AsJson = False) -> None:
    """Show a feed's items as the bot reads them, and what it leaves out."""
    with _explained():
        found = asyncio.run(_inspect_feed(_settings(), source))
        if as_json:
            typer.echo(json.dumps(inspection.feed_as_json(found), ensure_ascii=False, indent=2))
            return
        for item in found.items:
            screen.print(f"{item.site_id}  {item.title}", markup=False)
        for skipped in found.skipped:
            complaints.print(f"left out {skipped.what}: {skipped.reason}", markup=False)


async def _inspect_feed(settings: Settings, source: str) -> ParsedFeed:
    async with _fetching(settings) as fetcher:
        return await inspection.inspect_feed(source, fetcher=fetcher)


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(help="What to look for, as a reader would type it.")
    ],
    *,
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many answers.")] = 10,
) -> None:
    """Search the stored articles; the bot may be running meanwhile."""
    with _explained():
        found = asyncio.run(_search(_settings(), " ".join(words), limit))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            article = one.stored.article
            screen.print(f"{article.published:%Y-%m-%d}  {article.title}", markup=False)
            screen.print(f"            {article.url}", markup=False)
        if not found:
            complaints.print("khabar: nothing was found")


async def _search(settings: Settings, words: str, limit: int) -> list[inspection.Found]:
    if not settings.database.exists():
        raise ConfigError(f"there is no database at {settings.database} yet: run the bot first")
    async with _opened(settings.database) as store:
        return await inspection.search_archive(store, words, limit=limit, now=_now())


@app.command("doctor")
def examine() -> None:
    """Check token, feeds, database and time zone; each line is ok or says what to do."""
    with _explained():
        if not asyncio.run(_examine(_settings())):
            raise typer.Exit(1)


async def _examine(settings: Settings) -> bool:
    well = True
    async with _fetching(settings) as fetcher:
        async for finding in doctor.examine(settings, fetcher):
            mark = "[green]ok[/green]   " if finding.ok else "[red]wrong[/red]"
            screen.print(f"{mark} {finding.subject}: ", end="")
            screen.print(finding.words, markup=False)
            well = well and finding.ok
    return well


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
