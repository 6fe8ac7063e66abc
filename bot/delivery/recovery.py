"""Repairs the outbox after a crash, an outage or a jump of the clock, and where a chat lags."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import ClockWatch
from bot.delivery.protocols import Queue
from storage.outbox import Action, Delivery

_LOG = logging.getLogger(__name__)


class Recovery:
    """Changes rows that a crash, an outage, a jump of the clock or a slow chat has left wrong.

    Args:
        outbox: the queue that holds the rows.
        now: gives the current time, aware UTC.
        monotonic: gives monotonic seconds; the system clock is compared with it.
        catch_up_after: posts that are older get into a digest; None: none do.
    """

    def __init__(
        self,
        outbox: Queue,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        catch_up_after: timedelta | None,
    ) -> None:
        self._outbox = outbox
        self._now = now
        self._clock = ClockWatch(now, monotonic)
        self._catch_up_after = catch_up_after

    async def after_crash(self, doubt_wait: timedelta) -> int:
        """Make the rows that were being sent due again, and return their number.

        Args:
            doubt_wait: how long they wait, because they may have been sent.

        Raises:
            StorageError: the outbox can't be used.
        """
        in_doubt = await self._outbox.recover(self._now(), doubt_wait)
        if in_doubt:
            _LOG.warning(
                "%d posts were being sent when the bot ended; they are sent again", in_doubt
            )
        await self.after_outage()
        return in_doubt

    async def after_outage(self) -> None:
        """Replace the posts that have waited for too long by one digest for each chat.

        Raises:
            StorageError: the outbox can't be used.
        """
        if self._catch_up_after is None:
            return
        now = self._now()
        digests = await self._outbox.catch_up(now, now - self._catch_up_after)
        if digests:
            _LOG.warning("%d chats get a digest of what they missed", digests)

    async def after_putting_back(self, deliveries: Sequence[Delivery]) -> None:
        """Replace what has waited for too long by one digest, in chats that could not be sent to.

        A group in slow mode, or one that lets the bot write nothing for a while, gets less than is
        published: without digests it would get ever older news, and its queue would not end.

        Args:
            deliveries: the rows that were put back, each the oldest of its queue.

        Raises:
            StorageError: the outbox can't be used.
        """
        if self._catch_up_after is None:
            return
        now = self._now()
        since = now - self._catch_up_after
        late = {
            one.chat_id
            for one in deliveries
            if one.action in (Action.POST, Action.DIGEST) and one.addressed <= since
        }
        if late and (digests := await self._outbox.catch_up(now, since, chat_ids=late)):
            _LOG.info("%d chats that take less than is published get a digest", digests)

    async def after_clock_jump(self) -> None:
        """Move the times of waiting rows by as much as the system clock was set, if it was.

        Raises:
            StorageError: the outbox can't be used; the next call moves them.
        """
        if jumped := self._clock.jump():
            await self._outbox.shift(self._now(), jumped)
            self._clock.settle(jumped)
