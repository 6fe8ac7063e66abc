"""Computes waits under Telegram's limit for the bot as a whole; answers go before broadcasts."""

from bot.delivery.limits.pacing import SHORTEST_SECOND, SPACED_SECOND, GcraLimiter, SlidingWindow

# While broadcasts wait, answers take no more than this share of the messages of a second.
ANSWERS_SHARE = 2 / 3
# So late a busy machine may wake us.
_LATE_TIMER_SECONDS = 0.05


class OverallPace:
    """Messages to all chats, evenly spaced; answers go first, up to their share.

    All times are monotonic seconds.

    Args:
        per_second: the ceiling of all messages.
    """

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._slots = GcraLimiter(SPACED_SECOND)
        self._all = SlidingWindow(per_second, SHORTEST_SECOND)
        self._answers = SlidingWindow(per_second, SHORTEST_SECOND)
        self._lowered_until = 0.0
        self._broadcasts_held_until = 0.0
        self._set_ceiling(per_second)

    @property
    def slot_seconds(self) -> float:
        """How long one message takes."""
        return self._slots.seconds

    def is_lowered(self, now: float) -> bool:
        """Return whether fewer messages than usual are allowed."""
        return self._lowered_until > now

    def lower(self, per_second: int, until: float) -> None:
        """Allow fewer messages a second for a while."""
        self._lowered_until = until
        self._set_ceiling(min(per_second, self._per_second))

    def hold_broadcasts(self, until: float) -> None:
        """Allow no broadcast before `until`."""
        self._broadcasts_held_until = max(self._broadcasts_held_until, until)

    def wait(self, now: float, count: int, *, broadcast: bool, others_wait: bool) -> float:
        """Return the seconds until so many messages may go, 0 or less if they may go now.

        Args:
            now: the present time.
            count: as many as one call counts.
            broadcast: whether they are broadcasts, or answers to people.
            others_wait: whether messages of the other kind wait, for which these make room.
        """
        if 0 < self._lowered_until <= now:
            self._lowered_until = 0.0
            self._set_ceiling(self._per_second)
        wait = self._all.wait(now, count)
        if broadcast:
            wait = max(wait, self._slots.wait(now, self._slot_burst))
            wait = max(wait, self._broadcasts_held_until - now)
            if others_wait and not self._answers.wait(now):
                wait = max(wait, self._slots.seconds)
        elif others_wait:
            wait = max(wait, self._answers.wait(now, count))
        return wait

    def take(self, now: float, count: int, *, broadcast: bool) -> None:
        """Count messages at `now`."""
        self._all.take(now, count)
        self._slots.take(now, count)
        if not broadcast:
            self._answers.take(now, count)

    def give_back(self, count: int) -> None:
        """Take messages back, which were counted and not sent."""
        self._all.give_back(count)
        self._slots.give_back(count)

    def _set_ceiling(self, per_second: int) -> None:
        # A timer that fires late must not cost slots; the window bounds what is made up for.
        slot = SPACED_SECOND / per_second
        self._slots.seconds, self._slots.slack = slot, max(3 * slot, _LATE_TIMER_SECONDS)
        self._slot_burst = max(1, int(_LATE_TIMER_SECONDS / slot))
        self._all.limit = per_second
        self._answers.limit = max(1, int(per_second * ANSWERS_SHARE))
