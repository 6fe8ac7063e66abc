"""Knows whether this instance leads: polls the site, delivers, and keeps the clock.

    renew, each second ──> who leads, in which epoch ──> gained / lost / cut off / back again

On SQLite there is one instance, which always leads. On PostgreSQL the lead is a promise of the
database for some seconds, and each transaction of the leader checks its epoch there
(`storage.engine.checked`): what this module believes decides only what is begun, never what may
be written.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

log = logging.getLogger(__name__)

# How long an instance counts as alive after its last word, and how often it gives one. With both
# another takes over within seven seconds of a leader's death; a loop that hangs for four keeps it.
LEASE = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=1)


# No leader has it.
_NOBODYS = -1
# The epoch of the lead in which the present task was begun.
_BOUND: ContextVar[int | None] = ContextVar("bound", default=None)


class Change(StrEnum):
    """What a word from the database, or its absence, has changed."""

    NONE = "none"
    GAINED = "gained"
    LOST = "lost"
    CUT_OFF = "cut off"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an instance knows of its lead.

    `epoch` is that of its own lead, None while another leads; `certain_until` is the monotonic
    second until which the database keeps the lead for it; `cut_off` says that this has passed
    without a word from the database.
    """

    epoch: int | None = None
    certain_until: float = 0.0
    cut_off: bool = False


def after_word(epoch: int | None, certain_until: float) -> Standing:
    """Return the standing after the database has said who leads.

    Args:
        epoch: of this instance's lead; None if another leads.
        certain_until: until when it holds, reckoned from before the database was asked.
    """
    return Standing() if epoch is None else Standing(epoch, certain_until)


def after_silence(standing: Standing, now: float) -> Standing:
    """Return the standing after the database could not be asked."""
    over = standing.epoch is not None and now >= standing.certain_until
    return replace(standing, cut_off=standing.cut_off or over)


def change(before: Standing, after: Standing) -> Change:
    """Tell what is different."""
    if after.epoch is None:
        return Change.NONE if before.epoch is None else Change.LOST
    if before.epoch != after.epoch:
        return Change.GAINED
    if before.cut_off == after.cut_off:
        return Change.NONE
    return Change.CUT_OFF if after.cut_off else Change.BACK


class Lead(Protocol):
    """Tells those who work only while they lead when to begin and when to end."""

    @property
    def leading(self) -> bool:
        """Whether this instance leads for certain."""

    @property
    def steady(self) -> bool:
        """Whether it is known of others whether they live."""

    async def gained(self) -> None:
        """Wait until this instance leads."""

    def lost(self) -> Coroutine[Any, Any, None]:
        """Wait until the lead that it has now, at the call, is another's."""

    def bound(self) -> AbstractContextManager[None]:
        """Bind what is begun inside to the present lead.

        Its transactions fail when that has ended, also if this instance leads again by then.
        """

    async def certain(self) -> None:
        """Wait until this instance leads, and the database says so."""

    async def uncertain(self) -> None:
        """Wait until another may lead: the lead is lost, or was not renewed in time."""


class SoleInstance:
    """The lead of the only instance that there can be."""

    @property
    def leading(self) -> bool:
        """Always."""
        return True

    @property
    def steady(self) -> bool:
        """Always: there are no others."""
        return True

    async def gained(self) -> None:
        """Return at once."""

    async def lost(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()

    def bound(self) -> AbstractContextManager[None]:
        """Bind nothing: this lead has no end."""
        return contextlib.nullcontext()

    async def certain(self) -> None:
        """Return at once."""

    async def uncertain(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()


SOLE_INSTANCE = SoleInstance()


class Leadership:
    """Renews the lead of this instance, or waits for one.

    Args:
        renew: asks the database; returns the epoch of this instance's lead, None if another leads.
        failures: the exceptions by which it says that the database was not reached.
        lease: for how long the database keeps a lead that is not renewed.
        every: how often it is asked, and how long it is given to answer after that.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        renew: Callable[[], Awaitable[int | None]],
        *,
        failures: type[Exception],
        lease: timedelta = LEASE,
        every: timedelta = RENEW_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._renew = renew
        self._failures = failures
        self._lease = lease.total_seconds()
        self._every = every.total_seconds()
        self._clock = clock
        self._standing = Standing()
        self._renewed_since: float | None = None
        self._changed = asyncio.Condition()

    @property
    def leading(self) -> bool:
        """Whether the database keeps the lead for this instance at this moment."""
        return self._standing.epoch is not None and self._clock() < self._standing.certain_until

    @property
    def steady(self) -> bool:
        """Whether the database was reached all through one lease.

        Before that, others may only seem to live no more: nobody could say that he lives.
        """
        since = self._renewed_since
        return since is not None and self._clock() >= since + self._lease

    @property
    def epoch(self) -> int:
        """The epoch of the lead in which the caller was begun, or of this instance's present one.

        One that nobody leads in if there is none.
        """
        bound = _BOUND.get()
        if bound is not None:
            return bound
        return _NOBODYS if self._standing.epoch is None else self._standing.epoch

    @contextlib.contextmanager
    def bound(self) -> Iterator[None]:
        """Bind what is begun inside, tasks too, to the present lead."""
        token = _BOUND.set(_NOBODYS if self._standing.epoch is None else self._standing.epoch)
        try:
            yield
        finally:
            _BOUND.reset(token)

    async def gained(self) -> None:
        """Wait until this instance leads."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._standing.epoch is not None)

    def lost(self) -> Coroutine[Any, Any, None]:
        """Wait until the lead that it has now is another's; a lease that ran out is no such thing.

        While nobody else has taken over, what was begun may still be written down.
        """
        return self._no_longer(self._standing.epoch)

    async def _no_longer(self, epoch: int | None) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._standing.epoch != epoch)

    async def certain(self) -> None:
        """Wait until this instance leads, and the database says so."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._knows_it_leads)

    async def uncertain(self) -> None:
        """Wait until another may lead: the lead is lost, or was not renewed in time."""
        epoch = self._standing.epoch
        async with self._changed:
            await self._changed.wait_for(
                lambda: self._standing.epoch != epoch or not self._knows_it_leads
            )

    @property
    def _knows_it_leads(self) -> bool:
        return self._standing.epoch is not None and not self._standing.cut_off

    async def run(self) -> None:
        """Renew until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                # Without this task the instance would be taken for dead for good.
                log.exception("the lead could not be looked after")
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Ask the database once, and tell what has changed."""
        asked = self._clock()
        try:
            async with asyncio.timeout(self._lease):
                epoch = await self._renew()
        except (self._failures, TimeoutError) as error:
            self._renewed_since = None
            await self._set(after_silence(self._standing, self._clock()), str(error))
        else:
            if self._renewed_since is None:
                self._renewed_since = asked
            await self._set(after_word(epoch, asked + self._lease))

    async def _set(self, after: Standing, why: str = "") -> None:
        before, self._standing = self._standing, after
        changed = change(before, after)
        if changed is Change.NONE:
            return
        tell(changed, after, why or "no answer in time")
        async with self._changed:
            self._changed.notify_all()


def tell(changed: Change, after: Standing, why: str) -> None:
    """Say in one line of the log what an instance does from now on."""
    if changed is Change.GAINED:
        log.info("this instance leads: it polls and delivers (epoch %d)", after.epoch)
    elif changed is Change.LOST:
        log.warning("another instance leads: this one polls and delivers no more")
    elif changed is Change.CUT_OFF:
        log.error("the lead can't be renewed, nothing is polled or sent until it is: %s", why)
    else:
        log.warning("the lead is renewed again, this instance goes on")


async def while_waiting(end: Awaitable[None], work: Awaitable[object]) -> None:
    """Do the work until what is waited for has come; then cut it off.

    Raises:
        Exception: whatever the work raised.
    """
    ending, working = asyncio.ensure_future(end), asyncio.ensure_future(work)
    try:
        await asyncio.wait([ending, working], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        for task in (ending, working):
            task.cancel()
        await asyncio.gather(ending, working, return_exceptions=True)
