"""Decides whether Telegram is unreachable, and when posts in doubt are sent again.

A post whose answer was lost may stand in its chat. It is not sent again before posts are answered
again, or a call that posts nothing was answered and more time has passed than a lost answer takes.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.delivery.retry import wait_before

# A third of all calls failing is bad luck; this many in a row is an outage.
FAILURES_IN_A_ROW = 12
LONGEST_PROBE_WAIT = timedelta(seconds=15)
# So many answered posts in a row show that answers are not lost any more.
ANSWERED_IN_A_ROW = 3
# What `allowed_doubts` answers when things were calm for long.
ANY_DOUBTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtWaits:
    """How long posts in doubt wait before they are sent again.

    `first` after an answer was lost; `probed` if only `getMe` was answered since the last loss,
    longer than python-telegram-bot's time-outs together; `calm` after a second loss; `longest`
    in any case.
    """

    first: timedelta = timedelta(seconds=10)
    probed: timedelta = timedelta(seconds=65)
    calm: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=1)


@dataclass(slots=True)
class Outage:
    """Tracks consecutive failures, lost answers and probes; times are monotonic seconds."""

    started: float = 0.0
    waits: DoubtWaits = field(default_factory=DoubtWaits)
    failures: int = 0
    since: float = 0.0
    probes: int = 0
    hold_until: float = 0.0
    last_loss: float | None = None
    answered_since_loss: int = 0
    probed_since_loss: bool = False

    @property
    def on(self) -> bool:
        return self.failures >= FAILURES_IN_A_ROW

    @property
    def trying(self) -> bool:
        """Whether, in an outage, `getMe` was answered, so that one post may be tried."""
        return self.on and self.probed_since_loss

    @property
    def unsure(self) -> bool:
        """Whether an answer was lost and too few posts were answered since."""
        return self.last_loss is not None and self.answered_since_loss < ANSWERED_IN_A_ROW

    @property
    def wants_probe(self) -> bool:
        """Whether to call `getMe`, not before `hold_until`."""
        return (self.on or self.unsure) and not self.probed_since_loss

    def failed(self, now: float, chance: float, *, lost: bool) -> None:
        """Record that a post failed for a reason that does not concern the post itself.

        Args:
            now: the time of the failure.
            chance: a random number from 0 to 1, for the jitter.
            lost: the post may have been taken.
        """
        if self.failures == 0:
            self.since = now
        self.failures += 1
        if lost:
            self.last_loss = now
            self.answered_since_loss = 0
        if lost or self.on:
            self._await_probe(now, chance)

    def probe_failed(self, now: float, chance: float) -> None:
        """Record that `getMe` was not answered; the next probe is delayed."""
        self._await_probe(now, chance)

    def probe_answered(self) -> None:
        """Record that `getMe` was answered."""
        self.probed_since_loss = True

    def answered(self, now: float) -> timedelta:
        """Record that a post was answered; return how long the outage was that this ends, or 0."""
        lasted = timedelta(seconds=now - self.since) if self.on else timedelta(0)
        self.failures = self.probes = 0
        self.answered_since_loss += 1
        if not self.unsure:
            self.hold_until = 0.0
        return lasted

    def allowed_doubts(self, now: float) -> int:
        """Return how often a post may have been in doubt and still be sent now."""
        if self.last_loss is not None and self.unsure and now < self._sure_from(self.last_loss):
            return 0
        if self.on and not self.trying:
            return 0
        calm_since = self.started if self.last_loss is None else self.last_loss
        return ANY_DOUBTS if now - calm_since >= self.waits.calm.total_seconds() else 1

    def next_change(self, now: float) -> float | None:
        """Return the seconds until a probe or a post in doubt is due; None for neither."""
        if self.wants_probe:
            return max(0.0, self.hold_until - now)
        if self.last_loss is not None and self.unsure:
            left = self._sure_from(self.last_loss) - now
            return left if left > 0 else None
        return None

    def _sure_from(self, last_loss: float) -> float:
        if not self.probed_since_loss:
            return float("inf")
        return last_loss + self.waits.probed.total_seconds()

    def _await_probe(self, now: float, chance: float) -> None:
        self.probed_since_loss = False
        # Posts that were under way together fail together, and are one failure.
        if now >= self.hold_until:
            self.probes += 1
            wait = min(wait_before(self.probes, chance), LONGEST_PROBE_WAIT)
            self.hold_until = now + wait.total_seconds()
