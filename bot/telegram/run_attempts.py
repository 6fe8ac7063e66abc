"""Runs the attempts to handle updates, and writes down what has become of each.

The attempt is over ──> handled: its row is finished, together with others of the same moment
                   ├──> failed: tried again after a pause, for which its lane waits
                   └──> failed for the last time: set aside
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.delivery.limits.handler_slot import HandlerSlot
from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.attempt import CURRENT, Attempt, steps_of
from bot.telegram.update_queue import UpdateQueue
from storage.errors import StorageError
from storage.inbox import MOST_ATTEMPTS, Inbox
from storage.models import ClaimedUpdate

log = logging.getLogger(__name__)

# The pauses before a further attempt.
RETRY_AFTER = (timedelta(seconds=2), timedelta(seconds=20))

# Runs the handlers of an update, given its JSON; raises nothing but cancellation.
Handle = Callable[[str], Awaitable[None]]


class AttemptRunner:
    """Runs and owns the tasks that handle updates.

    Args:
        inbox: holds the updates.
        queue: has given them out, and gets those back that are tried again.
        handle: runs the handlers of one update.
        presses: is told whose handler begins, and which are handled no more.
        now: gives the current time, aware UTC.
        pauses: before the second attempt at an update, the third and all later ones.
    """

    def __init__(
        self,
        inbox: Inbox,
        queue: UpdateQueue,
        handle: Handle,
        presses: PressAcknowledger,
        now: Callable[[], datetime],
        *,
        pauses: Sequence[timedelta] = RETRY_AFTER,
    ) -> None:
        self._inbox = inbox
        self._queue = queue
        self._handle = handle
        self._presses = presses
        self._now = now
        self._pauses = pauses
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._running: dict[int, Attempt] = {}
        self._finished: list[int] = []
        # Handled, and not yet written down as such.
        self._settling: set[int] = set()

    def __contains__(self, update_id: int) -> bool:
        """Return whether an update was handled and is not written down as such yet."""
        return update_id in self._settling

    @property
    def unwritten(self) -> bool:
        """Whether `write_finished` has something to write."""
        return bool(self._finished)

    def begin(self, update: ClaimedUpdate) -> None:
        """Make an attempt to handle an update, in a task of its own."""
        update_id = update.update_id
        attempt = Attempt(
            number=update.attempt,
            last=update.attempt >= MOST_ATTEMPTS,
            press=self._presses.begun(update_id, self._queue.sender_of(update_id), update.payload),
            steps=steps_of(update.steps),
            keep=functools.partial(self._inbox.keep_steps, update_id),
        )
        task = asyncio.create_task(self._make(attempt, update), name=f"update {update_id}")
        self._tasks[update_id], self._running[update_id] = task, attempt
        task.add_done_callback(functools.partial(self._ended, update_id))

    def forget(self, update_id: int) -> None:
        """Handle an update no more; the next one of its lane may begin."""
        self._queue.forget(update_id)
        self._presses.done(update_id)

    async def write_finished(self) -> None:
        """Write down which updates were handled.

        Raises:
            StorageError: nothing was written; the next call tries it again.
        """
        finished, self._finished = self._finished, []
        if not finished:
            return
        try:
            await self._inbox.finish(finished)
        except BaseException:
            self._finished = finished + self._finished
            raise
        self._settling.difference_update(finished)

    async def stop(self, within: timedelta) -> None:
        """Let attempts end within `within`, then cancel them: the next process makes them anew."""
        cut: dict[int, Attempt] = {}
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=within.total_seconds())
            cut = dict(self._running)
            for task in self._tasks.values():
                task.cancel()
        if cut:
            log.info("shutdown: %d handlers cancelled, their updates are kept", len(cut))
            await asyncio.wait([self._tasks[one] for one in cut if one in self._tasks], timeout=1)
        with contextlib.suppress(StorageError):
            await self._inbox.put_back({one: cut[one].written_steps for one in cut})
            await self.write_finished()

    async def _make(self, attempt: Attempt, update: ClaimedUpdate) -> None:
        update_id = update.update_id
        CURRENT.set(attempt)
        HandlerSlot(
            pause=functools.partial(self._queue.pause, update_id),
            resume=functools.partial(self._queue.resume, update_id),
        ).hold()
        try:
            await self._handle(update.payload)
        except Exception as error:  # noqa: BLE001 - else it would count as waiting for good
            # Not the message: it may repeat what a reader wrote.
            log.error("update %d not handled: %s", update_id, type(error).__name__)  # noqa: TRY400
            attempt.failed = True
        if attempt.failed and not attempt.last:
            await self._again(update_id, attempt)
        elif attempt.failed:
            log.error("update %d set aside after %d attempts", update_id, update.attempt)
            self._settling.add(update_id)
            self.forget(update_id)
            with contextlib.suppress(StorageError):
                await self._inbox.set_aside(update_id)
            self._settling.discard(update_id)
        else:
            self._settling.add(update_id)
            self._finished.append(update_id)
            self.forget(update_id)

    async def _again(self, update_id: int, attempt: Attempt) -> None:
        pause = self._pauses[min(attempt.number, len(self._pauses)) - 1]
        wait = max(pause, attempt.wait)
        self._queue.pause(update_id)
        # Before its wait begins: else a further attempt might be claimed in between.
        with contextlib.suppress(StorageError):
            await self._inbox.retry(update_id, self._now() + wait, attempt.written_steps)
        self._queue.put_off(update_id, wait)

    def _ended(self, update_id: int, task: asyncio.Task[None]) -> None:
        if self._tasks.get(update_id) is task:
            del self._tasks[update_id], self._running[update_id]
