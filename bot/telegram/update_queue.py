"""Holds the updates that are not handled yet: in their fair turns, or until their time has come."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.telegram.fair_turns import FairTurns
from storage.future_time_limits import LONGEST_INBOX_WAIT
from storage.models import WaitingUpdate

AT_ONCE = 32


class UpdateQueue:
    """Gives out updates in fair turns; one that waits for its time keeps its lane.

    add ──> next ──> forget (handled)
     ^       │
     └───────┴──> put off (tried again later): its person's later updates in the chat wait for it

    Args:
        now: gives the current time, aware UTC.
        ready: is called whenever `next` may have something new to give out.
        longest: the bound of each wait.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        ready: Callable[[], None],
        longest: timedelta = LONGEST_INBOX_WAIT,
    ) -> None:
        self._longest = longest
        self._now = now
        self._ready = ready
        self._turns = FairTurns(AT_ONCE)
        self._known: dict[int, WaitingUpdate] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        """Return how many updates wait or are being handled."""
        return len(self._known)

    def __contains__(self, update_id: int) -> bool:
        """Return whether an update waits or is being handled."""
        return update_id in self._known

    def sender_of(self, update_id: int) -> int:
        """Return the sender of an update that waits or is being handled."""
        return self._known[update_id].sender

    def add(self, update: WaitingUpdate) -> None:
        """Queue an update, at its time."""
        self._known[update.update_id] = update
        wait = update.not_before - self._now()
        if wait > timedelta(0):
            self.put_off(update.update_id, wait)
        else:
            self._turns.add(update.update_id, update.sender, update.chat)
            self._ready()

    def next(self) -> list[int]:
        """Give out all updates that may be handled now."""
        ids: list[int] = []
        while (following := self._turns.next()) is not None:
            ids.append(following)
        return ids

    def put_back(self, update_ids: Sequence[int]) -> None:
        """Queue updates again that were given out and could not be begun."""
        for update_id in update_ids:
            self._turns.done(update_id)
            self._return(update_id)

    def put_off(self, update_id: int, wait: timedelta) -> None:
        """Queue an update again after a wait, for which its lane gives out nothing else.

        After that the lane gives out its first, which may be one that was taken over meanwhile. A
        wait that a wrong clock has made long is cut short.
        """
        update = self._known[update_id]
        self._turns.put_off(update_id, update.sender, update.chat)
        self._timers[update_id] = asyncio.get_running_loop().call_later(
            min(wait, self._longest).total_seconds(), self._due, update_id
        )
        self._ready()

    def pause(self, update_id: int) -> None:
        """Release the slot of an update while it waits for something; its lane stays busy."""
        self._turns.pause(update_id)
        self._ready()

    def resume(self, update_id: int) -> None:
        """Give a paused update its slot again."""
        self._turns.resume(update_id)

    def forget(self, update_id: int) -> None:
        """Release the slot and the lane of an update that is handled no more."""
        self._turns.done(update_id)
        self._known.pop(update_id, None)
        self._ready()

    def stop(self) -> None:
        """Wait for no update's time any more."""
        for timer in self._timers.values():
            timer.cancel()

    def _due(self, update_id: int) -> None:
        self._timers.pop(update_id, None)
        self._return(update_id)
        self._ready()

    def _return(self, update_id: int) -> None:
        update = self._known[update_id]
        self._turns.add(update_id, update.sender, update.chat)
