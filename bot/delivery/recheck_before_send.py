"""Asks the outbox just before each request whether the post is still wanted.

Between the claim of a row and its slot in the limiter lie seconds, in which a reader may have
stopped, paused or muted, and been told that nothing more will come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.errors import KhabarError
from storage.outbox import Delivery

# No longer than a request itself takes; at a thousand a second it spares nearly every question.
FRESH_SECONDS = 0.05


class NoLongerWanted(KhabarError):
    """The row must not be sent any more as it was claimed."""


class RecheckBeforeSend:
    """Checks rows with one query for all in progress; a result is valid for `FRESH_SECONDS`.

    Args:
        reconsider: returns the ids of those rows that must not be sent any more.
        monotonic: gives monotonic seconds.
    """

    def __init__(
        self,
        reconsider: Callable[[Sequence[Delivery]], Awaitable[set[int]]],
        monotonic: Callable[[], float],
    ) -> None:
        self._reconsider = reconsider
        self._monotonic = monotonic
        self._turn = asyncio.Lock()
        self._fresh_until = 0.0
        self._begun = self._answered = 0
        self._asked: set[int] = set()
        self._refused: set[int] = set()

    async def ask(self, delivery: Delivery, under_way: Collection[Delivery]) -> None:
        """Return if the row may be sent now.

        Args:
            delivery: the claimed row.
            under_way: rows in progress, which are checked in the same query.

        Raises:
            NoLongerWanted: the row must not be sent as it was claimed.
            StorageError: the outbox can't be read.
        """
        came = self._begun
        if not self._known(delivery, came):
            async with self._turn:
                # A previous holder of the lock has asked for those that waited, too.
                if not self._known(delivery, came):
                    await self._ask_for([delivery, *under_way])
        if delivery.id in self._refused:
            raise NoLongerWanted(f"row {delivery.id} is not wanted any more as it was claimed")

    def _known(self, delivery: Delivery, came: int) -> bool:
        """Return whether the last answer holds for a row that came after so many questions.

        It does while it is fresh; and, however long it took, for who came before it was asked for:
        an own question would have been answered no sooner.
        """
        fresh = self._answered > came or self._monotonic() < self._fresh_until
        return delivery.id in self._asked and fresh

    async def _ask_for(self, deliveries: Sequence[Delivery]) -> None:
        began = self._monotonic()
        self._begun += 1
        question = self._begun
        refused = await self._reconsider(deliveries)
        self._asked = {one.id for one in deliveries}
        self._refused = refused
        self._fresh_until = began + FRESH_SECONDS
        self._answered = question
