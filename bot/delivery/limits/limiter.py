"""Applies the rate limits to all Bot API calls; answers to people go before broadcasts."""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from enum import StrEnum
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import BadRequest, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.limits.call_costs import chat_id_of, deletes, messages_of, posts
from bot.delivery.limits.handler_slot import slot_given_up
from bot.delivery.limits.overall_pace import OverallPace
from bot.delivery.limits.pacing import MINUTE, SPACED_SECOND, ChatPaces
from bot.delivery.limits.shared_pace import SharedPace
from bot.delivery.limits.waiting_edits import Superseded, WaitingEdits
from bot.delivery.refusals.classify_failure import asked_pause
from bot.metrics import NO_METRICS, Metrics

_LOG = logging.getLogger(__name__)

CHATS_REMEMBERED = 10_000
BURST = 3
# A broadcast that would have to wait longer gives its place in the worker's window back.
BROADCAST_PATIENCE_SECONDS = 3.0
# A person has forgotten the question after that.
ANSWER_PATIENCE_SECONDS = 30.0
# The newest edit of a message stands for all that it replaced: it may wait for a group's minute.
EDIT_PATIENCE_SECONDS = MINUTE + 1.0
# So many chats refused within so few seconds mean that the bot is too fast, not a chat.
FLOODED_CHATS = 3
FLOODED_SECONDS = 5.0
LONGEST_WORKER_HOLD_SECONDS = 60.0
# At a thousand a second a sleep for each slot would cost more than the message.
_SHORTEST_SLEEP_SECONDS = 0.005


class CallPriority(StrEnum):
    """The priority of a call, passed as `rate_limit_args`; None is an answer to a person."""

    BROADCAST = "broadcast"


_ANSWER = "answer"


class Limiter(BaseRateLimiter[CallPriority]):
    """30 messages a second in all, evenly spaced; answers go first, up to their share.

    A chat gets one a second (an answer may use the burst), a group 20 a minute, of which answers
    take at most half, so that nobody's presses keep its news away. 429 holds the
    chat for `retry_after`; several chats at once hold all broadcasts. Nothing is dropped: a
    broadcast that can't go soon raises `RetryAfter` without a request, and its row waits in the
    outbox; an answer waits, at most `ANSWER_PATIENCE_SECONDS`, an edit a minute. A deletion for
    a broadcast takes a slot of all messages and none of its chat's. An answer's edit that waits
    gives way to a newer one of the same message, which would overwrite it: it counts as made.

    Args:
        clock: seconds, monotonic.
        sleep: `asyncio.sleep` outside tests.
        per_second: the ceiling of all messages.
        burst: how many answers one chat may get at once.
        remembered: about how many chats the limiter keeps in mind.
        metrics: is told how long each message waited.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        per_second: int = FloodLimit.MESSAGES_PER_SECOND,
        burst: int = BURST,
        remembered: int = CHATS_REMEMBERED,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._metrics = metrics
        self._clock = clock
        self._sleep = sleep
        self._pace = OverallPace(per_second)
        self._chats = ChatPaces(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, burst, remembered)
        self._waiting = {True: 0, False: 0}
        self._turns = {True: asyncio.Lock(), False: asyncio.Lock()}
        self._edits = WaitingEdits()
        self._shared: SharedPace | None = None
        self._refused: dict[int, float] = {}
        self.refusals = 0

    async def initialize(self) -> None:
        """Do nothing: the limiter opens no resources."""

    async def shutdown(self) -> None:
        """Do nothing: the limiter holds no resources."""

    @property
    def remembered(self) -> int:
        """The number of chats whose recent calls are kept in memory."""
        return len(self._chats)

    async def process_request(  # noqa: PLR0917 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: CallPriority | None,
    ) -> Any:
        """Make a call, after waiting for a slot if it posts something or is one of many deletions.

        Raises:
            RetryAfter: Telegram refused it, or (a broadcast) its chat must wait for longer.
        """
        broadcast = rate_limit_args is CallPriority.BROADCAST
        if not posts(endpoint) and not (broadcast and deletes(endpoint)):
            return await callback(*args, **kwargs)
        chat_id, count = chat_id_of(data), messages_of(endpoint, data)
        began = self._clock()
        try:
            await self._wait(chat_id, endpoint, data, count, broadcast=broadcast)
            self._metrics.limiter_waited(
                CallPriority.BROADCAST if broadcast else _ANSWER, self._clock() - began
            )
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                held = self._refuse(chat_id, refusal)
                if broadcast or held > ANSWER_PATIENCE_SECONDS:
                    raise
            except BadRequest:
                self._give_back(chat_id, count - 1, broadcast=broadcast)
                raise
            await self._wait(chat_id, endpoint, data, count, broadcast=False)
            return await callback(*args, **kwargs)
        except Superseded:
            # Telegram's own answer to an edit that returns no message.
            return True

    def share(self, pace: SharedPace) -> None:
        """Send no faster than all instances together may: each waits for its part, too."""
        self._shared = pace

    def lower_ceiling(self, per_second: int, seconds: float) -> None:
        """Allow fewer messages a second for a while: what is not paid for is not taken faster."""
        if not self._pace.is_lowered(self._clock()):
            _LOG.warning("at most %d messages a second for %.0f s", per_second, seconds)
        self._pace.lower(per_second, self._clock() + seconds)

    def _give_back(self, chat_id: int, count: int, *, broadcast: bool) -> None:
        """Count a refused album as one message: its smaller form must not wait for ten."""
        if count > 0:
            self._chats.give_back(chat_id, count, answer=not broadcast)
            self._pace.give_back(count)

    async def _wait(
        self, chat_id: int, endpoint: str, data: dict[str, Any], count: int, *, broadcast: bool
    ) -> None:
        """Wait until the limits of the chat and of the bot as a whole allow `count` messages.

        Raises:
            RetryAfter: that would take too long.
            Superseded: a newer edit of the same message waits.
        """
        if broadcast:
            await self._wait_for_chat(chat_id, count, BROADCAST_PATIENCE_SECONDS, broadcast=True)
            await self._wait_for_turn(max(count, 1), broadcast=True)
            return
        edits = endpoint.startswith("edit")
        patience = EDIT_PATIENCE_SECONDS if edits else ANSWER_PATIENCE_SECONDS
        with slot_given_up():
            async with self._edits.waits(endpoint, data):
                await self._wait_for_chat(chat_id, count, patience, broadcast=False)
            await self._wait_for_turn(count, broadcast=False)

    async def _wait_for_turn(self, count: int, *, broadcast: bool) -> None:
        self._waiting[broadcast] += 1
        try:
            async with self._turns[broadcast]:
                if self._shared is not None:
                    await self._shared.wait(
                        count,
                        answer=not broadcast,
                        waiting=self._waiting[broadcast],
                        seconds=self._pace.slot_seconds,
                    )
                await self._wait_for_all(count, broadcast=broadcast)
                self._pace.take(self._clock(), count, broadcast=broadcast)
        finally:
            self._waiting[broadcast] -= 1

    async def _wait_for_chat(
        self, chat_id: int, count: int, patience: float, *, broadcast: bool
    ) -> None:
        # Patience counts from the first wait: others may take the chat's next place.
        deadline = self._clock() + patience
        if self._shared is not None:
            self._chats.share(self._shared.answering)
        wait_of = functools.partial(self._chats.wait, answer=not broadcast, count=count)
        passed_over = False
        while (wait := wait_of(chat_id, self._clock(), passed_over=passed_over)) > 0:
            if broadcast and not passed_over:
                soonest = wait_of(chat_id, self._clock(), passed_over=True)
                wait = max(soonest, min(wait, SPACED_SECOND))
            if self._clock() + wait > deadline:
                raise RetryAfter(timedelta(seconds=wait))
            await self._sleep(wait)
            passed_over = broadcast
        if count:
            self._chats.take(chat_id, self._clock(), answer=not broadcast, count=count)

    async def _wait_for_all(self, count: int, *, broadcast: bool) -> None:
        while True:
            others_wait = bool(self._waiting[not broadcast])
            # What several instances send is shared out between answers and broadcasts of all.
            if broadcast and self._shared is not None:
                others_wait = False
            wait = self._pace.wait(
                self._clock(), count, broadcast=broadcast, others_wait=others_wait
            )
            if wait <= 0:
                return
            await self._sleep(max(wait, _SHORTEST_SLEEP_SECONDS))

    def _refuse(self, chat_id: int, refusal: RetryAfter) -> float:
        """Hold the chat; hold all broadcasts when several chats were refused at once."""
        now = self._clock()
        seconds = asked_pause(refusal).total_seconds()
        self._chats.hold(chat_id, now + seconds, now)
        self.refusals += 1
        self._refused = {
            chat: end for chat, end in self._refused.items() if end > now - FLOODED_SECONDS
        }
        self._refused[chat_id] = now
        if len(self._refused) >= FLOODED_CHATS:
            hold = min(seconds, LONGEST_WORKER_HOLD_SECONDS)
            self._pace.hold_broadcasts(now + hold)
            self._refused.clear()
            _LOG.warning("Telegram refuses several chats at once: broadcasts wait %.0f s", hold)
        return seconds
