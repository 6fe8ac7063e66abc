"""Detects an outage of Telegram from the failures of single posts."""

from dataclasses import dataclass
from datetime import timedelta

from bot.delivery.retry import wait_before

# A third of all calls failing is bad luck; this many in a row is an outage.
FAILURES_IN_A_ROW = 12
LONGEST_PROBE_WAIT = timedelta(seconds=15)


@dataclass(slots=True)
class Outage:
    """Failures in a row, since when, until when to wait; seconds of a monotonic clock."""

    failures: int = 0
    since: float = 0.0
    probes: int = 0
    hold_until: float = 0.0

    @property
    def on(self) -> bool:
        return self.failures >= FAILURES_IN_A_ROW

    def failed(self, now: float, chance: float) -> None:
        """One more; in an outage the wait before the next probe grows.

        Args:
            now: the time of the failure.
            chance: a random number from 0 to 1, for the jitter.
        """
        if self.failures == 0:
            self.since = now
        self.failures += 1
        # Posts that were under way together fail together, and are one probe.
        if self.on and now >= self.hold_until:
            self.probes += 1
            wait = min(wait_before(self.probes, chance), LONGEST_PROBE_WAIT)
            self.hold_until = now + wait.total_seconds()

    def answered(self, now: float) -> timedelta:
        """Telegram is there; how long the outage was that ends with this, or zero."""
        lasted = timedelta(seconds=now - self.since) if self.on else timedelta(0)
        self.failures = self.probes = 0
        self.hold_until = 0.0
        return lasted
