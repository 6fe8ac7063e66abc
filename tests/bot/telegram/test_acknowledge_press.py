"""Presses answered in time: each once, none after its handler, nobody's many before others'."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.error import BadRequest, NetworkError

from bot.telegram.acknowledge_press import AT_ONCE, MOST_WAITING_OF_ONE, PressAcknowledger
from tests.waiting import until


def pressed(number: int) -> str:
    return json.dumps({"update_id": number, "callback_query": {"id": str(number)}})


class Telegram:
    """Takes answers, and fails for those in `refusals`."""

    def __init__(self) -> None:
        self.answered: list[str] = []
        self.refusals: dict[str, Exception] = {}

    async def answer(self, query_id: str) -> None:
        self.answered.append(query_id)
        if query_id in self.refusals:
            raise self.refusals[query_id]


@asynccontextmanager
async def answering(telegram: Telegram) -> AsyncIterator[PressAcknowledger]:
    presses = PressAcknowledger(telegram.answer)
    presses.start()
    try:
        yield presses
    finally:
        await presses.stop()


async def test_what_its_handler_has_answered_is_left_alone() -> None:
    telegram = Telegram()
    async with answering(telegram) as presses:
        for number in range(3):
            presses.received(number, sender=number, payload=pressed(number))
        presses.begun(1, 1, pressed(1)).answered = True
        presses.done(2)
        await until(lambda: telegram.answered == ["0"])
        await asyncio.sleep(0.2)
    assert telegram.answered == ["0"]


async def test_a_refused_answer_ends_no_other() -> None:
    telegram = Telegram()
    faults = [BadRequest("Query is too old"), NetworkError("gone"), ValueError("odd")]
    telegram.refusals = {str(number): faults[number % 3] for number in range(3 * AT_ONCE)}
    last = 3 * AT_ONCE
    async with answering(telegram) as presses:
        for number in range(last + 1):
            presses.received(number, sender=number, payload=pressed(number))
        await until(lambda: str(last) in telegram.answered)


async def test_whoever_presses_without_end_waits_for_the_turn_of_each_press() -> None:
    telegram = Telegram()
    many = MOST_WAITING_OF_ONE * 3
    async with answering(telegram) as presses:
        for number in range(many):
            presses.received(number, sender=1, payload=pressed(number))
        presses.received(many, sender=2, payload=pressed(many))
        await until(lambda: str(many) in telegram.answered)
        await asyncio.sleep(0.1)
        assert len(telegram.answered) == MOST_WAITING_OF_ONE + 1
        presses.begun(many - 1, 1, pressed(many - 1))
        await until(lambda: str(many - 1) in telegram.answered)
        for number in range(many + 1):
            presses.done(number)
        assert not len(presses)


async def test_updates_that_are_no_press_are_ignored() -> None:
    telegram = Telegram()
    odd = ["", "[]", "3", "null", "{", '{"callback_query": 3}', '{"callback_query": {}}']
    async with answering(telegram) as presses:
        for number, payload in enumerate(odd):
            presses.received(number, sender=1, payload=payload)
            assert not presses.begun(number, 1, payload).answered
        assert not len(presses)
        await asyncio.sleep(0.7)
    assert not telegram.answered
