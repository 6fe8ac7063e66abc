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
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from bot.leader.state import LeadChange, LeadState, after_silence, after_word, change

log = logging.getLogger(__name__)

# How long an instance counts as alive after its last word, and how often it gives one. With both
# another takes over within seven seconds of a leader that freezes; a loop that hangs for four keeps
# its lead. That a process has ended is seen in two looks (`storage.instances.leader_sessions`).
LEASE = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=1)
# No leader has it.
_NOBODYS = -1
# The epoch of the lead in which the present task was begun.
_BOUND: ContextVar[int | None] = ContextVar("bound", default=None)


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
        self._state = LeadState()
        self._renewed_since: float | None = None
        self._changed = asyncio.Condition()
        self._hurried = asyncio.Event()

    @property
    def leading(self) -> bool:
        """Whether the database keeps the lead for this instance at this moment."""
        return self._state.epoch is not None and self._clock() < self._state.certain_until

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
        return _NOBODYS if self._state.epoch is None else self._state.epoch

    @contextlib.contextmanager
    def bound(self) -> Iterator[None]:
        """Bind what is begun inside, tasks too, to the present lead."""
        token = _BOUND.set(_NOBODYS if self._state.epoch is None else self._state.epoch)
        try:
            yield
        finally:
            _BOUND.reset(token)

    async def gained(self) -> None:
        """Wait until this instance leads."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._state.epoch is not None)

    def lost(self) -> Coroutine[Any, Any, None]:
        """Wait until the lead that it has now is another's; a lease that ran out is no such thing.

        While nobody else has taken over, what was begun may still be written down.
        """
        return self._no_longer(self._state.epoch)

    async def _no_longer(self, epoch: int | None) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._state.epoch != epoch)

    async def certain(self) -> None:
        """Wait until this instance leads, and the database says so."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._knows_it_leads)

    async def uncertain(self) -> None:
        """Wait until another may lead: the lead is lost, or was not renewed in time."""
        epoch = self._state.epoch
        async with self._changed:
            await self._changed.wait_for(
                lambda: self._state.epoch != epoch or not self._knows_it_leads
            )

    @property
    def _knows_it_leads(self) -> bool:
        return self._state.epoch is not None and not self._state.cut_off

    async def run(self) -> None:
        """Renew until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                # Without this task the instance would be taken for dead for good.
                log.exception("the lead could not be looked after")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._hurried.wait()
            self._hurried.clear()

    def hurry(self) -> None:
        """Ask the database at once, because an instance says that it has left."""
        self._hurried.set()

    async def look(self) -> None:
        """Ask the database once, and tell what has changed."""
        asked = self._clock()
        try:
            async with asyncio.timeout(self._lease):
                epoch = await self._renew()
        except (self._failures, TimeoutError) as error:
            self._renewed_since = None
            await self._set(after_silence(self._state, self._clock()), str(error))
        else:
            if self._renewed_since is None:
                self._renewed_since = asked
            await self._set(after_word(epoch, asked + self._lease))

    async def _set(self, after: LeadState, why: str = "") -> None:
        before, self._state = self._state, after
        changed = change(before, after)
        if changed is LeadChange.NONE:
            return
        log_change(changed, after, why or "no answer in time")
        async with self._changed:
            self._changed.notify_all()


def log_change(changed: LeadChange, after: LeadState, why: str) -> None:
    """Say in one line of the log what an instance does from now on."""
    if changed is LeadChange.GAINED:
        log.info("this instance leads: it polls and delivers (epoch %d)", after.epoch)
    elif changed is LeadChange.LOST:
        log.warning("another instance leads: this one polls and delivers no more")
    elif changed is LeadChange.CUT_OFF:
        log.error("the lead can't be renewed, nothing is polled or sent until it is: %s", why)
    else:
        log.warning("the lead is renewed again, this instance goes on")
