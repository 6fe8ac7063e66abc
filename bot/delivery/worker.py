"""The delivery worker: claims due rows, has them sent, records what became of them.

    claim (marked) ──> compose ──> send, one at a time in a chat ──> record in batches ──┐
      ^                                                                                  │
      └──────────────── as much as the window has room for  <────────────────────────────┘

Never more rows are marked than the window holds, and none is claimed while results wait to be
written: after a crash at most a window is in doubt.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.clock import ClockWatch
from bot.delivery.dispatch import Delivering, Dispatch
from bot.delivery.outage import Outage
from bot.delivery.outcomes import Means, Outcome
from bot.delivery.retry import wait_before
from bot.delivery.sender import Busy, Delivered
from bot.delivery.verdicts import TRANSIENT, verdict
from bot.types import Post
from storage.errors import DatabaseDamaged, StorageError
from storage.outbox import Action, Delivery, Done, Gone, Result

_LOG = logging.getLogger(__name__)

# Two seconds of Telegram's ceiling: enough for answers that take so long, few enough that
# breaking news does not wait behind what was claimed before it.
WINDOW = 60
# The same for paid broadcasts: 256 under way, answered within a quarter of a second.
PAID_WINDOW = 256
LEASE = timedelta(minutes=10)
# Rows become due by the clock, too, so an idle worker looks at least this often.
LONGEST_IDLE = timedelta(seconds=30)
# Results are written together with those of the next moment, half a window at the most.
RECORD_AFTER = timedelta(milliseconds=50)
# A deletion needs no text.
_NOTHING = Post(html="", text_html="")


class PostSource(Protocol):
    """Composes posts for claimed rows."""

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        """The post of each row, by the row's id; a row left out has nothing to be sent.

        An edit is composed for the shape of the post as it stands (`has_photo`), a digest from
        `articles`. For a deletion nothing is needed.
        """
        ...


class Queue(Protocol):
    """The part of the outbox that the worker uses; see `storage.outbox.Outbox`."""

    async def recover(self, now: datetime) -> int: ...
    async def claim(self, limit: int, now: datetime, lease: timedelta) -> list[Delivery]: ...
    async def record(self, results: Sequence[Result], now: datetime) -> list[int]: ...
    async def release(self, ids: Sequence[int]) -> None: ...
    async def shift(self, since: datetime, by: timedelta) -> int: ...
    async def next_due(self) -> datetime | None: ...
    async def catch_up(self, now: datetime, waiting_since: datetime) -> int: ...


async def _nobody(_delivery: Delivery, _reason: str) -> None:
    """Where nobody wants to know of chats that have gone."""


class Worker:
    """Runs until it is stopped; every dependency is handed in.

    Args:
        outbox: where the rows are.
        sender: sends one post to one chat.
        posts: composes.
        now: the time, aware UTC.
        chance: a random number from 0 to 1.
        window: most rows that are marked at once.
        catch_up_after: after an outage of this length a chat gets a digest; None: never.
        on_gone: told of each chat that was deactivated, with the reason.
        monotonic: seconds of a clock that nobody sets.
    """

    def __init__(
        self,
        *,
        outbox: Queue,
        sender: Delivering,
        posts: PostSource,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        window: int = WINDOW,
        catch_up_after: timedelta | None = None,
        on_gone: Callable[[Delivery, str], Awaitable[None]] = _nobody,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._posts = posts
        self._now = now
        self._chance = chance
        self._window = window
        self._catch_up_after = catch_up_after
        self._on_gone = on_gone
        self._monotonic = monotonic
        self._clock = ClockWatch(now, monotonic)
        self._outage = Outage()
        self._stirred = asyncio.Event()
        self._stopping = asyncio.Event()
        self._dispatch = Dispatch(sender, self._stirred.set)
        self._results: list[tuple[Delivery, Result]] = []
        self._outage_ended: timedelta | None = None
        self._storage_failures = 0
        self._hold_until = 0.0
        self._finished = asyncio.Event()
        self._finished.set()
        self._given_up = False
        self.in_doubt_at_start = 0

    @property
    def in_flight(self) -> int:
        """Rows that are marked and not yet recorded."""
        return len(self._dispatch) + len(self._results)

    def wake(self) -> None:
        """Something was addressed: look at once."""
        self._stirred.set()

    async def stop(self, within: timedelta) -> None:
        """End within that time: finish what was begun, hand back the rest, record all."""
        self._stopping.set()
        self._stirred.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self._finished.wait()
                return
        _LOG.error("delivery did not end within %s", within)
        self._given_up = True
        await self._dispatch.abandon()

    async def run(self) -> None:
        """Deliver until `stop` is called.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            DatabaseDamaged: the file can't be read any more.
        """
        self._finished.clear()
        try:
            await self._start()
            while not self._stopping.is_set():
                await self._turn()
                if self._dispatch.fatal is not None:
                    await self._wind_up()
                    raise self._dispatch.fatal
            await self._wind_up()
        finally:
            await self._dispatch.abandon()
            self._finished.set()

    async def _start(self) -> None:
        while not self._stopping.is_set():
            try:
                self.in_doubt_at_start = await self._outbox.recover(self._now())
                await self._digest_what_is_old()
            except DatabaseDamaged:
                raise
            except StorageError as error:
                await self._storage_failed(error)
                await self._rest()
            else:
                break
        if self.in_doubt_at_start:
            _LOG.warning(
                "%d posts were under way when the bot ended; they are sent again",
                self.in_doubt_at_start,
            )

    async def _turn(self) -> None:
        """Record, claim, begin, rest."""
        self._stirred.clear()
        self._collect()
        try:
            await self._record()
            if self._outage_ended is not None:
                await self._digest_what_is_old()
                self._outage_ended = None
            if jumped := self._clock.jump():
                await self._outbox.shift(self._now(), jumped)
            await self._claim()
            self._storage_failures = 0
        except DatabaseDamaged:
            raise
        except StorageError as error:
            await self._storage_failed(error)
        if not self._stopping.is_set():
            await self._rest()

    async def _storage_failed(self, error: StorageError) -> None:
        self._storage_failures += 1
        wait = wait_before(min(self._storage_failures, 5), self._chance())
        self._hold_until = self._monotonic() + wait.total_seconds()
        _LOG.error("the outbox can't be used, trying again in %s: %s", wait, error)

    async def _rest(self) -> None:
        """Until something happens, or something becomes due."""
        held = self._hold_until - self._monotonic()
        if held > 0:
            await self._pause(held)
            return
        seconds = await self._seconds_to_rest()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        # More results come in the same moment: they share a transaction.
        if self._dispatch and self._dispatch.ended < self._window // 2:
            await self._pause(RECORD_AFTER.total_seconds())

    async def _pause(self, seconds: float) -> None:
        """Whatever happens, unless it is the end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _seconds_to_rest(self) -> float:
        if self._results or self._dispatch.ended:
            return 0.0
        longest = LONGEST_IDLE.total_seconds()
        if not self.in_flight and (probe := self._outage.hold_until - self._monotonic()) > 0:
            return probe
        if self._room() <= 0:
            return longest
        try:
            due = await self._outbox.next_due()
        except StorageError:
            return longest
        if due is None:
            return longest
        # A due row that was not claimed waits for room, which stirs the worker, or for a moment.
        return min(longest, max(0.05, (due - self._now()).total_seconds()))

    def _room(self) -> int:
        """How many rows may be claimed now; in an outage one at a time feels its way."""
        free = self._window - self.in_flight
        if self._outage.on:
            held = self._monotonic() < self._outage.hold_until
            return 0 if held or self.in_flight else 1
        return free if free >= max(1, self._window // 4) else 0

    async def _claim(self) -> None:
        room = self._room()
        if room <= 0 or self._stopping.is_set() or self._monotonic() < self._hold_until:
            return
        claimed = await self._outbox.claim(room, self._now(), LEASE)
        fresh = [one for one in claimed if one.id not in self._dispatch]
        if not fresh:
            return
        try:
            posts = await self._posts.posts_for([o for o in fresh if o.action != Action.DELETE])
        except StorageError:
            await self._outbox.release([one.id for one in fresh])
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not end all
            _LOG.error("%d posts could not be composed", len(fresh), exc_info=error)
            trouble = Outcome(Means.RETRY, f"not composed: {type(error).__name__}")
            self._results += [(one, self._verdict(one, trouble)) for one in fresh]
            return
        for delivery in fresh:
            post = _NOTHING if delivery.action is Action.DELETE else posts.get(delivery.id)
            if post is None:
                self._results.append((delivery, Done(delivery.id)))
            else:
                self._dispatch.start(delivery, post)

    def _collect(self) -> None:
        """Judge what has ended."""
        for delivery, outcome in self._dispatch.take():
            self._notice(outcome)
            self._results.append((delivery, self._verdict(delivery, outcome)))

    def _notice(self, outcome: Delivered | Outcome | Busy) -> None:
        """Feel whether Telegram is there at all."""
        if isinstance(outcome, Busy) or (
            isinstance(outcome, Outcome) and outcome.means is Means.HOLD
        ):
            # Both may have been said by ourselves.
            return
        if isinstance(outcome, Outcome) and outcome.means in TRANSIENT:
            was_on = self._outage.on
            self._outage.failed(self._monotonic(), self._chance())
            if self._outage.on and not was_on:
                _LOG.error("Telegram can't be reached (%s): waiting for it", outcome.reason)
        elif lasted := self._outage.answered(self._monotonic()):
            _LOG.warning("Telegram is back after %s", lasted)
            self._outage_ended = lasted

    def _verdict(self, delivery: Delivery, outcome: Delivered | Outcome | Busy) -> Result:
        return verdict(
            delivery,
            outcome,
            now=self._now(),
            chance=self._chance(),
            outage=self._outage.on,
        )

    async def _record(self) -> None:
        """Write all results; those that can't be written stay for the next turn."""
        batch = self._results[:]
        if not batch:
            return
        gone = set(await self._outbox.record([result for _, result in batch], self._now()))
        del self._results[: len(batch)]
        for delivery, result in batch:
            if isinstance(result, Gone) and delivery.chat_id in gone:
                gone.discard(delivery.chat_id)
                _LOG.info("chat %d is deactivated: %s", delivery.chat_id, result.reason)
                try:
                    await self._on_gone(delivery, result.reason)
                except Exception as error:  # noqa: BLE001 - telling is no part of delivery
                    _LOG.error("nobody was told that a chat has gone", exc_info=error)

    async def _digest_what_is_old(self) -> None:
        """After an outage: what has waited for too long becomes one digest for each chat."""
        if self._catch_up_after is None:
            return
        now = self._now()
        digests = await self._outbox.catch_up(now, now - self._catch_up_after)
        if digests:
            _LOG.warning("%d chats get a digest of what they missed", digests)

    async def _wind_up(self) -> None:
        """Hand back what no request was begun for, wait for the rest, record."""
        unbegun: list[int] = []
        while not self._given_up:
            unbegun += await self._dispatch.hand_back()
            self._collect()
            try:
                if unbegun:
                    await self._outbox.release(unbegun)
                    unbegun = []
                await self._record()
            except StorageError as error:
                _LOG.error("results can't be recorded: %s", error)
                await asyncio.sleep(0.2)
            if not self._dispatch and not self._results and not unbegun:
                return
            await self._dispatch.wait()
