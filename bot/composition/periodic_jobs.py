"""Builds the jobs that read the site, alert owners and prune, each at its interval."""

import asyncio
import functools
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.composition.instance_role import InstanceRole
from bot.composition.metered_poller import MeteredPoller
from bot.composition.stored_times import repair_stored_times
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.feed.http.fetcher import Fetcher
from bot.feed.wordpress.posts import WordPressPosts
from bot.i18n import Catalogues
from bot.ingest.page_budget import PageBudget
from bot.ingest.polling.edit_detection import EditDetector
from bot.ingest.polling.poll import FeedPoller, PollOptions
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.recheck import RETRY_MISSING_AFTER, Recheck, RecheckOptions
from bot.ingest.rechecks.visibility import VisibilityCheck
from bot.isolation.worker import Isolate
from bot.jobs import Jobs, PeriodicJob
from bot.metrics import Metrics
from bot.owner_alerts.alerts import OwnerAlerts
from bot.owner_alerts.announcements import report_announcements
from bot.owner_alerts.database_file import DatabaseFile
from bot.owner_alerts.mass_withdrawals import WithdrawalQuestions
from bot.owner_alerts.send import send_to_owner
from bot.telegram.handle_update import AnyApplication
from storage.engine.address import DatabaseAddress
from storage.engine.upgrade import remove_old_copies
from storage.store import Store

log = logging.getLogger(__name__)

RECHECK_EVERY = timedelta(seconds=30)
PRUNE_EVERY = timedelta(hours=6)
MARK_TAGS_EVERY = timedelta(hours=1)
MERGE_INDEX_EVERY = timedelta(hours=6)
LOOK_AT_FEEDS_EVERY = timedelta(minutes=1)
REPORT_ANNOUNCEMENTS_EVERY = timedelta(seconds=10)
LOOK_FOR_FILE_EVERY = timedelta(minutes=1)


def database_jobs(
    database: DatabaseAddress,
    store: Store,
    on_lost: Callable[[bool], None],
    *,
    now: Callable[[], datetime],
) -> list[PeriodicJob]:
    """Build what looks after the database itself; nothing where a server does.

    `on_lost` is called while its file is not the one that is open, with whether a copy is saved.
    """
    if not isinstance(database, Path):
        return []
    file = DatabaseFile(database, save=store.save, on_lost=on_lost, now=now)
    return [PeriodicJob("look for the database's file", LOOK_FOR_FILE_EVERY, file.check)]


def build_jobs(
    settings: Settings,
    application: AnyApplication,
    role: InstanceRole,
    fetcher: Fetcher,
    wake_delivery: Callable[[], None],
    *,
    reader: ArticleReader,
    catalogues: Catalogues,
    on_storage_failure: Callable[[], None],
    isolate: Isolate,
    now: Callable[[], datetime],
    metrics: Metrics,
) -> tuple[Jobs, list[PeriodicJob]]:
    """Build everything that a leader does at intervals: polls, rechecks, alerts, pruning.

    Returns:
        what runs the jobs and polls feeds, not yet started, and the jobs.

    Raises:
        ConfigError: the job queue's library is not installed.
    """
    if application.job_queue is None:
        raise ConfigError("python-telegram-bot was installed without its job queue")
    store = role.store
    settle = timedelta(minutes=settings.settle_minutes)
    ingest = FeedPoller(
        fetcher=fetcher,
        reader=reader,
        edits=EditDetector(
            fetcher=fetcher, store=store, budget=PageBudget(now), now=now, isolate=isolate
        ),
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
            feed_urls=frozenset(settings.feed_urls),
        ),
        now=now,
        random=random.random,
        isolate=isolate,
    )
    posts = WordPressPosts(fetcher, now, isolate)
    recheck = Recheck(
        reader=reader,
        posts=posts,
        store=store,
        options=RecheckOptions(
            settle=settle,
            edit_window=settings.edit_window,
            on_withdrawn=settings.on_withdrawn,
            miss_again=min(RETRY_MISSING_AFTER, settings.poll_min),
            feed_urls=tuple(settings.feed_urls),
        ),
        wake_delivery=wake_delivery,
        now=now,
    )
    visibility = VisibilityCheck(
        posts=posts,
        recheck=recheck,
        rechecks=store.rechecks,
        budget=PageBudget(now),
        feed_urls=settings.feed_urls,
        window=settings.edit_window,
        now=now,
    )

    async def repair_future_times() -> None:
        if not role.lead.leading:
            return
        await repair_stored_times(store, now())
        wake_delivery()

    async def remove_copies() -> None:
        for copy in await asyncio.to_thread(remove_old_copies, settings.database, now()):
            log.info("deleted a copy of the database, two weeks old or cut off: %s", copy)

    jobs = Jobs(
        application.job_queue,
        role.poller(MeteredPoller(ingest, metrics), now),
        wake_delivery=wake_delivery,
        now=now,
        on_jump=repair_future_times,
        on_storage_failure=on_storage_failure,
        on_notified=visibility.ask_soon,
    )
    tell = functools.partial(send_to_owner, application.bot)
    alerts = OwnerAlerts(
        store=store,
        catalogues=catalogues,
        tell=tell,
        feed_urls=settings.feed_urls,
        owner_ids=settings.owner_ids,
        alert_after=settings.alert_after,
        zone_name=settings.time_zone,
        now=now,
    )
    recheck_every = min(RECHECK_EVERY, settings.poll_min)
    return jobs, [
        PeriodicJob("read again", recheck_every, recheck.recheck_due),
        PeriodicJob("look for hidden articles", recheck_every, visibility.check),
        PeriodicJob(
            "look at the feeds", min(LOOK_AT_FEEDS_EVERY, settings.alert_after), alerts.check
        ),
        PeriodicJob(
            "report messages to all",
            min(REPORT_ANNOUNCEMENTS_EVERY, settings.alert_after),
            lambda: report_announcements(store, catalogues, tell, settings.owner_ids, now()),
        ),
        PeriodicJob(
            "ask about withdrawals",
            LOOK_AT_FEEDS_EVERY,
            WithdrawalQuestions(
                store=store,
                catalogues=catalogues,
                tell=tell,
                owner_ids=settings.owner_ids,
                now=now,
            ).ask,
        ),
        PeriodicJob("mark common tags", MARK_TAGS_EVERY, store.tag_usages.mark_common),
        PeriodicJob("prune", PRUNE_EVERY, lambda: store.prune(now(), settings.edit_window)),
        PeriodicJob("merge the search index", MERGE_INDEX_EVERY, store.search.merge_parts),
        PeriodicJob("remove old copies", PRUNE_EVERY, remove_copies),
    ]
