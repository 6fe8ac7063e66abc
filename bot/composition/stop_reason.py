"""Stops this instance of its own accord, and tells why once it has stopped."""

import asyncio
import contextlib
from collections.abc import Iterator

from storage.errors import StorageError


class StopReason:
    """Why this instance stops, if it does otherwise than by a signal.

    Args:
        stop: set to have everything end as by a signal.
    """

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._reason: StorageError | None = None

    def stop_for(self, reason: StorageError) -> None:
        """Have everything end for this reason, unless it ends already."""
        if not self._stop.is_set():
            self._reason = reason
            self._stop.set()

    def raise_if_any(self) -> None:
        """Raise the reason, if there is one.

        So the program ends with a word and a status by which whoever supervises it starts it anew.

        Raises:
            StorageError: this instance stops of its own accord.
        """
        if self._reason is not None:
            raise self._reason


@contextlib.contextmanager
def raise_stop_reason(stop: asyncio.Event) -> Iterator[StopReason]:
    """Raise why the instance has stopped once the block is left, if it did so of its own accord.

    Args:
        stop: set to have everything end as by a signal.

    Raises:
        StorageError: the reason.
    """
    reason = StopReason(stop)
    try:
        yield reason
    finally:
        reason.raise_if_any()
