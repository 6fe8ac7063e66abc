"""Asks Telegram in the background whether it answers, by a call that posts nothing."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.delivery.outage import Outage
from storage.outbox import AllowedDoubts

# No answer is an answer, too.
LONGEST_SECONDS = 40.0


class Probe:
    """Runs at most one probe at a time, in a task owned here.

    Args:
        ask: returns whether Telegram answers.
        on_ended: called when a probe has ended.
    """

    def __init__(self, ask: Callable[[], Awaitable[bool]], on_ended: Callable[[], None]) -> None:
        self._ask = ask
        self._on_ended = on_ended
        self._task: asyncio.Task[bool] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        """Start a probe, unless one is running."""
        if self._task is None:
            self._task = asyncio.create_task(self._answer(), name="probe")
            self._task.add_done_callback(lambda _: self._on_ended())

    def take(self) -> bool | None:
        """Return once whether Telegram answered; None while no probe has ended.

        Raises:
            Exception: whatever `ask` raised.
        """
        if self._task is None or not self._task.done():
            return None
        task, self._task = self._task, None
        return task.result()

    async def end(self) -> None:
        """Cancel the running probe."""
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
    """Starts probes during an outage, and records their results.

    Args:
        outage: tracks failures and lost answers.
        probe: runs the probes.
        monotonic: gives monotonic seconds.
        chance: gives a random number from 0 to 1.
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

    def check(self) -> None:
        """Record the result of an ended probe, and start the next one if it is due.

        Raises:
            TokenRefusedError: Telegram does not accept the bot's token.
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
        """Return which rows in doubt may be sent now."""
        doubts = self._outage.allowed_doubts(self._monotonic())
        return AllowedDoubts(doubts, self._outage.waits.longest)

    def seconds_to_change(self, longest: float) -> float:
        """Return the seconds until `check` should be called again, at most `longest`."""
        change = self._outage.next_change(self._monotonic())
        return longest if change is None or self._probe.running else min(longest, change)

    async def end(self) -> None:
        """Cancel the running probe."""
        await self._probe.end()
