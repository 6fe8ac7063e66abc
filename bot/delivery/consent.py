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
    """Those who ask while an earlier question is being answered: one query serves them all."""

    deliveries: list[Delivery] = field(default_factory=list)
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
        batch = self._gathering
        batch.deliveries.append(delivery)
        async with self._turn:
            # The first of a batch whose turn it is asks for the others; cancelled, the next does.
            if batch.refused is None:
                if self._gathering is batch:
                    self._gathering = _Batch()
                batch.refused = await self._reconsider(batch.deliveries)
        if delivery.id in batch.refused:
            raise Withheld(f"row {delivery.id} is not wanted any more as it was claimed")
