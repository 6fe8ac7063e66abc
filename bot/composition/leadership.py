"""Builds what decides whether this instance leads, and the way in to the database of a leader."""

import asyncio
import contextlib
import functools
import logging
import os
import platform
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from bot.composition.clock_difference import ClockDifference
from bot.composition.hand_over import HandOver, Reach
from bot.composition.instance_role import InstanceRole
from bot.composition.peer_channel import PeerChannel
from bot.composition.stop_reason import StopReason
from bot.delivery.limits.shared_pace import SendSlots, SharedPace, Take
from bot.leader.leadership import LEASE, Leadership
from bot.leader.while_leading import SOLE_INSTANCE
from bot.supervised_tasks import supervise
from storage.engine.address import DatabaseAddress
from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection
from storage.engine.opening import open_database
from storage.engine.running import running_on
from storage.errors import DatabaseFromFuture, DatabaseMoved, StorageError, UpdateWaits
from storage.instances.leases import ENDS_FOR_UPDATE, Instances, check_epoch
from storage.instances.peer_signals import receive_signals, send_signal
from storage.instances.sending_pace import MICROSECONDS, SendingPace, Wanted
from storage.store import Store

log = logging.getLogger(__name__)

# PostgreSQL cuts the names of sessions at 63 letters.
_HOST_LETTERS = 30
_LEAVES_WITHIN_SECONDS = 1.0


def instance_name(address: DatabaseAddress) -> str:
    """Name this run of the program among all on a database; empty where there can't be another."""
    if isinstance(address, Path):
        return ""
    host = platform.node().encode("ascii", "replace").decode()[:_HOST_LETTERS]
    return f"{host}:{os.getpid()}:{secrets.token_hex(3)}"


@contextlib.asynccontextmanager
async def lock_database(address: DatabaseAddress) -> AsyncIterator[None]:
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


@contextlib.asynccontextmanager
async def role_of(
    address: DatabaseAddress,
    store: Store,
    instance: str,
    telegram: Reach,
    stop_reason: StopReason,
) -> AsyncIterator[InstanceRole]:
    """Lead or follow until the block is left; no longer lead than Telegram can be reached.

    It has this instance end when a newer version waits for that, or has changed the schema, and
    when the database was moved.

    Raises:
        DatabaseFromFuture: a newer version has changed the schema.
        DatabaseMoved: everything is in another one now.
        UpdateWaits: a newer version waits to do so.
        StorageError: the database can't be used.
    """
    if isinstance(address, Path):
        yield InstanceRole(SOLE_INSTANCE, store)
        return
    # Connections of its own: all others may be busy for longer than the lease.
    database = await open_database(address, readers=1, instance=instance)
    try:
        instances = Instances(database, instance, LEASE)
        pace = SharedPace(
            _taking(SendingPace(database), instance), failures=StorageError, clock=time.monotonic
        )
        leadership = Leadership(
            _renewal(instances, instance, pace, stop_reason), failures=StorageError
        )

        async def check(connection: Connection) -> None:
            await check_epoch(connection, leadership.epoch)

        await leadership.look()
        stop_reason.raise_if_any()
        if leadership.epoch < 0:
            log.info("another instance leads: this one answers, and stands ready")
        handing_over = HandOver(leadership, telegram, instances.hand_over)
        tasks = [
            supervise("lead", leadership.run),
            supervise("hand over", handing_over.run),
        ]
        try:
            yield InstanceRole(
                leadership,
                Store(CheckedDatabase(store.database, check), instance=instance),
                PeerChannel(
                    functools.partial(receive_signals, address, instance),
                    functools.partial(send_signal, database),
                ),
                pace,
                leadership.hurry,
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await pace.end()
            with contextlib.suppress(StorageError, TimeoutError):
                async with asyncio.timeout(_LEAVES_WITHIN_SECONDS):
                    await instances.leave()
    finally:
        await database.close()


def _taking(pace: SendingPace, instance: str) -> Take:
    async def take(count: int, most: int, answers: bool, seconds: float) -> SendSlots:
        grant = await pace.take(
            Wanted(instance, count, round(seconds * MICROSECONDS), answers, most)
        )
        return SendSlots(
            grant.wait / MICROSECONDS,
            grant.count,
            grant.apart / MICROSECONDS,
            grant.slack / MICROSECONDS,
            alone=grant.alone,
        )

    return take


def _renewal(
    instances: Instances, own: str, pace: SharedPace, stop_reason: StopReason
) -> Callable[[], Awaitable[int | None]]:
    clocks = ClockDifference()

    async def renew() -> int | None:
        asked = clocks.clock()
        try:
            leader = await instances.renew()
        except (DatabaseFromFuture, DatabaseMoved, UpdateWaits) as error:
            stop_reason.stop_for(error)
            raise
        clocks.compare(asked, leader.now / 1000)
        if leader.update_waits:
            stop_reason.stop_for(UpdateWaits(ENDS_FOR_UPDATE))
        pace.living = leader.instances
        return leader.epoch if leader.name == own else None

    return renew
