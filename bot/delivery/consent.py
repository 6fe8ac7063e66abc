"""Asking the outbox again, just before a request goes out, whether the post is still wanted.

Between the claim of a row and its slot in the limiter lie seconds, in which a reader may have
stopped, paused or muted, and been told that nothing more will come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.errors import KhabarError
from storage.outbox import Delivery


class Withheld(KhabarError):
    """This row is not to be sent as it was claimed."""


@dataclass(slots=True)
class _Batch:
    """Those who ask while an earlier question is being answered; the first asks for all."""

    deliveries: list[Delivery] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    refused: set[int] | None = None


class Consent:
    """One query at a time, for everybody who has asked by then.

    Args:
        reconsider: the ids of those rows that are not to be sent any more.
    """

    def __init__(self, reconsider: Callable[[Sequence[Delivery]], Awaitable[set[int]]]) -> None:
        self._reconsider = reconsider
        self._turn = asyncio.Lock()
        self._gathering = _Batch()

    async def ask(self, delivery: Delivery) -> None:
        """Return at once before the request.

        Raises:
            Withheld: it is not to be sent as it was claimed.
            StorageError: the outbox can't be asked.
        """
        refused = None
        # Without an answer the one who asked for all has given up: ask again.
        while refused is None:
            batch = self._gathering
            batch.deliveries.append(delivery)
            if len(batch.deliveries) == 1:
                await self._answer(batch)
            else:
                await batch.answered.wait()
            refused = batch.refused
        if delivery.id in refused:
            raise Withheld(f"row {delivery.id} is not wanted any more as it was claimed")

    async def _answer(self, batch: _Batch) -> None:
        try:
            async with self._turn:
                self._gathering = _Batch()
                batch.refused = await self._reconsider(batch.deliveries)
        finally:
            if self._gathering is batch:
                self._gathering = _Batch()
            batch.answered.set()
