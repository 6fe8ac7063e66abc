"""Asks Telegram in the background whether it answers, by a call that posts nothing."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.delivery.outage import Outage
from storage.outbox import AllowedDoubts

# No answer is an answer, too.
LONGEST_SECONDS = 40.0


class Probe:
    """One question at a time, in a task owned here.

    Args:
        ask: whether Telegram answers.
        stirred: called when it is known.
    """

    def __init__(self, ask: Callable[[], Awaitable[bool]], stirred: Callable[[], None]) -> None:
        self._ask = ask
        self._stirred = stirred
        self._task: asyncio.Task[bool] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        """Ask, unless it is being asked."""
        if self._task is None:
            self._task = asyncio.create_task(self._answer(), name="probe")
            self._task.add_done_callback(lambda _: self._stirred())

    def take(self) -> bool | None:
        """Whether Telegram answered; None while that is not known.

        Raises:
            Exception: whatever `ask` raised.
        """
        if self._task is None or not self._task.done():
            return None
        task, self._task = self._task, None
        return task.result()

    async def end(self) -> None:
        """Ask no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _answer(self) -> bool:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await self._ask()
        except TimeoutError:
            return False


class TelegramWatch:
    """Has the probe ask where an outage wants it, and keeps the answers.

    Args:
        outage: what is known of failures and lost answers.
        probe: asks.
        monotonic: seconds of a clock that nobody sets.
        chance: a random number from 0 to 1.
    """

    def __init__(
        self,
        outage: Outage,
        probe: Probe,
        *,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._outage = outage
        self._probe = probe
        self._monotonic = monotonic
        self._chance = chance

    def attend(self) -> None:
        """Take note of an answer, and ask where it is time.

        Raises:
            TokenRefusedError: Telegram does not know the token.
        """
        now = self._monotonic()
        answered = self._probe.take()
        if answered is not None:
            if answered:
                self._outage.probe_answered()
            else:
                self._outage.probe_failed(now, self._chance())
        if self._outage.wants_probe and now >= self._outage.hold_until:
            self._probe.start()

    def allowed(self) -> AllowedDoubts:
        """Which rows in doubt may be sent at this moment."""
        doubts = self._outage.allowed_doubts(self._monotonic())
        return AllowedDoubts(doubts, self._outage.waits.longest)

    def seconds_to_change(self, longest: float) -> float:
        """Until something is to be done here, at most `longest`."""
        change = self._outage.next_change(self._monotonic())
        return longest if change is None or self._probe.running else min(longest, change)

    async def end(self) -> None:
        """Ask no more."""
        await self._probe.end()
