"""Builds what decides whether this instance leads, and the way in to the database of a leader."""

import asyncio
import contextlib
import functools
import logging
import os
import platform
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.composition.hand_over import HandOver
from bot.composition.notices import Notices
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
from storage.notices import Notice, heard, tell
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
    """Whether this instance leads, and the store through which only a leader gets.

    `notices` is what instances tell each other, None where there can be one only; `look` finds out
    at once who leads.
    """

    lead: Lead
    store: Store
    notices: Notices | None = None
    look: Callable[[], None] = lambda: None

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
        return [
            PeriodicJob(
                "look for posts of others", LOOK_FOR_OTHERS_EVERY, _awaitable(wake_delivery)
            ),
            PeriodicJob(
                "take over updates",
                LOOK_FOR_OTHERS_EVERY,
                functools.partial(self._take_over_from_the_dead, take_over),
            ),
        ]

    async def _take_over_from_the_dead(self, take_over: Callable[[], Awaitable[None]]) -> None:
        if self.lead.steady:
            await take_over()

    def poll_now(self, poll: Callable[[str], None]) -> Callable[[str], None]:
        """Return what polls a feed at once, whichever instance leads."""
        if self.notices is None:
            return poll
        notices = self.notices

        def poll_or_tell(url: str) -> None:
            if self.lead.leading:
                poll(url)
            else:
                notices.tell(Notice.NEWS)

        return poll_or_tell

    def listening(
        self,
        wake_delivery: Callable[[], None],
        take_over: Callable[[], Awaitable[None]],
        poll: Callable[[str], None],
        feed_urls: Sequence[str],
    ) -> AbstractAsyncContextManager[None]:
        """Hear what other instances tell, at once, while the block runs.

        It is what `chores` finds within seconds and, of the news that a site tells of, the next
        poll.

        Args:
            wake_delivery: has the leader look for rows that another instance has queued.
            take_over: handles the updates of instances that live no more.
            poll: polls one feed at once.
            feed_urls: all of them.
        """
        if self.notices is None:
            return contextlib.nullcontext()

        async def poll_all() -> None:
            if self.lead.leading:
                for url in feed_urls:
                    poll(url)

        async def follow() -> None:
            self.look()
            await self._take_over_from_the_dead(take_over)

        return self.notices.acted_on(
            {Notice.POSTS: _awaitable(wake_delivery), Notice.NEWS: poll_all, Notice.LEFT: follow}
        )

    def poller(self, poller: Poller, now: Callable[[], datetime]) -> Poller:
        """Return the poller, which polls only while this instance leads."""
        return poller if self.lead is SOLE_INSTANCE else _LeadersPoller(poller, self.lead, now)


def _awaitable(act: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        act()

    return do


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
            yield Role(
                leadership,
                Store(CheckedDatabase(store.database, check), instance=instance),
                Notices(
                    functools.partial(heard, address, instance), functools.partial(tell, database)
                ),
                leadership.hurry,
            )
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
