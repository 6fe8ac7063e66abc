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

from bot.delivery.claim_window import WINDOW, free_rows
from bot.delivery.claimed_posts import ClaimedPosts
from bot.delivery.in_flight import InFlight, PostSender
from bot.delivery.outage import DoubtWaits
from bot.delivery.probe import Probe, TelegramWatch
from bot.delivery.protocols import PostSource, Queue
from bot.delivery.recheck_before_send import RecheckBeforeSend
from bot.delivery.recovery import Recovery
from bot.delivery.refusals.classify_failure import Outcome
from bot.delivery.result_buffer import OnRecorded, ResultBuffer
from bot.delivery.sending.sender import TokenRefusedError
from bot.delivery.storage_failures import StorageFailures
from bot.delivery.wake_signal import WakeSignal
from storage.errors import DatabaseDamaged, LeadLost, StorageError
from storage.outbox import Done

_LOG = logging.getLogger(__name__)

# Rows become due by the clock, too, so an idle worker looks at least this often.
LONGEST_IDLE = timedelta(seconds=30)


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
        on_recorded: called with the results that were written.
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
        on_recorded: OnRecorded = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
        record_after: timedelta = timedelta(0),
        waits: DoubtWaits | None = None,
        on_storage_failure: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._now = now
        self._window = window
        self._recovery = Recovery(
            outbox, now=now, monotonic=monotonic, catch_up_after=catch_up_after
        )
        self._signal = WakeSignal()
        recheck = RecheckBeforeSend(
            lambda deliveries: outbox.no_longer_wanted(deliveries, now()), monotonic
        )
        self._in_flight = InFlight(sender, recheck, self._signal.wake)
        self._record_after = record_after
        self._results = ResultBuffer(
            outbox,
            now=now,
            chance=chance,
            monotonic=monotonic,
            on_recorded=on_recorded,
            waits=waits or DoubtWaits(),
        )
        self._claims = ClaimedPosts(outbox, posts, now)
        self._telegram = TelegramWatch(
            self._results.outage,
            Probe(sender.probe, self._signal.wake),
            monotonic=monotonic,
            chance=chance,
        )
        self._storage = StorageFailures(
            monotonic=monotonic, chance=chance, on_lasting=on_storage_failure
        )
        self._finished = asyncio.Event()
        self._finished.set()
        self._given_up = False
        self._standing_by = False
        self.in_doubt_at_start = 0

    @property
    def in_flight(self) -> int:
        """The number of rows that are claimed and not yet recorded."""
        return len(self._in_flight) + len(self._results)

    def wake(self) -> None:
        """Look for due rows at once, because rows were queued."""
        self._signal.wake()

    def stand_by(self, second_copy: bool) -> None:
        """Claim nothing while another instance delivers with the same token (`second_copy`)."""
        self._standing_by = second_copy
        self._signal.wake()

    async def stop(self, within: timedelta) -> None:
        """Finish requests in progress, release the other rows, and record all results.

        Requests that take longer than `within` are cancelled; their posts are then in doubt.
        """
        self._signal.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self._finished.wait()
                return
        _LOG.error("delivery did not end within %s", within)
        self._given_up = True
        await self._in_flight.abandon()

    async def run(self) -> None:
        """Deliver until `stop` is called.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            DatabaseDamaged: the file can't be read any more.
            LeadLost: another instance delivers; what was claimed is in doubt, and its business.
        """
        self._finished.clear()
        try:
            await self._start()
            while not self._signal.stopping:
                await self._cycle()
                if self._in_flight.fatal is not None:
                    await self._finish()
                    raise self._in_flight.fatal
            await self._finish()
        finally:
            await self._telegram.end()
            await self._in_flight.abandon()
            self._finished.set()

    async def _start(self) -> None:
        while not self._signal.stopping:
            try:
                self.in_doubt_at_start = await self._recovery.after_crash(
                    self._results.outage.waits.first
                )
            except (DatabaseDamaged, LeadLost):
                raise
            except StorageError as error:
                self._storage.failed(error)
                await self._wait()
            else:
                return

    async def _cycle(self) -> None:
        """Record results, claim rows, start their deliveries, wait."""
        self._signal.clear()
        self._results.add_outcomes(self._in_flight.take())
        try:
            self._telegram.check()
        except TokenRefusedError as error:
            self._in_flight.fatal = error
        try:
            # Before anything is written by the new clock, which would be moved, too.
            await self._recovery.after_clock_jump()
            await self._results.write()
            if self._results.outage_ended:
                await self._recovery.after_outage()
                self._results.outage_ended = False
            await self._recovery.after_putting_back(self._results.put_back)
            self._results.put_back.clear()
            await self._claim()
            self._storage.succeeded()
        except (DatabaseDamaged, LeadLost):
            raise
        except StorageError as error:
            self._storage.failed(error)
        if not self._signal.stopping:
            await self._wait()

    async def _wait(self) -> None:
        """Sleep until woken or until something is due."""
        if held := self._storage.seconds_left():
            await self._signal.pause(held)
            return
        await self._signal.wait(await self._seconds_to_wait())
        if self._record_after and self._in_flight and self._in_flight.ended < self._window // 2:
            await self._signal.pause(self._record_after.total_seconds())

    async def _seconds_to_wait(self) -> float:
        if self._results or self._in_flight.ended:
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
        """How many rows may be claimed now; where none may, no due row is waited for either."""
        if self._standing_by:
            return 0
        return free_rows(self._window, self.in_flight, self._results.outage)

    async def _claim(self) -> None:
        room = self._room()
        if room <= 0 or self._signal.stopping or self._storage.seconds_left():
            return
        allowed = self._telegram.allowed()
        for delivery, post in await self._claims.claim(room, allowed, self._in_flight.rows()):
            if post is None:
                self._results.add(delivery, Done(delivery.id, "nothing to send"))
            elif isinstance(post, Outcome):
                self._results.add_outcomes([(delivery, post)])
            else:
                self._in_flight.start(delivery, post)

    async def _finish(self) -> None:
        """Release rows whose request was not begun, wait for the others, record their results."""
        unbegun: list[int] = []
        while not self._given_up:
            unbegun += await self._in_flight.hand_back()
            self._results.add_outcomes(self._in_flight.take())
            try:
                if unbegun:
                    await self._outbox.release(unbegun)
                    unbegun = []
                await self._results.write()
            except LeadLost:
                raise
            except StorageError as error:
                _LOG.error("results can't be recorded: %s", error)
                await asyncio.sleep(0.2)
            if not self._in_flight and not self._results and not unbegun:
                return
            await self._in_flight.wait()
