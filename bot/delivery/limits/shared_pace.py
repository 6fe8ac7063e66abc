"""Takes this instance's part of what all instances together may send in a second.

Parts are taken ahead for about a tenth of a second: so it asks a few times a second, and an answer
waits no longer. Answers that wait take twice as much: people go first. A broadcast of the only
instance that sends has up to a quarter, and asks for more before that has run out: it goes on while
a busy database takes a tenth of a second to answer.
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_LOG = logging.getLogger(__name__)

AHEAD_SECONDS = 0.1
# A busy database is asked so long before the time that is had runs out, if it takes so long to
# answer; of a slow answer so much is remembered at the next one.
LOOK_AHEAD_SECONDS = 0.15
REMEMBERED = 0.9
# The way of an answer from the database, which is no lateness.
_WAY_SECONDS = 0.03
# A sleep for less would cost more than it is worth.
_SHORTEST_SLEEP_SECONDS = 0.005
# Whoever gives no answer for so long is not asked for a while; each instance then keeps the limits
# for itself, as it does anyway.
ANSWER_WITHIN_SECONDS = 1.0
PASSED_OVER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SendSlots:
    """Messages that may go `wait` seconds from now, and then one each `apart` seconds.

    One that would be late by more than `slack` is forfeit. With no messages (`count`) it is asked
    again then. `alone` says that no other instance sends.
    """

    wait: float
    count: int
    apart: float
    slack: float
    alone: bool = False


# Given how many messages, how many at the most, whether they are answers, and the seconds of each.
Take = Callable[[int, int, bool, float], Awaitable[SendSlots]]


class SharedPace:
    """Hands out the moments at which this instance may send, to one call of each kind at a time.

    `living` is how many instances there are, this one included; `all_answer` whether all of them
    answer people, or only the one that leads.

    Args:
        take: takes the next part of the time of all instances.
        failures: the exceptions by which it says that it can't.
        clock: seconds, monotonic.
        sleep: `asyncio.sleep` outside tests.
        answer_within: how long `take` may take, in seconds of the event loop.
    """

    def __init__(
        self,
        take: Take,
        *,
        failures: type[Exception],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        answer_within: float = ANSWER_WITHIN_SECONDS,
    ) -> None:
        self.living = 1
        self.all_answer = True
        self._take = take
        self._failures = failures
        self._clock = clock
        self._sleep = sleep
        self._answer_within = answer_within
        # What was got for answers is theirs: broadcasts get their own.
        self._moments: dict[bool, deque[float]] = {True: deque(), False: deque()}
        self._slack = 0.0
        self._alone = False
        # By the database, to answer.
        self._took = 0.0
        # For the next part of a broadcast, of which the one before still lasts.
        self._asking: asyncio.Task[None] | None = None
        self._passed_over_until = 0.0
        self._failed = False

    @property
    def answering(self) -> int:
        """How many instances answer people, this one included."""
        return self.living if self.all_answer else 1

    async def wait(self, count: int, *, answer: bool, waiting: int, seconds: float) -> None:
        """Wait until so many messages may go.

        Args:
            count: as many as one call counts.
            answer: whether it is an answer to a person.
            waiting: how many calls of its kind wait.
            seconds: how long one message takes at the rate of the whole bot.
        """
        moments = self._moments[answer]
        ahead = AHEAD_SECONDS * (2 if answer else 1)
        some = math.ceil(ahead / seconds)
        while not self._has(moments, count):
            if not answer and self._asking is not None:
                await asyncio.wait([self._asking])
                continue
            wanted = max(count, min(waiting, some))
            wait = await self._ask(moments, wanted, waiting, answer=answer, seconds=seconds)
            if wait > 0:
                await self._sleep(wait)
        moment = moments.popleft()
        for _ in range(count - 1):
            moments.popleft()
        if not answer:
            self._look_ahead(moments, some, waiting - count - len(moments), seconds)
        wait = moment - self._clock()
        if wait > _SHORTEST_SLEEP_SECONDS:
            await self._sleep(wait)

    def _look_ahead(self, moments: deque[float], some: int, left: int, seconds: float) -> None:
        """Ask for the next part of a broadcast if this one may not last until the answer."""
        lasts = len(moments) * seconds
        soon = lasts <= min(self._took, LOOK_AHEAD_SECONDS)
        if self._alone and soon and some <= left and self._asking is None:
            self._asking = asyncio.create_task(
                self._ask_ahead(moments, some, left, seconds), name="part of a second"
            )

    async def end(self) -> None:
        """Ask for nothing more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    def _has(self, moments: deque[float], count: int) -> bool:
        earliest = self._clock() - self._slack - _WAY_SECONDS
        while moments and moments[0] < earliest:
            moments.popleft()
        return len(moments) >= count

    async def _ask_ahead(
        self, moments: deque[float], count: int, most: int, seconds: float
    ) -> None:
        try:
            await self._ask(moments, count, most, answer=False, seconds=seconds)
        finally:
            self._asking = None

    async def _ask(
        self, moments: deque[float], count: int, most: int, *, answer: bool, seconds: float
    ) -> float:
        """Take a part; return the seconds to wait before it is asked again, 0 if one was got."""
        if (asked := self._clock()) >= self._passed_over_until:
            try:
                async with asyncio.timeout(self._answer_within):
                    slots = await self._take(count, most, answer, seconds)
            except (self._failures, TimeoutError) as error:
                self._passed_over_until = self._clock() + PASSED_OVER_SECONDS
                self._tell(str(error) or "no answer in time")
            else:
                self._tell("")
                self._slack, self._alone = slots.slack, slots.alone
                self._took = max(self._clock() - asked, self._took * REMEMBERED)
                first = self._clock() + slots.wait
                moments.extend(first + at * slots.apart for at in range(slots.count))
                return 0.0 if slots.count else slots.wait
        moments.extend([self._clock()] * count)
        return 0.0

    def _tell(self, why: str) -> None:
        if bool(why) == self._failed:
            return
        self._failed = bool(why)
        if why:
            _LOG.warning("this instance keeps Telegram's limits for itself: %s", why)
        else:
            _LOG.info("the instances keep Telegram's limits together again")
