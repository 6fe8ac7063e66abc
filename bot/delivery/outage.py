"""Whether Telegram is away for everybody, told from the failures of single posts."""

from dataclasses import dataclass
from datetime import timedelta

from bot.delivery.retry import wait_before

# A third of all calls failing is bad luck; this many in a row, in different chats, is an outage.
FAILURES_IN_A_ROW = 12
LONGEST_PROBE_WAIT = timedelta(seconds=15)


@dataclass(slots=True)
class Outage:
    """Failures in a row, and since when; times are seconds of a monotonic clock."""

    failures: int = 0
    since: float = 0.0
    probes: int = 0

    @property
    def on(self) -> bool:
        return self.failures >= FAILURES_IN_A_ROW

    def failed(self, now: float) -> None:
        if self.failures == 0:
            self.since = now
        self.failures += 1
        if self.on:
            self.probes += 1

    def answered(self, now: float) -> timedelta:
        """Telegram is there; how long the outage was that ends with this, or zero."""
        lasted = timedelta(seconds=now - self.since) if self.on else timedelta(0)
        self.failures = self.probes = 0
        return lasted

    def wait(self, chance: float) -> timedelta:
        """How long to wait before the next probe."""
        if not self.on:
            return timedelta(0)
        return min(wait_before(self.probes, chance), LONGEST_PROBE_WAIT)
