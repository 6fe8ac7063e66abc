"""The command line and the wiring: what is built, in which order, and ended in reverse."""

import asyncio
import contextlib
import functools
import logging
import os
import platform
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Annotated, Any

import typer
from telegram.ext import ExtBot

import handlers
from bot.allocator import return_freed_memory
from bot.cli import archive, backup, commands, outbox
from bot.cli.app import app, report_errors, screen, settings_or_exit
from bot.cli.resources import open_fetcher, open_store, user_agent
from bot.cli.sandbox import running_sandbox
from bot.config.settings import Settings
from bot.delivery.calls import BotCalls
from bot.delivery.composing import StoredPosts
from bot.delivery.delivery_log import DeliveryLog
from bot.delivery.failure_alerts import FailureAlerts
from bot.delivery.photos import Photos
from bot.delivery.sender import Sender
from bot.delivery.window import PAID_RECORD_AFTER, PAID_WINDOW, WINDOW
from bot.delivery.worker import Worker
from bot.errors import ConfigError
from bot.feed.fetcher import Fetcher
from bot.feed.wordpress_posts import WordPressPosts
from bot.file_rights import PRIVATE_UMASK, files_of, must_own, open_to_others
from bot.i18n import Catalogues
from bot.ingest import reindex
from bot.ingest.edit_detection import EditDetector
from bot.ingest.llm_summary import llm_summariser
from bot.ingest.parsers import PARSERS, PRELOAD
from bot.ingest.poll import FeedPoller, PollOptions
from bot.ingest.read_article import ArticleReader
from bot.ingest.recheck import RETRY_MISSING_AFTER, Recheck, RecheckOptions
from bot.ingest.visibility import VisibilityCheck
from bot.isolation.quarantine import Quarantine
from bot.isolation.worker import Isolate, WorkerProcess
from bot.jobs import Jobs, PeriodicJob
from bot.owner_alerts import OwnerAlerts, owner_translator, send_to_owner
from bot.telegram.connection import Connection, telegram_application, telegram_proxy
from bot.telegram.handle_update import AnyApplication
from bot.web.notifications import notifications
from handlers import menu
from handlers.desk import lost_chats
from handlers.desk.jobs import DeskJobs
from storage.engine.running_lock import running_lock
from storage.key_value import BOT_ID
from storage.store import Store

log = logging.getLogger("khabar")

__all__ = ["app", "main", "serve"]

app.add_typer(commands.commands)
app.add_typer(archive.commands)
app.add_typer(backup.commands)
app.add_typer(outbox.commands, name="outbox")

RECHECK_EVERY = timedelta(seconds=30)
PRUNE_EVERY = timedelta(hours=6)
MARK_TAGS_EVERY = timedelta(hours=1)
MODERATE_EVERY = timedelta(seconds=3)
LOOK_AT_FEEDS_EVERY = timedelta(minutes=1)
TELL_EVERY = timedelta(seconds=10)
LOG_DELIVERIES_EVERY = timedelta(seconds=2)
RENEW_HUBS_EVERY = timedelta(seconds=5)
# Together, with the listener's second, below the ten after which a service manager kills.
DELIVERY_ENDS_WITHIN = timedelta(seconds=6)


def _now() -> datetime:
    return datetime.now(UTC)


async def run_until_stopped(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Run `work` until it ends or `stop` is set; return whether it ended by itself.

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


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run the bot until `stop` is set; everything that was built is ended in reverse.

    Raises:
        KhabarError: the settings or the token are wrong.
        StorageError: the database can't be used.
    """
    # From its next version on python-telegram-bot gives `retry_after` as a timedelta; so be it now.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    for path in open_to_others(files_of(settings.database, settings.env_file)):
        log.warning("%s can be read by other users of this machine: chmod 600 %s", path, path)
    must_own(settings.database)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(running_lock(settings.database))
        store = await stack.enter_async_context(open_store(settings.database))
        backup.check_bot(
            settings, await store.key_value.get(BOT_ID), f"the database {settings.database}"
        )
        if hint := await reindex.reindex_hint(
            store.key_value, articles=await store.articles.count()
        ):
            log.warning(hint)
        if ended := await store.repair_future_times(_now()):
            log.warning("%d stored times lie too far in the future: was the clock set?", ended)
        fetcher = await stack.enter_async_context(open_fetcher(settings))
        worker_process = await stack.enter_async_context(WorkerProcess(PARSERS, preload=PRELOAD))
        isolate = Quarantine(worker_process, store.parser_kills, now=_now)
        catalogues = Catalogues.load()
        application = telegram_application(settings, handlers.CONTEXT_TYPES)
        photos = Photos(fetch=fetcher.fetch_photo, memory=store.photos, now=_now, isolate=isolate)
        broadcasts = await stack.enter_async_context(_broadcasts(settings, application.bot))
        failure_alerts = FailureAlerts(
            outbox=store.outbox,
            tell=functools.partial(send_to_owner, application.bot),
            translator=functools.partial(owner_translator, store, catalogues),
            owner_ids=settings.owner_ids,
            now=_now,
        )
        delivery_log = DeliveryLog(store.outbox.article_progress, _now)
        worker = Worker(
            outbox=store.outbox,
            sender=Sender(
                broadcasts,
                photos,
                paid=settings.paid_broadcast,
                on_no_stars=failure_alerts.no_stars,
            ),
            posts=StoredPosts(
                store.articles,
                catalogues,
                zone_name=settings.time_zone,
                dressings=store.channel_settings.post_overrides,
                earlier=lambda pairs: store.threads.earlier(pairs, _now()),
            ),
            now=_now,
            chance=random.random,
            window=PAID_WINDOW if settings.paid_broadcast else WINDOW,
            record_after=PAID_RECORD_AFTER if settings.paid_broadcast else timedelta(0),
            catch_up_after=settings.catch_up_after,
            on_storage_failure=failure_alerts.not_writable,
            on_recorded=delivery_log.recorded,
            on_gone=lambda delivery, reason: lost_chats.notify_lost(
                application.bot, application.bot_data, delivery, reason
            ),
        )
        services = handlers.Services(
            store=store,
            catalogues=catalogues,
            site_name=settings.site_name,
            site_url=settings.site_url,
            owner_ids=frozenset(settings.owner_ids),
            now=_now,
            photos=photos,
            wake_delivery=worker.wake,
        )
        handlers.register(application, services)
        link = Connection(
            application,
            store.inbox,
            allowed_updates=handlers.ALLOWED_UPDATES,
            now=_now,
            on_second_copy=worker.stand_by,
        )
        stack.push_async_callback(link.disconnect)
        publish_menu = functools.partial(
            menu.publish_menu, application.bot, services.catalogues, services.site_name
        )
        if not await run_until_stopped(stop, link.connect(publish_menu)):
            return
        await store.key_value.put(BOT_ID, str(application.bot.id))
        log.info(
            "Khabar %s runs as @%s on %s, database %s, settings %s, feeds %s",
            version("khabar"),
            application.bot.username,
            f"{platform.node()}:{os.getpid()}",
            settings.database.absolute(),
            settings.env_file.absolute() if settings.env_file else "of the environment",
            " ".join(settings.feed_urls),
        )
        health = OwnerAlerts(
            store=store,
            catalogues=catalogues,
            tell=functools.partial(send_to_owner, application.bot),
            feed_urls=settings.feed_urls,
            owner_ids=settings.owner_ids,
            alert_after=settings.alert_after,
            zone_name=settings.time_zone,
            now=_now,
        )
        reword = await stack.enter_async_context(
            llm_summariser(
                settings, notes=store.key_value, known_names=store.tags.known_among, now=_now
            )
        )
        # Pages hold nonces, so they are known by their address as well.
        pages = Quarantine(worker_process, store.parser_kills, now=_now, by_url=True)
        reader = ArticleReader(fetcher, reword=reword, isolate=pages)
        jobs = _jobs(
            settings,
            application,
            store,
            fetcher,
            worker,
            reader=reader,
            health=health,
            isolate=isolate,
        )
        desk_jobs = DeskJobs(application.bot, services)
        every = min(MODERATE_EVERY, settings.poll_min)
        jobs.start(
            [],
            [
                PeriodicJob("desk", every, desk_jobs.run),
                PeriodicJob("tell of failed posts", TELL_EVERY, failure_alerts.check),
                PeriodicJob("log deliveries", LOG_DELIVERIES_EVERY, delivery_log.check),
            ],
        )
        stack.push_async_callback(jobs.stop)
        renew_hubs = await stack.enter_async_context(
            notifications(
                settings,
                store=store,
                poll=jobs.poll_now,
                user_agent=user_agent(settings),
                now=_now,
            )
        )
        if renew_hubs is not None:
            jobs.start([], [PeriodicJob("renew hubs", RENEW_HUBS_EVERY, renew_hubs)])
        await _delivering(worker, stop)


@contextlib.asynccontextmanager
async def _broadcasts(settings: Settings, bot: ExtBot[Any]) -> AsyncIterator[BotCalls]:
    """The calls of broadcasts; paid ones need a faster way than the bot's own."""
    if not settings.paid_broadcast:
        yield BotCalls(bot)
        return
    # Its library is 6 MB, and only paid broadcasts need it.
    from bot.telegram.broadcast_request import BroadcastRequest  # noqa: PLC0415

    async with BroadcastRequest(proxy=telegram_proxy(settings)) as request:
        yield BotCalls(bot, request=request)


def _jobs(
    settings: Settings,
    application: AnyApplication,
    store: Store,
    fetcher: Fetcher,
    worker: Worker,
    *,
    reader: ArticleReader,
    health: OwnerAlerts,
    isolate: Isolate,
) -> Jobs:
    """Everything that the clock sets off, started."""
    if application.job_queue is None:
        raise ConfigError("python-telegram-bot was installed without its job queue")
    settle = timedelta(minutes=settings.settle_minutes)
    ingest = FeedPoller(
        fetcher=fetcher,
        reader=reader,
        edits=EditDetector(fetcher=fetcher, store=store, now=_now, isolate=isolate),
        store=store,
        options=PollOptions(
            poll_min=settings.poll_min,
            poll_max=settings.poll_max,
            settle=settle,
            catch_up_after=settings.catch_up_after,
            catch_up_limit=settings.catch_up_limit,
            catch_up_from=settings.catch_up_from,
            flood_at=settings.flood_at,
            article_hosts=settings.newsroom_hosts,
        ),
        now=_now,
        random=random.random,
        isolate=isolate,
    )
    rereading = Recheck(
        reader=reader,
        store=store,
        options=RecheckOptions(
            settle=settle,
            edit_window=settings.edit_window,
            on_withdrawn=settings.on_withdrawn,
            miss_again=min(RETRY_MISSING_AFTER, settings.poll_min),
        ),
        wake_delivery=worker.wake,
        now=_now,
    )
    visibility = VisibilityCheck(
        posts=WordPressPosts(fetcher, _now, isolate),
        recheck=rereading,
        revisits=store.rechecks,
        feed_urls=settings.feed_urls,
        window=settings.edit_window,
        now=_now,
    )

    async def put_waits_right() -> None:
        await store.repair_future_times(_now())
        worker.wake()

    jobs = Jobs(
        application.job_queue,
        ingest,
        wake_delivery=worker.wake,
        now=_now,
        on_jump=put_waits_right,
    )
    reread_every = min(RECHECK_EVERY, settings.poll_min)
    jobs.start(
        settings.feed_urls,
        [
            PeriodicJob("read again", reread_every, rereading.recheck_due),
            PeriodicJob("look for hidden articles", reread_every, visibility.check),
            PeriodicJob(
                "look at the feeds", min(LOOK_AT_FEEDS_EVERY, settings.alert_after), health.check
            ),
            PeriodicJob("mark common tags", MARK_TAGS_EVERY, store.tag_usages.mark_common),
            PeriodicJob("prune", PRUNE_EVERY, lambda: store.prune(_now(), settings.edit_window)),
        ],
    )
    return jobs


async def _delivering(worker: Worker, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set; then let what was begun come to its end.

    Raises:
        KhabarError: delivery can't go on.
    """
    delivering = asyncio.create_task(worker.run(), name="delivery")
    try:
        await run_until_stopped(stop, asyncio.shield(delivering))
    finally:
        await worker.stop(DELIVERY_ENDS_WITHIN)
        await delivering


@app.command()
def run(
    *,
    play: Annotated[
        bool, typer.Option("--sandbox", help="Run in the sandbox, whatever the settings say.")
    ] = False,
    port: Annotated[int, typer.Option(help="The sandbox's port, 0 for a free one.")] = 8800,
    site_port: Annotated[int, typer.Option(help="The port of its newsroom.")] = 8801,
) -> None:
    """Run the bot: on Telegram with BOT_TOKEN, in a terminal without it in the sandbox."""
    with report_errors():
        settings = settings_or_exit()
        if settings.bot_token is None and not play and not sys.stdout.isatty():
            raise ConfigError(
                f"BOT_TOKEN is not set ({settings.env_file or 'no settings file was found'}): "
                "put the token from @BotFather there, or play without one by `khabar run --sandbox`"
            )
        asyncio.run(_run(settings, port, site_port, play=play))


async def _run(settings: Settings, port: int, site_port: int, *, play: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if settings.bot_token is not None and not play:
        await serve(settings, stop)
        return
    async with running_sandbox(settings, port=port, site_port=site_port) as sandboxed:
        page = sandboxed.api_base_url
        why = "" if play else f"No BOT_TOKEN in {settings.env_file or 'any settings file'}: "
        screen.print(f"{why}this is the sandbox, nothing leaves your machine.")
        screen.print(f"Look:  {page}/ (the chats) and {sandboxed.site_url} (the newsroom's site)")
        screen.print("Try:   write المدينة or /latest to the bot; news arrives within seconds.")
        await serve(sandboxed, stop)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def sandbox(context: typer.Context) -> None:
    """Run only the sandbox: a newsroom and a Telegram on loopback, for any bot."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - our own package


def main() -> None:
    """Run the command line; what it creates is for this user alone."""
    os.umask(PRIVATE_UMASK)
    return_freed_memory()
    app()


if __name__ == "__main__":
    main()
