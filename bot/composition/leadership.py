"""Builds what decides whether this instance leads, and the way in to the database of a leader."""

import asyncio
import contextlib
import logging
import os
import platform
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.composition.hand_over import HandOver
from bot.ingest.poll import PollResult
from bot.jobs import PeriodicJob, Poller
from bot.lead import SOLE_INSTANCE, Lead
from bot.leadership import LEASE, Leadership
from bot.vital_signs import Contact
from storage.engine.address import DatabaseAddress
from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection
from storage.engine.opening import open_database
from storage.engine.running import running_on
from storage.errors import StorageError
from storage.instances import Instances, check_epoch
from storage.store import Store

log = logging.getLogger(__name__)

# PostgreSQL cuts the names of sessions at 63 letters.
_HOST_LETTERS = 30
_LEAVES_WITHIN_SECONDS = 1.0
LOOK_AGAIN_AFTER = timedelta(seconds=1)
LOOK_FOR_OTHERS_EVERY = timedelta(seconds=2)


def instance_name(address: DatabaseAddress) -> str:
    """Name this run of the program among all on a database; empty where there can't be another."""
    if isinstance(address, Path):
        return ""
    host = platform.node().encode("ascii", "replace").decode()[:_HOST_LETTERS]
    return f"{host}:{os.getpid()}:{secrets.token_hex(3)}"


@contextlib.asynccontextmanager
async def alone_on(address: DatabaseAddress) -> AsyncIterator[None]:
    """Keep a second bot away from a file; on a server, others are welcome.

    Raises:
        AlreadyRunning: another process has the file.
        StorageError: the lock file can't be made.
    """
    if isinstance(address, Path):
        async with running_on(address):
            yield
    else:
        yield


@dataclass(frozen=True, slots=True)
class Role:
    """Whether this instance leads, and the store through which only a leader gets."""

    lead: Lead
    store: Store

    def only_leading(self, job: PeriodicJob) -> PeriodicJob:
        """Return the job, done only while this instance leads."""
        if self.lead is SOLE_INSTANCE:
            return job

        async def work() -> None:
            if self.lead.leading:
                with self.lead.bound():
                    await job.work()

        return replace(job, work=work)

    def chores(
        self, wake_delivery: Callable[[], None], take_over: Callable[[], Awaitable[None]]
    ) -> list[PeriodicJob]:
        """Return what several instances owe each other; nothing where there can be one only.

        Args:
            wake_delivery: has the leader look for rows that another instance has queued.
            take_over: handles the updates of instances that live no more.
        """
        if self.lead is SOLE_INSTANCE:
            return []

        async def wake() -> None:
            wake_delivery()

        async def take_over_from_the_dead() -> None:
            if self.lead.steady:
                await take_over()

        return [
            PeriodicJob("look for posts of others", LOOK_FOR_OTHERS_EVERY, wake),
            PeriodicJob("take over updates", LOOK_FOR_OTHERS_EVERY, take_over_from_the_dead),
        ]

    def poller(self, poller: Poller, now: Callable[[], datetime]) -> Poller:
        """Return the poller, which polls only while this instance leads."""
        return poller if self.lead is SOLE_INSTANCE else _LeadersPoller(poller, self.lead, now)


@dataclass(frozen=True, slots=True)
class _LeadersPoller:
    """Polls by another poller while this instance leads, and else looks again soon."""

    inner: Poller
    lead: Lead
    now: Callable[[], datetime]

    async def poll(self, url: str) -> PollResult:
        if self.lead.leading:
            with self.lead.bound():
                return await self.inner.poll(url)
        return PollResult(next_check=self.now() + LOOK_AGAIN_AFTER)


@contextlib.asynccontextmanager
async def role_of(
    address: DatabaseAddress,
    store: Store,
    instance: str,
    telegram: Contact,
    reachable: Callable[[], Awaitable[bool]],
) -> AsyncIterator[Role]:
    """Lead or follow until the block is left; no longer lead than Telegram can be reached.

    Raises:
        StorageError: the database can't be used.
    """
    if isinstance(address, Path):
        yield Role(SOLE_INSTANCE, store)
        return
    # Connections of its own: all others may be busy for longer than the lease.
    database = await open_database(address, readers=1, instance=instance)
    try:
        instances = Instances(database, instance, LEASE)
        leadership = Leadership(_renewal(instances, instance), failures=StorageError)

        async def check(connection: Connection) -> None:
            await check_epoch(connection, leadership.epoch)

        await leadership.look()
        if leadership.epoch < 0:
            log.info("another instance leads: this one answers, and stands ready")
        handing_over = HandOver(leadership, telegram, reachable, instances.hand_over)
        tasks = [
            asyncio.create_task(leadership.run(), name="lead"),
            asyncio.create_task(handing_over.run(), name="hand over"),
        ]
        try:
            yield Role(leadership, Store(CheckedDatabase(store.database, check), instance=instance))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(StorageError, TimeoutError):
                async with asyncio.timeout(_LEAVES_WITHIN_SECONDS):
                    await instances.leave()
    finally:
        await database.close()


def _renewal(instances: Instances, own: str) -> Callable[[], Awaitable[int | None]]:
    async def renew() -> int | None:
        leader = await instances.renew()
        return leader.epoch if leader.name == own else None

    return renew
