"""A leader that can't reach Telegram gives its lead to another instance, if there is one."""

import logging
from datetime import timedelta
from typing import cast

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TimedOut

from bot.composition.hand_over import HandOver, Reach, reachable
from bot.leader.leadership import Leadership
from bot.telegram.connection import CONTACT_PATIENCE_SECONDS
from bot.vital_signs import Contact
from storage.errors import StorageError


class Newsroom:
    """An instance on a clock of the test's: whom it hands its lead to, and how often."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.other = "two"
        self.epoch: int | None = 1
        self.given = 0
        self.reached = False
        self.telegram = Contact(CONTACT_PATIENCE_SECONDS, self.clock)
        self.lead = Leadership(
            self.renew, failures=StorageError, lease=timedelta(seconds=6), clock=self.clock
        )
        self.hand_over = HandOver(
            self.lead, Reach(self.telegram, self.reachable), self.give, clock=self.clock
        )

    def clock(self) -> float:
        return self.moment

    async def renew(self) -> int | None:
        return self.epoch

    async def reachable(self) -> bool:
        return self.reached

    async def give(self) -> str:
        self.given += 1
        return self.other

    async def after(self, seconds: float) -> None:
        self.moment += seconds
        await self.lead.look()
        await self.hand_over.look()


async def test_a_leader_that_never_reached_telegram_gives_its_lead_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After as long as failures count for nothing; a line says to whom."""
    one = Newsroom()
    await one.after(0)
    await one.after(CONTACT_PATIENCE_SECONDS - 1)
    assert "handed" not in caplog.text
    with caplog.at_level(logging.ERROR):
        await one.after(2)
    assert one.given == 1
    assert "the lead is handed to two" in caplog.text


async def test_who_reaches_telegram_leads_on() -> None:
    one = Newsroom()
    for _ in range(20):
        one.telegram.answered()
        await one.after(CONTACT_PATIENCE_SECONDS / 2)
    one.telegram.failed("getUpdates failed")
    await one.after(1)
    assert not one.given


async def test_each_leader_has_its_time(caplog: pytest.LogCaptureFixture) -> None:
    """Who got the lead just now is not judged by what went before; alone, it leads on."""
    one = Newsroom()
    one.epoch = None
    await one.after(9 * CONTACT_PATIENCE_SECONDS)
    one.epoch, one.other = 4, ""
    await one.after(1)
    await one.after(CONTACT_PATIENCE_SECONDS / 2)
    assert not one.given
    await one.after(CONTACT_PATIENCE_SECONDS)
    assert one.given
    assert "handed" not in caplog.text


async def test_a_leader_whom_telegram_answers_leads_on_although_no_updates_come() -> None:
    """A second copy or a refused webhook keeps updates away, and posts go out all the same."""
    one = Newsroom()
    one.reached = True
    await one.after(0)
    given = []
    for reached in (True, True, True, False):
        one.reached = reached
        await one.after(CONTACT_PATIENCE_SECONDS + 1)
        given.append(one.given)
    assert given == [0, 0, 0, 1]


class Answering:
    """A bot whose question is answered in one way."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    async def get_me(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "answers"),
    [
        (None, True),
        (BadRequest("Not found"), True),
        (Conflict("another copy"), True),
        (Forbidden("never heard of"), True),
        (TimedOut(), False),
        (NetworkError("no route"), False),
        (RuntimeError("not initialized"), False),
        (AttributeError("'bool' object has no attribute 'copy'"), False),
    ],
)
async def test_a_refusal_is_an_answer_and_silence_is_none(
    error: Exception | None, *, answers: bool
) -> None:
    """The library counts a refused request among the faults of the network.

    On an answer that is JSON, and no user, it fails as it happens.
    """
    assert await reachable(cast("Bot", Answering(error))) is answers
