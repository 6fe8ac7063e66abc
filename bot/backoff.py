"""Doubles the pause from one failed attempt to the next."""


class Backoff:
    """The pause before the next attempt of something that fails again and again.

    Args:
        first: seconds after the first failure.
        last: seconds that no pause exceeds.
    """

    def __init__(self, first: float, last: float) -> None:
        self._first = first
        self._last = last
        self._pause = 0.0

    @property
    def pause(self) -> float:
        """The present pause in seconds; 0 where nothing has failed since the last success."""
        return self._pause

    def failed(self) -> float:
        """Take note of a failure; return the seconds to wait before the next attempt."""
        self._pause = min(max(2 * self._pause, self._first), self._last)
        return self._pause

    def succeeded(self) -> None:
        """Take note of a success: the next failure is the first again."""
        self._pause = 0.0
