"""The composition root: what is built, in which order, and ended in reverse on SIGTERM."""

import asyncio
import contextlib
import functools
import gc
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import handlers
from bot.cli.backup import check_bot
from bot.cli.resources import open_store
from bot.cli.site_access import open_fetcher
from bot.composition.article_reading import article_reader
from bot.composition.delivery import build_delivery, open_broadcast_calls
from bot.composition.hand_over import Reach, reachable
from bot.composition.leadership import instance_name, lock_database, role_of
from bot.composition.observation import observation
from bot.composition.periodic_jobs import build_jobs, database_jobs
from bot.composition.run_until_stopped import run_until_stopped
from bot.composition.start_line import log_start
from bot.composition.stop_reason import raise_stop_reason
from bot.composition.stored_times import repair_stored_times
from bot.composition.web_server import web_server, webhook_address
from bot.config.settings import Settings
from bot.delivery.sending.photos import Photos
from bot.file_rights import files_of, readable_by_others
from bot.i18n import Catalogues
from bot.ingest.archive import reindex
from bot.ingest.archive.reanalyse_alerts import reanalyse_alerts
from bot.ingest.parsers import PARSERS
from bot.isolation.quarantine import Quarantine
from bot.isolation.worker import WorkerProcess
from bot.jobs import PeriodicJob
from bot.telegram.connection import TelegramConnection, telegram_application
from handlers.bot_profile import publish_profile
from handlers.commands import COMMAND_NAMES
from handlers.desk.jobs import DeskJobs
from storage.key_value import BOT_ID
from storage.store import Store

log = logging.getLogger("khabar")

MODERATE_EVERY = timedelta(seconds=3)
TELL_EVERY = timedelta(seconds=10)
LOG_DELIVERIES_EVERY = timedelta(seconds=2)
RENEW_HUBS_EVERY = timedelta(seconds=5)


def _now() -> datetime:
    return datetime.now(UTC)


def freeze_garbage_collector() -> None:
    """Keep what has been built, which stays to the end, out of the garbage collector's way.

    Looked through again, it would stop the loop for 60 to 100 ms each time. A matter of the whole
    process: only who has it to himself may ask for it.
    """
    gc.collect()
    gc.freeze()


async def _repair_stored_data(store: Store) -> None:
    """Mend what another version or a wrong clock has stored, or say what mends it."""
    articles = await store.articles.count()
    if hint := await reindex.reindex_hint(store.key_value, articles=articles):
        log.warning(hint)
    await reanalyse_alerts(store.database, articles=articles, now=_now())
    if ended := await repair_stored_times(store, _now()):
        log.warning("%d stored times lie too far in the future: was the clock set?", ended)


async def serve(
    settings: Settings, stop: asyncio.Event, *, on_ready: Callable[[], None] = lambda: None
) -> None:
    """Run the bot until `stop` is set; everything that was built is ended in reverse.

    Args:
        settings: of this instance.
        stop: set by whoever wants the bot to end.
        on_ready: called once, when everything has been built and delivery begins.

    Raises:
        KhabarError: the settings or the token are wrong.
        StorageError: the database can't be used, or a newer version takes it over.
    """
    # From its next version on python-telegram-bot gives `retry_after` as a timedelta; so be it now.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    for path in readable_by_others(files_of(settings.database, settings.env_file)):
        log.warning("%s can be read by other users of this machine: chmod 600 %s", path, path)
    async with contextlib.AsyncExitStack() as stack:
        stop_reason = stack.enter_context(raise_stop_reason(stop))
        await stack.enter_async_context(lock_database(settings.database))
        instance = instance_name(settings.database)
        watch = await stack.enter_async_context(observation(settings, stop))
        store = await stack.enter_async_context(
            open_store(settings.database, lock_held=True, observe=watch.observe, instance=instance)
        )
        check_bot(settings, await store.key_value.get(BOT_ID), f"the database {settings.database}")
        await _repair_stored_data(store)
        fetcher = await stack.enter_async_context(open_fetcher(settings))
        worker_process = await stack.enter_async_context(WorkerProcess(PARSERS))
        isolate = Quarantine(worker_process, store.parser_kills, now=_now)
        catalogues = Catalogues.load()
        application = telegram_application(settings, handlers.CONTEXT_TYPES, watch.metrics)
        photos = Photos(
            fetch=fetcher.fetch_photo,
            fetch_file=fetcher.fetch_file,
            memory=store.photos,
            now=_now,
            isolate=isolate,
        )
        broadcast_calls = await stack.enter_async_context(
            open_broadcast_calls(settings, application.bot)
        )
        role = await stack.enter_async_context(
            role_of(
                settings.database,
                store,
                instance,
                Reach(watch.telegram, functools.partial(reachable, application.bot)),
                stop_reason,
            )
        )
        webhook = webhook_address(settings)
        role.share_limits(application.bot.rate_limiter, all_answer=webhook is not None)
        delivery = build_delivery(
            settings,
            role.store,
            catalogues,
            application,
            lead=role.lead,
            broadcast_calls=broadcast_calls,
            photos=photos,
            now=_now,
            metrics=watch.metrics,
        )
        services = handlers.Services(
            store=store,
            catalogues=catalogues,
            site_name=settings.site_name,
            site_url=settings.site_url,
            zone_name=settings.time_zone,
            owner_ids=frozenset(settings.owner_ids),
            feed_urls=tuple(settings.feed_urls),
            now=_now,
            photos=photos,
            wake_delivery=delivery.wake,
        )
        handlers.register(application, services)
        link = TelegramConnection(
            application,
            store.inbox,
            memory=store.key_value,
            webhook=webhook,
            allowed_updates=handlers.ALLOWED_UPDATES,
            now=_now,
            on_second_copy=delivery.second_copy,
            lead=role.lead,
            contact=watch.telegram,
            metrics=watch.metrics,
            commands=COMMAND_NAMES,
        )
        stack.push_async_callback(link.disconnect)
        reader = await stack.enter_async_context(
            article_reader(settings, role.store, fetcher, worker_process, _now)
        )
        jobs, periodic_jobs = build_jobs(
            settings,
            application,
            role,
            fetcher,
            delivery.wake,
            reader=reader,
            catalogues=catalogues,
            on_storage_failure=delivery.failure_alerts.not_writable,
            isolate=isolate,
            now=_now,
            metrics=watch.metrics,
        )
        desk_jobs = DeskJobs(application.bot, replace(services, store=role.store))
        periodic_jobs += [
            *desk_jobs.periodic_jobs(min(MODERATE_EVERY, settings.poll_min)),
            PeriodicJob("tell of failed posts", TELL_EVERY, delivery.failure_alerts.check),
            PeriodicJob("log deliveries", LOG_DELIVERIES_EVERY, delivery.log.check),
        ]
        periodic_jobs += database_jobs(
            settings.database, store, delivery.failure_alerts.file_lost, now=_now
        )
        stack.push_async_callback(jobs.stop)
        # Before Telegram is reached, which sends updates at once, and may be long in answering.
        renew_hubs = await stack.enter_async_context(
            web_server(
                settings,
                webhook,
                watch.routes(store=store, link=link, worker=worker_process, now=_now),
                intake=link.intake,
                bot=application.bot,
                store=store,
                poll=role.poll_now(jobs.poll_now),
                now=_now,
            )
        )
        if renew_hubs is not None:
            periodic_jobs.append(PeriodicJob("renew hubs", RENEW_HUBS_EVERY, renew_hubs))
        periodic_jobs = [role.only_leading(one) for one in periodic_jobs]
        periodic_jobs += watch.periodic_jobs(store, _now)
        periodic_jobs += role.periodic_jobs(delivery.wake, link.take_over)
        await stack.enter_async_context(
            role.listening(delivery.wake, link.take_over, jobs.poll_now, settings.feed_urls)
        )
        # Not when Telegram answers: an outage there is no reason to kill the bot.
        watch.manager.ready()
        publish = functools.partial(
            publish_profile, application.bot, services.catalogues, services.site_name
        )
        if not await run_until_stopped(stop, link.connect(publish)):
            return
        await store.key_value.put(BOT_ID, str(application.bot.id))
        log_start(settings, application.bot.username)
        jobs.start(settings.feed_urls, periodic_jobs)
        on_ready()
        await delivery.run(role.lead, stop)
