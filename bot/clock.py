"""Detects jumps of the system clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

# Corrections by NTP are far smaller; a summer time that comes as a jump is far larger.
TOLERANCE = timedelta(seconds=30)


class ClockWatch:
    """Compares the system clock with a monotonic clock."""

    def __init__(self, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._now = now
        self._monotonic = monotonic
        self._start = (now(), monotonic())

    def jump(self) -> timedelta:
        """Return by how much the clock was set and nothing settled yet; zero below `TOLERANCE`."""
        wall, runner = self._now(), self._monotonic()
        jumped = (wall - self._start[0]) - timedelta(seconds=runner - self._start[1])
        if abs(jumped) < TOLERANCE:
            return timedelta(0)
        return jumped

    def settle(self, jumped: timedelta) -> None:
        """Note that everything that a jump had left wrong was put right."""
        wall, runner = self._start
        self._start = (wall + jumped, runner)
