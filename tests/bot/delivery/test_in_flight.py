"""What is under way: which rows, each of them once."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.in_flight import InFlight
from bot.delivery.outage import FAILURES_IN_A_ROW, DoubtWaits
from bot.delivery.recheck_before_send import RecheckBeforeSend
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.result_buffer import ResultBuffer
from bot.delivery.sending.calls import Begin
from bot.types import Post
from storage.outbox import Delivery, Outbox
from tests.bot.delivery.sending.test_sender import NOW, ROW, TEXT
from tests.databases import migrated
from tests.waiting import until

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


class Broken:
    """A sender with a fault of its own, before its request or after it has begun."""

    def __init__(self, *, begins: bool) -> None:
        self.begins = begins

    async def probe(self) -> bool:
        return True

    async def deliver(self, delivery: Delivery, post: Post, begin: Begin) -> Outcome:
        if self.begins:
            await begin()
        raise LookupError(delivery.id)


@pytest.mark.parametrize("begins", [False, True])
async def test_faults_of_this_program_are_no_outage_of_telegrams(
    tmp_path: Path, begins: bool
) -> None:
    """However many come in a row; what was not begun is in doubt nowhere."""
    dispatch = InFlight(
        Broken(begins=begins), RecheckBeforeSend(nobody_objects, time.monotonic), lambda: None
    )
    rows = range(1, 2 * FAILURES_IN_A_ROW)
    for number in rows:
        dispatch.start(replace(ROW, id=number, chat_id=number, telegram_id=number), TEXT)
    await until(lambda: dispatch.ended == len(rows))
    database = await migrated(tmp_path / "khabar.db")
    results = ResultBuffer(
        Outbox(database), now=lambda: NOW, chance=float, monotonic=float, waits=DoubtWaits()
    )
    ended = dispatch.take()
    results.add_outcomes(ended)
    await database.close()
    in_doubt = {isinstance(one, Outcome) and one.action for _, one in ended}
    assert in_doubt == {FailureAction.OWN_FAULT_IN_DOUBT if begins else FailureAction.OWN_FAULT}
    assert not results.outage.on
    assert not results.outage.unsure
