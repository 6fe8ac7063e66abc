"""Builds delivery from its parts, and runs it until the bot is stopped."""

import asyncio
import contextlib
import functools
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram.constants import FloodLimit
from telegram.ext import ExtBot

from bot.composition.run_until_stopped import run_until_stopped
from bot.config.settings import Settings
from bot.delivery.announcement_posts import AnnouncementPosts
from bot.delivery.claim_window import PAID_RECORD_AFTER, PAID_WINDOW, WINDOW
from bot.delivery.composing import StoredPosts
from bot.delivery.delivery_log import DeliveryLog
from bot.delivery.delivery_loop import Worker
from bot.delivery.limits.limiter import Limiter
from bot.delivery.sending.calls import BotCalls
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.send_post import UNPAID_FOR
from bot.delivery.sending.sender import Sender
from bot.i18n import DEFAULT_LANGUAGE, Catalogues
from bot.leader.while_leading import Lead
from bot.metrics import Metrics
from bot.owner_alerts.failure_alerts import FailureAlerts
from bot.owner_alerts.send import send_to_owner
from bot.telegram.connection import telegram_proxy
from bot.telegram.handle_update import AnyApplication
from bot.telegram.private_chats import private_translator
from storage.errors import LeadLost
from storage.store import Store

# Together, with the listener's second, below the ten after which a service manager kills.
DELIVERY_ENDS_WITHIN = timedelta(seconds=6)


@dataclass(slots=True)
class DeliveryWorkers:
    """The delivery workers, one after the other, and what observes them.

    A worker delivers for as long as this instance leads; `make_worker` makes the next one.
    """

    make_worker: Callable[[], Worker]
    failure_alerts: FailureAlerts
    log: DeliveryLog
    _worker: Worker | None = None
    _second_copy: bool = False

    def wake(self) -> None:
        """Look for due rows at once, because rows were queued."""
        if self._worker is not None:
            self._worker.wake()

    def second_copy(self, found: bool, webhook_host: str) -> None:
        """Deliver nothing while another instance does with the same token, and tell the owners."""
        self._second_copy = found
        if self._worker is not None:
            self._worker.stand_by(found)
        self.failure_alerts.second_copy(found, webhook_host)

    async def run(self, lead: Lead, stop: asyncio.Event) -> None:
        """Deliver while this instance leads, until `stop` is set; what was begun comes to its end.

        Raises:
            KhabarError: delivery can't go on.
        """
        while await run_until_stopped(stop, lead.gained()):
            lost = asyncio.create_task(lead.lost(), name="lead lost")
            self._worker = self.make_worker()
            self._worker.stand_by(self._second_copy)
            try:
                with lead.bound():
                    await _deliver(self._worker, lost, stop)
                if stop.is_set():
                    return
                await run_until_stopped(stop, lost)
            finally:
                self._worker = None
                lost.cancel()


@contextlib.asynccontextmanager
async def open_broadcast_calls(settings: Settings, bot: ExtBot[Any]) -> AsyncIterator[BotCalls]:
    """Open the calls that broadcasts are made by; paid ones need a faster way than others."""
    if not settings.paid_broadcast:
        yield BotCalls(bot)
        return
    # Its library is 6 MB, and only paid broadcasts need it.
    from bot.telegram.paid_broadcast_request import PaidBroadcastRequest  # noqa: PLC0415

    async with PaidBroadcastRequest(proxy=telegram_proxy(settings)) as request:
        yield BotCalls(bot, request=request)


def build_delivery(
    settings: Settings,
    store: Store,
    catalogues: Catalogues,
    application: AnyApplication,
    *,
    lead: Lead,
    broadcast_calls: BotCalls,
    photos: Photos,
    now: Callable[[], datetime],
    metrics: Metrics,
) -> DeliveryWorkers:
    """Build delivery; it does nothing before its `run`.

    `store` is the way in of the leader, and `lead` tells whether this instance is the one.
    """
    failure_alerts = FailureAlerts(
        outbox=store.outbox,
        tell=functools.partial(send_to_owner, application.bot),
        translator=functools.partial(private_translator, store, catalogues),
        default=catalogues.translator(DEFAULT_LANGUAGE),
        owner_ids=settings.owner_ids,
        now=now,
        leading=lambda: lead.leading,
    )
    delivery_log = DeliveryLog(store.outbox.article_progress, now, metrics)
    make_worker = functools.partial(
        Worker,
        outbox=store.outbox,
        sender=Sender(
            broadcast_calls,
            photos,
            paid=settings.paid_broadcast,
            on_no_stars=functools.partial(_go_on_unpaid, application, failure_alerts),
        ),
        posts=AnnouncementPosts(
            StoredPosts(
                store.articles,
                catalogues,
                zone_name=settings.time_zone,
                overrides=store.channel_settings.post_overrides,
                bot_name=lambda: application.bot.username,
                earlier=lambda pairs: store.threads.earlier(pairs, now()),
            ),
            store.announcements.by_id,
            catalogues,
        ),
        now=now,
        chance=random.random,
        window=PAID_WINDOW if settings.paid_broadcast else WINDOW,
        record_after=PAID_RECORD_AFTER if settings.paid_broadcast else timedelta(0),
        catch_up_after=settings.catch_up_after,
        on_storage_failure=failure_alerts.not_writable,
        on_recorded=delivery_log.recorded,
    )
    return DeliveryWorkers(make_worker, failure_alerts, delivery_log)


def _go_on_unpaid(application: AnyApplication, failure_alerts: FailureAlerts) -> None:
    """Send no faster than what is not paid for may go, and tell the owners why."""
    failure_alerts.no_stars()
    limiter = application.bot.rate_limiter
    if isinstance(limiter, Limiter):
        limiter.lower_ceiling(FloodLimit.MESSAGES_PER_SECOND, UNPAID_FOR.total_seconds())


async def _deliver(worker: Worker, lost: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    """Deliver until `stop` is set or the lead is lost; then nothing more is sent or written."""
    delivering = asyncio.create_task(worker.run(), name="delivery")

    async def either() -> None:
        await asyncio.wait([delivering, lost], return_when=asyncio.FIRST_COMPLETED)

    try:
        await run_until_stopped(stop, either())
    finally:
        if lost.done():
            delivering.cancel()
        else:
            await worker.stop(DELIVERY_ENDS_WITHIN)
        await asyncio.wait([delivering])
    if not delivering.cancelled() and not isinstance(delivering.exception(), LeadLost):
        delivering.result()
