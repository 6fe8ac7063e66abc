"""Handles stored updates in fair order, and deletes each when its handler has ended.

add (stored) ──> wait for a turn ──> claim (attempt counted) ──> handlers ──> finish
^                          │ failed
└── again, a little later <┘   (three times, then aside)
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.delivery.limits.handler_slot import HandlerSlot
from bot.metrics import NO_METRICS, Metrics
from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.attempt import CURRENT, Attempt
from bot.telegram.fair_turns import FairTurns
from storage.errors import StorageError
from storage.inbox import MOST_ATTEMPTS, ClaimedUpdate, Inbox, ReceivedUpdate, WaitingUpdate

log = logging.getLogger(__name__)

AT_ONCE = 32
# Past it nothing more is taken in until half of it is handled.
CAPACITY = 5_000
RETRY_AFTER = (timedelta(seconds=2), timedelta(seconds=20))
STORAGE_PAUSE_SECONDS = 1.0
# How soon an update is looked at again that waits for one which another instance handles.
BEHIND_SECONDS = 0.1
# The answer to what stored an update comes sooner, or was lost.
STORED_WITHIN = timedelta(seconds=5)
# Outcomes of the same moment are written together.
_FINISH_TOGETHER_SECONDS = 0.02

# Runs the handlers of an update, given its JSON; raises nothing but cancellation.
Handle = Callable[[str], Awaitable[None]]


class InboxWorker:
    """Runs and owns the tasks that handle updates.

    Args:
        inbox: stores the updates.
        handle: runs the handlers of one update.
        presses: answers presses that wait; started and stopped by this class.
        now: gives the current time, aware UTC.
        metrics: is told of each update that is stored.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Handle,
        presses: PressAcknowledger,
        now: Callable[[], datetime],
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._presses = presses
        self._handle = handle
        self._now = now
        self._turns = FairTurns(AT_ONCE)
        self._known: dict[int, WaitingUpdate] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._finished: list[int] = []
        # Handled, and not yet written down as such.
        self._settling: set[int] = set()
        self._woken = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._stopping = False
        self._running: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Return how many updates wait or are being handled."""
        return len(self._known)

    @property
    def full(self) -> bool:
        """Whether the inbox accepts no more updates for now."""
        return not self._room.is_set()

    @property
    def accepts(self) -> bool:
        """Whether updates may be added: between `start` and `stop`, while there is room."""
        return self._running is not None and not self._stopping and not self.full

    async def wait_for_room(self) -> None:
        """Wait until more updates may be added."""
        await self._room.wait()

    async def start(self) -> None:
        """Load the updates that an earlier process left, and start handling.

        Raises:
            StorageError: the inbox can't be read.
        """
        for update in await self._inbox.waiting(2 * CAPACITY):
            self._queue(update)
        self._presses.start()
        if self._known:
            log.info("handling %d updates of an earlier run", len(self._known))
        self._running = asyncio.create_task(self._run(), name="inbox")

    async def add(self, updates: Sequence[ReceivedUpdate]) -> None:
        """Store updates, after which a crash no longer loses them, and queue them.

        Raises:
            StorageError: none of them was stored.
        """
        new = await self._inbox.add(updates, self._now())
        for update in new:
            # Its answer was late, and it was found meanwhile.
            if not self._in_hand(update):
                self._queue(update)
        stored = {update.update_id for update in new}
        for received in updates:
            if received.update_id in stored:
                self._metrics.update_received(received.kind)
                self._presses.received(received.update_id, received.sender, received.payload)
        if len(self._known) >= CAPACITY and not self.full:
            log.warning("the inbox holds %d updates, receiving is paused", len(self._known))
            self._room.clear()
        self._woken.set()

    async def take_over(self) -> None:
        """Handle also what instances that live no more have left, and what was stored unnoticed.

        Raises:
            StorageError: the inbox can't be used.
        """
        if not self.accepts:
            return
        left = [one for one in await self._inbox.take_over(CAPACITY) if not self._in_hand(one)]
        if left:
            log.info("handling %d updates of another instance, which has ended", len(left))
        for update in left:
            self._queue(update)
        stored = await self._inbox.left_behind(self._now() - STORED_WITHIN, 2 * CAPACITY)
        # One that was finished since it was read is refused by its claim.
        unnoticed = [one for one in stored if not self._in_hand(one)]
        if unnoticed:
            log.warning("handling %d updates that were stored without an answer", len(unnoticed))
        for update in unnoticed:
            self._queue(update)

    def _in_hand(self, update: WaitingUpdate) -> bool:
        return update.update_id in self._known or update.update_id in self._settling

    async def stop(self, within: timedelta) -> None:
        """Start no more handlers; let running ones end within `within`, then cancel them.

        Updates whose handlers were cancelled stay in the inbox for the next process.
        """
        self._stopping = True
        self._woken.set()
        for timer in self._timers.values():
            timer.cancel()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
        cut: list[int] = []
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=within.total_seconds())
            cut = list(self._tasks)
            for task in self._tasks.values():
                task.cancel()
        if cut:
            log.info("shutdown: %d handlers cancelled, their updates are kept", len(cut))
            await asyncio.wait([self._tasks[one] for one in cut if one in self._tasks], timeout=1)
        await self._presses.stop()
        with contextlib.suppress(StorageError):
            await self._inbox.put_back(cut)
            await self._write_finished()

    def _queue(self, update: WaitingUpdate) -> None:
        self._known[update.update_id] = update
        delay = min(update.not_before - self._now(), RETRY_AFTER[-1]).total_seconds()
        if delay <= 0:
            self._turns.add(update.update_id, update.sender, update.chat)
            self._woken.set()
        else:
            self._timers[update.update_id] = asyncio.get_running_loop().call_later(
                delay, self._due, update
            )

    def _due(self, update: WaitingUpdate) -> None:
        self._timers.pop(update.update_id, None)
        self._turns.add(update.update_id, update.sender, update.chat, first=True)
        self._woken.set()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                await self._write_finished()
                await self._begin()
            except StorageError as error:
                log.error("the inbox can't be used, retrying: %s", error)  # noqa: TRY400 - the message says it all
                await asyncio.sleep(STORAGE_PAUSE_SECONDS)
                self._woken.set()
            if len(self._known) <= CAPACITY // 2:
                self._room.set()
            await self._woken.wait()
            if self._finished:
                await asyncio.sleep(_FINISH_TOGETHER_SECONDS)

    async def _begin(self) -> None:
        ids: list[int] = []
        while (following := self._turns.next()) is not None:
            ids.append(following)
        if not ids:
            return
        try:
            claims = await self._inbox.claim(ids, self._now())
        except BaseException:
            for update_id in reversed(ids):
                update = self._known[update_id]
                self._turns.done(update_id)
                self._turns.add(update_id, update.sender, update.chat, first=True)
            raise
        claimed = {one.update_id: one for one in claims.claimed}
        for update_id in ids:
            if update_id in claims.behind:
                self._wait_behind(update_id)
            elif update_id in claimed:
                task = asyncio.create_task(
                    self._one(claimed[update_id]), name=f"update {update_id}"
                )
                self._tasks[update_id] = task
                task.add_done_callback(functools.partial(self._ended, update_id))
            else:
                # Another instance has taken it over, or its person has had it erased.
                if update_id in claims.aside:
                    log.error("update %d set aside after %d attempts", update_id, MOST_ATTEMPTS)
                self._turns.done(update_id)
                self._forget(update_id)
                self._woken.set()

    def _wait_behind(self, update_id: int) -> None:
        """Keep the update's lane for a moment, but not its slot: another instance is before it.

        Then the lane gives out its first again, which may be one that was taken over meanwhile.
        """
        self._turns.pause(update_id)

        def again() -> None:
            self._timers.pop(update_id, None)
            update = self._known[update_id]
            self._turns.done(update_id)
            self._turns.add(update_id, update.sender, update.chat)
            self._woken.set()

        self._timers[update_id] = asyncio.get_running_loop().call_later(BEHIND_SECONDS, again)

    async def _one(self, update: ClaimedUpdate) -> None:
        sender = self._known[update.update_id].sender
        attempt = Attempt(
            number=update.attempt,
            last=update.attempt >= MOST_ATTEMPTS,
            press=self._presses.begun(update.update_id, sender, update.payload),
        )
        CURRENT.set(attempt)
        HandlerSlot(
            pause=lambda: self._turns.pause(update.update_id),
            resume=lambda: self._turns.resume(update.update_id),
            wake=self._woken.set,
        ).hold()
        try:
            await self._handle(update.payload)
        except Exception as error:  # noqa: BLE001 - else it would count as waiting for good
            # Not the message: it may repeat what a reader wrote.
            log.error("update %d not handled: %s", update.update_id, type(error).__name__)  # noqa: TRY400
            attempt.failed = True
        finally:
            self._turns.done(update.update_id)
            self._woken.set()
        if attempt.failed and not attempt.last:
            await self._again(update)
        elif attempt.failed:
            log.error("update %d set aside after %d attempts", update.update_id, update.attempt)
            self._forget(update.update_id)
            self._settling.add(update.update_id)
            with contextlib.suppress(StorageError):
                await self._inbox.set_aside(update.update_id)
            self._settling.discard(update.update_id)
        else:
            self._forget(update.update_id)
            self._settling.add(update.update_id)
            self._finished.append(update.update_id)

    def _ended(self, update_id: int, task: asyncio.Task[None]) -> None:
        if self._tasks.get(update_id) is task:
            del self._tasks[update_id]

    def _forget(self, update_id: int) -> None:
        self._known.pop(update_id, None)
        self._presses.done(update_id)

    async def _again(self, update: ClaimedUpdate) -> None:
        wait = RETRY_AFTER[min(update.attempt, len(RETRY_AFTER)) - 1]
        known = self._known[update.update_id]
        not_before = self._now() + wait
        with contextlib.suppress(StorageError):
            await self._inbox.retry(update.update_id, not_before)
        self._queue(
            WaitingUpdate(
                update_id=known.update_id,
                sender=known.sender,
                chat=known.chat,
                not_before=not_before,
            )
        )

    async def _write_finished(self) -> None:
        finished, self._finished = self._finished, []
        if not finished:
            return
        try:
            await self._inbox.finish(finished)
        except BaseException:
            self._finished = finished + self._finished
            raise
        self._settling.difference_update(finished)
