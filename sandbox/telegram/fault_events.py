"""Sends an event when a fault is added, hit or over."""

import asyncio
from collections.abc import Callable

from sandbox.telegram.events import EventHub
from sandbox.telegram.faults import FaultPlan

_PAUSE_SECONDS = 0.5
_AFTER_THE_END_SECONDS = 0.05


class FaultEvents:
    """One event for each change of the plan; strikes alone are told twice a second at most."""

    def __init__(self, faults: FaultPlan, events: EventHub, monotonic: Callable[[], float]) -> None:
        self._faults = faults
        self._events = events
        self._monotonic = monotonic
        self._told = 0
        self._told_at = 0.0
        self._timers: list[asyncio.TimerHandle] = []

    def tell(self) -> None:
        now = self._monotonic()
        self._told, self._told_at = len(self._faults), now
        self._events.publish("faults", lambda: {"faults": self._faults.views(self._monotonic())})

    def tell_struck(self) -> None:
        """A fault has struck: told at once if that ended it, else after the pause."""
        if len(self._faults) != self._told or self._monotonic() >= self._told_at + _PAUSE_SECONDS:
            self.tell()

    def tell_in(self, seconds: float) -> None:
        """Tell again when a fault's time is over."""
        loop = asyncio.get_running_loop()
        self._timers = [timer for timer in self._timers if timer.when() > loop.time()]
        self._timers.append(loop.call_later(seconds + _AFTER_THE_END_SECONDS, self.tell))

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
