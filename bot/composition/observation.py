"""Builds what watches the bot: metrics, the event loop's lag, systemd's watchdog, status routes."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from starlette.routing import Route

from bot.composition.health_checks import health_checks
from bot.config.settings import Settings
from bot.isolation.worker import WorkerProcess
from bot.jobs import PeriodicJob
from bot.metrics import NO_METRICS, Metrics
from bot.supervised_tasks import supervise
from bot.systemd import ServiceManager
from bot.telegram.connection import CONTACT_PATIENCE_SECONDS, TelegramConnection
from bot.vital_signs import Contact, LoopWatch
from storage.engine.observed import Observe
from storage.engine.sqlite.backup_files import copies_of
from storage.store import Store

if TYPE_CHECKING:
    from bot.web.prometheus_metrics import PrometheusMetrics

TELL_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Observation:
    """What is told of the bot while it runs, and to whom.

    `metrics` takes in what happens; `telegram` remembers when Telegram answered; `manager` is the
    service manager, if there is one.
    """

    settings: Settings
    metrics: Metrics
    prometheus: "PrometheusMetrics | None"
    loop: LoopWatch
    telegram: Contact
    manager: ServiceManager

    @property
    def observe(self) -> Observe | None:
        """What is told of each use of the database; None where nobody asks."""
        return self.metrics.database_used if self.prometheus is not None else None

    def periodic_jobs(self, store: Store, now: Callable[[], datetime]) -> list[PeriodicJob]:
        """Return the job that tells the service manager what the bot does, if there is one."""

        async def tell() -> None:
            backlog = await store.outbox.backlog(now())
            chats = await store.chats.count_active()
            self.manager.status(f"{chats} chats, {backlog.due} posts due, {backlog.later} later")

        return [PeriodicJob("tell systemd", TELL_EVERY, tell)] if self.manager.listens else []

    def routes(
        self,
        *,
        store: Store,
        link: TelegramConnection,
        worker: WorkerProcess,
        now: Callable[[], datetime],
    ) -> list[Route]:
        """Return the routes of those who watch the bot; none where nothing is served."""
        if self.prometheus is None:
            return []
        from bot.web.status_routes import StatusRoutes  # noqa: PLC0415 - as below
        from bot.web.vital_figures import FigureSource  # noqa: PLC0415 - as below

        token = self.settings.metrics_token
        return StatusRoutes(
            self.loop,
            health_checks(
                store=store,
                telegram=self.telegram,
                feed_urls=self.settings.feed_urls,
                feed_patience=self.settings.alert_after,
                worker=worker,
                now=now,
            ),
            self.prometheus,
            FigureSource(
                store=store,
                feed_urls=self.settings.feed_urls,
                waiting_updates=lambda: link.waiting_updates,
                worker=lambda: worker.state,
                telegram=self.telegram,
                copies=copies_of(self.settings.database),
                now=now,
            ),
            token=token.get_secret_value() if token else "",
        ).routes()


@contextlib.asynccontextmanager
async def observation(settings: Settings, stop: asyncio.Event) -> AsyncIterator[Observation]:
    """Watch the event loop until the block is left; the service manager hears of `stop` at once."""
    manager = ServiceManager(os.environ)
    metrics: Metrics = NO_METRICS
    prometheus = None
    if settings.web_address is not None:
        # Its library is 4 MB, and only what is served needs it.
        from bot.web.prometheus_metrics import PrometheusMetrics  # noqa: PLC0415

        metrics = prometheus = PrometheusMetrics(version("khabar"))
    loop = LoopWatch(metrics.loop_lagged, manager.alive)

    async def tell_of_stop() -> None:
        await stop.wait()
        manager.stopping()

    tasks = [
        supervise("loop watch", loop.run),
        supervise("tell of stop", tell_of_stop),
    ]
    try:
        yield Observation(
            settings,
            metrics,
            prometheus,
            loop,
            Contact(CONTACT_PATIENCE_SECONDS),
            manager,
        )
    finally:
        manager.stopping()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
