"""Keeps the signs that the bot lives: its loop's lag, and when others last answered."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LOOK_EVERY_SECONDS: Final = 0.5
REMEMBERED_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a part of the bot.

    `age_seconds` is how long ago it was last seen well, None if never; `reason` says in words of
    ours what is wrong, and is empty where nothing is.
    """

    age_seconds: float | None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.reason


class Contact:
    """Remembers when somebody who is asked again and again last answered.

    Args:
        patience_seconds: for how long failures count for nothing after an answer.
        clock: gives monotonic seconds.
    """

    def __init__(
        self, patience_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience_seconds
        self._clock = clock
        self._answered: float | None = None
        self._failure = "it was not reached yet"

    def answered(self) -> None:
        """Note an answer."""
        self._answered = self._clock()
        self._failure = ""

    def failed(self, reason: str) -> None:
        """Note a failure, in words of ours."""
        self._failure = reason

    @property
    def health(self) -> Health:
        """The state: well while it has answered within the patience."""
        if self._answered is None:
            return Health(None, self._failure)
        age = self._clock() - self._answered
        if age <= self._patience:
            return Health(age)
        return Health(age, self._failure or "it has not answered for long")


class LoopWatch:
    """Measures how late the event loop is, twice a second.

    Args:
        observe: called with each lag in seconds.
        beat: called at each look: the loop turns.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        observe: Callable[[float], None] = lambda _: None,
        beat: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._observe = observe
        self._beat = beat
        self._clock = clock
        self._lags: deque[tuple[float, float]] = deque()

    @property
    def worst_seconds(self) -> float:
        """The longest lag of the last minute."""
        return max((lag for _, lag in self._lags), default=0.0)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            due = self._clock() + LOOK_EVERY_SECONDS
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            now = self._clock()
            lag = max(0.0, now - due)
            while self._lags and self._lags[0][0] < now - REMEMBERED_SECONDS:
                self._lags.popleft()
            # Only what may become the worst of a minute is kept.
            while self._lags and self._lags[-1][1] <= lag:
                self._lags.pop()
            self._lags.append((now, lag))
            self._observe(lag)
            self._beat()
