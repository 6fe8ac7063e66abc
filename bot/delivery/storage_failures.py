"""Delays delivery while the outbox can't be read or written."""

import logging
from collections.abc import Callable

from bot.delivery.retry import wait_before
from storage.errors import StorageError

_LOG = logging.getLogger(__name__)

# A lock may fail a write or two; a full disk fails all.
LASTING_FAILURES = 5


class StorageFailures:
    """Counts consecutive failures of the outbox, and says how long to wait after them.

    Args:
        monotonic: gives monotonic seconds.
        chance: gives a random number from 0 to 1, for the jitter.
        on_lasting: called at the fifth failure in a row and each one after it.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        on_lasting: Callable[[], None],
    ) -> None:
        self._monotonic = monotonic
        self._chance = chance
        self._on_lasting = on_lasting
        self._failures = 0
        self._retry_at = 0.0

    def failed(self, error: StorageError) -> None:
        """Record a failure, and lengthen the wait: from 1 to 16 seconds, with jitter."""
        self._failures += 1
        if self._failures >= LASTING_FAILURES:
            self._on_lasting()
        wait = wait_before(min(self._failures, LASTING_FAILURES), self._chance())
        self._retry_at = self._monotonic() + wait.total_seconds()
        _LOG.error("the outbox can't be used, retrying in %s: %s", wait, error)

    def succeeded(self) -> None:
        """Record that the outbox was read and written."""
        self._failures = 0

    def seconds_left(self) -> float:
        """Return the seconds until the outbox may be tried again; 0 when it may."""
        return max(0.0, self._retry_at - self._monotonic())
