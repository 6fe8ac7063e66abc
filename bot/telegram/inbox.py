"""Handles stored updates in fair order, and deletes each when its handler has ended.

add (stored) ──> wait for a turn ──> claim (attempt counted) ──> handlers ──> finish
                        ^                          │ failed
                        └── again, a little later <┘   (three times, then aside)

Until it is settled, what the same person sent later in the chat waits: a failed /stop that is tried
again must not end what a newer /start has begun.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.logs import describe_error
from bot.metrics import NO_METRICS, Metrics
from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.run_attempts import RETRY_AFTER, AttemptRunner, Handle
from bot.telegram.update_queue import UpdateQueue
from storage.errors import StorageError
from storage.inbox import MOST_ATTEMPTS, Inbox
from storage.models import ReceivedUpdate, WaitingUpdate

log = logging.getLogger(__name__)

# Past it nothing more is taken in until half of it is handled.
CAPACITY = 5_000
STORAGE_PAUSE_SECONDS = 1.0
# How soon at least an update is looked at again that waits for another instance's.
BEHIND = timedelta(seconds=0.1)
# The answer to what stored an update comes sooner, or was lost.
STORED_WITHIN = timedelta(seconds=5)
# Outcomes of the same moment are written together.
_FINISH_TOGETHER_SECONDS = 0.02


class InboxWorker:
    """Takes updates in, and has each handled in its turn.

    Args:
        inbox: stores the updates.
        handle: runs the handlers of one update.
        presses: answers presses that wait; started and stopped by this class.
        now: gives the current time, aware UTC.
        metrics: is told of each update that is stored.
        pauses: before the second attempt at an update, the third and all later ones.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Handle,
        presses: PressAcknowledger,
        now: Callable[[], datetime],
        metrics: Metrics = NO_METRICS,
        *,
        pauses: Sequence[timedelta] = RETRY_AFTER,
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._presses = presses
        self._now = now
        self._woken = asyncio.Event()
        self._queue = UpdateQueue(now, self._woken.set)
        self._attempts = AttemptRunner(inbox, self._queue, handle, presses, now, pauses=pauses)
        self._room = asyncio.Event()
        self._room.set()
        self._stopping = False
        self._running: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Return how many updates wait or are being handled."""
        return len(self._queue)

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
            self._queue.add(update)
        self._presses.start()
        if len(self._queue):
            log.info("handling %d updates of an earlier run", len(self._queue))
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
                self._queue.add(update)
        stored = {update.update_id for update in new}
        for received in updates:
            if received.update_id in stored:
                self._metrics.update_received(received.kind)
                self._presses.received(received.update_id, received.sender, received.payload)
        if len(self._queue) >= CAPACITY and not self.full:
            log.warning("the inbox holds %d updates, receiving is paused", len(self._queue))
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
            self._queue.add(update)
        stored = await self._inbox.left_behind(self._now() - STORED_WITHIN, 2 * CAPACITY)
        # One that was finished since it was read is refused by its claim.
        unnoticed = [one for one in stored if not self._in_hand(one)]
        if unnoticed:
            log.warning("handling %d updates that were stored without an answer", len(unnoticed))
        for update in unnoticed:
            self._queue.add(update)

    def _in_hand(self, update: WaitingUpdate) -> bool:
        return update.update_id in self._queue or update.update_id in self._attempts

    async def stop(self, within: timedelta) -> None:
        """Start no more handlers; let running ones end within `within`, then cancel them.

        Updates whose handlers were cancelled stay in the inbox for the next process.
        """
        self._stopping = True
        self._woken.set()
        self._queue.stop()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
        await self._attempts.stop(within)
        await self._presses.stop()

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                await self._attempts.write_finished()
                await self._begin()
            except Exception as error:  # noqa: BLE001 - without this task nobody is answered any more
                words = str(error) if isinstance(error, StorageError) else describe_error(error)
                log.error("the inbox can't be used, retrying: %s", words)  # noqa: TRY400 - the words say it all
                await asyncio.sleep(STORAGE_PAUSE_SECONDS)
                self._woken.set()
            if len(self._queue) <= CAPACITY // 2:
                self._room.set()
            await self._woken.wait()
            if self._attempts.unwritten:
                await asyncio.sleep(_FINISH_TOGETHER_SECONDS)

    async def _begin(self) -> None:
        if not (ids := self._queue.next()):
            return
        try:
            claims = await self._inbox.claim(ids)
        except BaseException:
            self._queue.put_back(ids)
            raise
        claimed = {one.update_id: one for one in claims.claimed}
        for update_id in ids:
            if update_id in claims.behind:
                settled_after = claims.behind[update_id] - self._now()
                self._queue.put_off(update_id, max(BEHIND, settled_after))
            elif update_id in claimed:
                self._attempts.begin(claimed[update_id])
            else:
                # Another instance has taken it over, or its person has had it erased.
                if update_id in claims.aside:
                    log.error("update %d set aside after %d attempts", update_id, MOST_ATTEMPTS)
                self._attempts.forget(update_id)
