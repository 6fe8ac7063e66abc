"""Runs the delivery loop: claims due rows, has them sent, records the results.

    claim (marked) ──> compose ──> send, one at a time in a chat ──> record in batches ──┐
      ^                                                                                  │
      └──────────────── as much as the window has room for  <────────────────────────────┘

Never more rows are marked than the window holds, and none is claimed while results wait to be
written: after a crash at most a window is in doubt. Just before each request the outbox is asked
again whether the post is still wanted.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import ClockWatch
from bot.delivery.claimed_posts import ClaimedPosts
from bot.delivery.classify_failure import Outcome
from bot.delivery.in_flight import InFlight, PostSender
from bot.delivery.outage import DoubtWaits
from bot.delivery.probe import Probe, TelegramWatch
from bot.delivery.protocols import PostSource, Queue
from bot.delivery.recheck_before_send import RecheckBeforeSend
from bot.delivery.result_buffer import OnGone, ResultBuffer, nobody
from bot.delivery.retry import wait_before
from bot.delivery.sender import TokenRefusedError
from storage.errors import DatabaseDamaged, StorageError
from storage.outbox import Done

_LOG = logging.getLogger(__name__)

# Two seconds of Telegram's ceiling: enough for answers that take so long, few enough that
# breaking news does not wait behind what was claimed before it.
WINDOW = 60
# The same for paid broadcasts: 256 under way, answered within a quarter of a second.
PAID_WINDOW = 256
# Rows become due by the clock, too, so an idle worker looks at least this often.
LONGEST_IDLE = timedelta(seconds=30)
# At a thousand a second results are written together with those of the next moment, half a window
# at the most. At thirty each is written at once: what is not written when the process is killed is
# sent twice.
PAID_RECORD_AFTER = timedelta(milliseconds=50)
# A lock may fail a write or two; a full disk fails all.
LASTING_FAILURES = 5


class Worker:
    """Delivers due rows until it is stopped.

    Args:
        outbox: the queue that holds the rows.
        sender: sends one post to one chat.
        posts: composes the posts of claimed rows.
        now: gives the current time, aware UTC.
        chance: gives a random number from 0 to 1.
        window: the most rows that are claimed at once.
        catch_up_after: after an outage of this length a chat gets a digest; None: never.
        on_gone: called with each chat that was deactivated, and the reason.
        monotonic: gives monotonic seconds.
        record_after: how long a result waits for others to be written with it.
        waits: how long posts in doubt wait.
        on_storage_failure: called when the outbox can't be read or written.
    """

    def __init__(
        self,
        *,
        outbox: Queue,
        sender: PostSender,
        posts: PostSource,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        window: int = WINDOW,
        catch_up_after: timedelta | None = None,
        on_gone: OnGone = nobody,
        monotonic: Callable[[], float] = time.monotonic,
        record_after: timedelta = timedelta(0),
        waits: DoubtWaits | None = None,
        on_storage_failure: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._now = now
        self._chance = chance
        self._window = window
        self._catch_up_after = catch_up_after
        self._monotonic = monotonic
        self._clock = ClockWatch(now, monotonic)
        self._stirred = asyncio.Event()
        self._stopping = asyncio.Event()
        consent = RecheckBeforeSend(
            lambda deliveries: outbox.reconsider(deliveries, now()), monotonic
        )
        self._dispatch = InFlight(sender, consent, self._stirred.set)
        self._on_storage_failure = on_storage_failure
        self._record_after = record_after
        self._ledger = ResultBuffer(
            outbox,
            now=now,
            chance=chance,
            monotonic=monotonic,
            on_gone=on_gone,
            waits=waits or DoubtWaits(),
        )
        self._claims = ClaimedPosts(outbox, posts, now)
        self._telegram = TelegramWatch(
            self._ledger.outage,
            Probe(sender.probe, self._stirred.set),
            monotonic=monotonic,
            chance=chance,
        )
        self._storage_failures = 0
        self._hold_until = 0.0
        self._finished = asyncio.Event()
        self._finished.set()
        self._given_up = False
        self._standing_by = False
        self.in_doubt_at_start = 0

    @property
    def in_flight(self) -> int:
        """The number of rows that are claimed and not yet recorded."""
        return len(self._dispatch) + len(self._ledger)

    def wake(self) -> None:
        """Look for due rows at once, because rows were queued."""
        self._stirred.set()

    def stand_by(self, second_copy: bool) -> None:
        """Claim nothing while another instance delivers with the same token (`second_copy`)."""
        self._standing_by = second_copy
        self._stirred.set()

    async def stop(self, within: timedelta) -> None:
        """Stop within that time: finish requests in progress, release other rows, record all."""
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
            await self._telegram.end()
            await self._dispatch.abandon()
            self._finished.set()

    async def _start(self) -> None:
        while not self._stopping.is_set():
            try:
                self.in_doubt_at_start = await self._outbox.recover(
                    self._now(), self._ledger.outage.waits.first
                )
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
        self._ledger.judge(self._dispatch.take())
        try:
            self._telegram.attend()
        except TokenRefusedError as error:
            self._dispatch.fatal = error
        try:
            await self._ledger.write()
            if self._ledger.outage_ended:
                await self._digest_what_is_old()
                self._ledger.outage_ended = False
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
        if self._storage_failures >= LASTING_FAILURES:
            self._on_storage_failure()
        wait = wait_before(min(self._storage_failures, 5), self._chance())
        self._hold_until = self._monotonic() + wait.total_seconds()
        _LOG.error("the outbox can't be used, retrying in %s: %s", wait, error)

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
        if self._record_after and self._dispatch and self._dispatch.ended < self._window // 2:
            await self._pause(self._record_after.total_seconds())

    async def _pause(self, seconds: float) -> None:
        """Whatever happens, unless it is the end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _seconds_to_rest(self) -> float:
        if self._ledger or self._dispatch.ended:
            return 0.0
        longest = LONGEST_IDLE.total_seconds()
        longest = min(longest, self._telegram.seconds_to_change(longest))
        if self._room() <= 0:
            return longest
        try:
            due = await self._outbox.next_due(self._telegram.allowed())
        except StorageError:
            return longest
        if due is None:
            return longest
        # A due row that was not claimed waits for room, which wakes the worker, or a short time.
        return min(longest, max(0.05, (due - self._now()).total_seconds()))

    def _room(self) -> int:
        """How many rows may be claimed now; in an outage one, once Telegram was heard."""
        free = self._window - self.in_flight
        outage = self._ledger.outage
        if outage.on:
            return 1 if outage.trying and not self.in_flight else 0
        return free if free >= max(1, self._window // 4) else 0

    async def _claim(self) -> None:
        room = self._room()
        if (
            room <= 0
            or self._standing_by
            or self._stopping.is_set()
            or self._monotonic() < self._hold_until
        ):
            return
        allowed = self._telegram.allowed()
        for delivery, post in await self._claims.claim(room, allowed, self._dispatch.rows()):
            if post is None:
                self._ledger.enter(delivery, Done(delivery.id, "nothing to send"))
            elif isinstance(post, Outcome):
                self._ledger.judge([(delivery, post)])
            else:
                self._dispatch.start(delivery, post)

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
            self._ledger.judge(self._dispatch.take())
            try:
                if unbegun:
                    await self._outbox.release(unbegun)
                    unbegun = []
                await self._ledger.write()
            except StorageError as error:
                _LOG.error("results can't be recorded: %s", error)
                await asyncio.sleep(0.2)
            if not self._dispatch and not self._ledger and not unbegun:
                return
            await self._dispatch.wait()
