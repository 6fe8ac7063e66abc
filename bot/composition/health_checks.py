"""Builds the checks of `/readyz`: database, Telegram, feeds, worker process."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.isolation.worker import WorkerProcess
from bot.vital_signs import Contact, Health
from bot.web.status_routes import Check
from storage.errors import StorageError
from storage.key_value import BOT_ID
from storage.models import Feed
from storage.store import Store


def health_checks(
    *,
    store: Store,
    telegram: Contact,
    feed_urls: Sequence[str],
    feed_patience: timedelta,
    worker: WorkerProcess,
    now: Callable[[], datetime],
) -> Mapping[str, Check]:
    """Return the checks by the names of what they look at.

    Args:
        store: is read from; holds when each feed was read.
        telegram: tells when Telegram last answered.
        feed_urls: the feeds that are polled.
        feed_patience: for how long a feed may fail.
        worker: the process that parses.
        now: gives the current time, aware UTC.
    """

    async def database() -> Health:
        began = time.monotonic()
        try:
            await store.key_value.get(BOT_ID)
        except StorageError:
            # Not why: whoever reaches the port would learn where it lies. The log says it.
            return Health(None, "it can't be read")
        return Health(time.monotonic() - began)

    async def calls() -> Health:
        return telegram.health

    async def feed() -> Health:
        try:
            feeds = await store.feeds.all(feed_urls)
        except StorageError:
            return Health(None, "the database can't be read")
        return worst_of(feeds, now(), feed_patience)

    async def process() -> Health:
        state = worker.state
        if state.failing:
            return Health(None, "it can't be started")
        return Health(0.0)

    return {"database": database, "telegram": calls, "feed": feed, "worker": process}


def worst_of(feeds: Sequence[Feed], now: datetime, patience: timedelta) -> Health:
    """Return the state of the feed that was not read for longest."""
    worst = Health(0.0)
    for one in feeds:
        if one.last_success is None:
            return Health(None, f"{one.url} was not read yet")
        age = max(0.0, (now - one.last_success).total_seconds())
        if age >= (worst.age_seconds or 0.0):
            late = age > patience.total_seconds()
            worst = Health(
                age, f"{one.url} fails ({one.cause or 'no cause known'})" if late else ""
            )
    return worst
