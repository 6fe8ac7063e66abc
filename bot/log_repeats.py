"""Keeps what a library logs again and again to one line a minute."""

import logging
import time
from collections.abc import Callable
from typing import Final

ONCE_IN_SECONDS: Final = 60.0
_MOST_KNOWN: Final = 100


class OnceAMinute(logging.Filter):
    """Drops a record whose words were logged within the last minute.

    Args:
        clock: gives monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is logged."""
        now, words = self._clock(), record.getMessage()
        if now - self._logged.get(words, -ONCE_IN_SECONDS) < ONCE_IN_SECONDS:
            return False
        if len(self._logged) >= _MOST_KNOWN:
            self._logged.clear()
        self._logged[words] = now
        return True
