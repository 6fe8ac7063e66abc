"""What is under way: which rows, each of them once."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.delivery.in_flight import InFlight
from bot.delivery.recheck_before_send import RecheckBeforeSend
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.calls import Begin
from bot.types import Post
from storage.outbox import Delivery
from tests.bot.delivery.sending.test_sender import ROW, TEXT

OUTCOME = Outcome(FailureAction.RETRY, "later")


class Gate:
    """A sender whose posts all wait until it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    async def probe(self) -> bool:
        return True

    async def deliver(self, delivery: Delivery, post: Post, begin: Begin) -> Outcome:
        await begin()
        await self.opened.wait()
        return OUTCOME


async def nobody_objects(_deliveries: Sequence[Delivery]) -> set[int]:
    return set()


async def test_a_row_is_counted_once_from_its_beginning_until_its_outcome_is_taken() -> None:
    """Waiting behind another in its chat, under way, and in the moment between outcome and end."""
    gate = Gate()
    dispatch = InFlight(gate, RecheckBeforeSend(nobody_objects, time.monotonic), lambda: None)
    dispatch.start(ROW, TEXT)
    dispatch.start(replace(ROW, id=2), TEXT)
    dispatch.start(replace(ROW, id=3, chat_id=2, telegram_id=-1002), TEXT)
    gate.opened.set()
    ended: list[int] = []
    async with asyncio.timeout(40):
        while len(ended) < 3:
            assert dispatch.rows() == {1, 2, 3} - set(ended)
            assert len(dispatch) == 3 - len(ended)
            if ended or dispatch.ended > 1:
                ended += [delivery.id for delivery, _ in dispatch.take()]
            await asyncio.sleep(0)
