"""Defines the metrics that the bot reports while it runs: counts and seconds, nothing personal."""

from collections.abc import Sequence
from typing import Final, Protocol

# What a poll may come to, and what may be asked for besides commands. Counters of these begin at 0
# with the bot: of one that begins with its first event, Prometheus would never see that event.
POLL_RESULTS: Final = ("news", "nothing new", "not modified", "failed")
REQUESTS: Final = ("press", "inline query", "words", "unknown command", "other")


class Metrics(Protocol):
    """Takes in what happens; each call costs microseconds and never fails.

    What is named by a text is one of a few names that the code has: never a chat, a person, an
    address or what somebody wrote.
    """

    def posts_ended(self, action: str, outcome: str, waited_seconds: Sequence[float]) -> None:
        """Rows of the outbox were recorded, each so long after it was queued."""

    def article_delivered(self, seconds: float) -> None:
        """An article stands in every chat that gets it at once, so long after its publication."""

    def polled(self, result: str, seconds: float) -> None:
        """A feed was polled."""

    def update_received(self, kind: str) -> None:
        """An update was stored."""

    def update_handled(self, request: str, seconds: float, *, failed: bool) -> None:
        """The handlers of an update have ended; `request` is a command, or a kind of request."""

    def limiter_waited(self, lane: str, seconds: float) -> None:
        """A message waited for the limits."""

    def database_used(self, access: str, seconds: float) -> None:
        """A transaction or a reading has ended, the wait for its turn included."""

    def loop_lagged(self, seconds: float) -> None:
        """A timer of the event loop fired so much too late."""


class NoMetrics:
    """Takes in everything and keeps nothing: where nobody has asked for metrics."""

    def posts_ended(self, action: str, outcome: str, waited_seconds: Sequence[float]) -> None: ...

    def article_delivered(self, seconds: float) -> None: ...

    def polled(self, result: str, seconds: float) -> None: ...

    def update_received(self, kind: str) -> None: ...

    def update_handled(self, request: str, seconds: float, *, failed: bool) -> None: ...

    def limiter_waited(self, lane: str, seconds: float) -> None: ...

    def database_used(self, access: str, seconds: float) -> None: ...

    def loop_lagged(self, seconds: float) -> None: ...


NO_METRICS: Metrics = NoMetrics()
