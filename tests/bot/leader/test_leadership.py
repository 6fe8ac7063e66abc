"""Who leads is decided by the database's word; without one, by the time that it gave."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.leader.leadership import Leadership
from bot.leader.state import LeadChange, LeadState, after_silence, after_word, change
from bot.leader.while_leading import SOLE_INSTANCE, while_waiting
from storage.errors import DatabaseUnreachable, StorageError

LEADS = LeadState(epoch=7, certain_until=5.0)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (LeadState(), after_word(7, 5.0), LeadChange.GAINED),
        (LeadState(), after_word(None, 5.0), LeadChange.NONE),
        (LEADS, after_word(7, 6.0), LeadChange.NONE),
        (LEADS, after_word(None, 6.0), LeadChange.LOST),
        # It was another's for a while.
        (LEADS, after_word(9, 6.0), LeadChange.GAINED),
        (LEADS, after_silence(LEADS, 4.9), LeadChange.NONE),
        (LEADS, after_silence(LEADS, 5.0), LeadChange.CUT_OFF),
        (LeadState(), after_silence(LeadState(), 99.0), LeadChange.NONE),
    ],
)
def test_each_word_of_the_database_changes_what_it_should(
    before: LeadState, after: LeadState, changed: LeadChange
) -> None:
    assert change(before, after) is changed


def test_who_was_cut_off_goes_on_when_nobody_has_taken_over() -> None:
    """And is not told again and again that the database is silent."""
    cut_off = after_silence(LEADS, 5.0)
    assert change(cut_off, after_silence(cut_off, 6.0)) is LeadChange.NONE
    assert change(cut_off, after_word(7, 12.0)) is LeadChange.BACK


class Words:
    """Answers with what a test says: an epoch, None, or an error."""

    def __init__(self) -> None:
        self.next: int | StorageError | None = None

    async def __call__(self) -> int | None:
        if isinstance(self.next, StorageError):
            raise self.next
        return self.next


async def test_a_leader_leads_no_longer_than_the_database_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also when the clock jumps over a freeze; one line says so, and one that it goes on."""
    caplog.set_level(logging.INFO, "bot.leader.leadership")
    moment, words = 0.0, Words()
    lead = Leadership(
        words, failures=StorageError, lease=timedelta(seconds=5), clock=lambda: moment
    )
    await lead.look()
    assert not lead.leading
    words.next = 3
    await lead.look()
    assert lead.leading
    moment = 5.0
    assert not lead.leading
    words.next = DatabaseUnreachable("the connection was lost")
    for _ in range(3):
        await lead.look()
    assert lead.epoch == 3
    words.next = 3
    await lead.look()
    assert lead.leading
    words.next = None
    await lead.look()
    assert (lead.leading, lead.epoch) == (False, -1)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 4
    assert "the connection was lost" in said[1]


async def test_what_a_leader_does_begins_and_ends_with_its_lead() -> None:
    words = Words()
    lead = Leadership(words, failures=StorageError)
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.Event().wait()

    async def in_turn() -> None:
        await lead.gained()
        await while_waiting(lead.lost(), work())

    running = asyncio.create_task(in_turn())
    await asyncio.sleep(0)
    assert not began.is_set()
    words.next = 1
    await lead.look()
    async with asyncio.timeout(60):
        await began.wait()
        words.next = None
        await lead.look()
        await running


async def test_what_was_begun_in_an_earlier_lead_stays_of_that_lead() -> None:
    """Also where it was lost and regained within one look; its tasks, too."""
    words = Words()
    lead = Leadership(words, failures=StorageError)
    words.next = 5
    await lead.look()
    ended = asyncio.create_task(lead.lost())

    async def epoch_later() -> int:
        words.next = 7
        await lead.look()
        return lead.epoch

    with lead.bound():
        later = asyncio.create_task(epoch_later())
        assert lead.epoch == 5
    assert await later == 5
    assert lead.epoch == 7
    async with asyncio.timeout(60):
        await ended
    with lead.bound():
        assert lead.epoch == 7


async def test_the_only_instance_leads_without_asking() -> None:
    await SOLE_INSTANCE.gained()
    assert SOLE_INSTANCE.leading
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await SOLE_INSTANCE.lost()


async def test_whoever_was_cut_off_ends_what_another_leader_may_do_by_now() -> None:
    """Polling, of which two at once would end each other; and takes over nobody's updates."""
    moment, words = 0.0, Words()
    lead = Leadership(
        words, failures=StorageError, lease=timedelta(seconds=5), clock=lambda: moment
    )
    words.next = 3
    await lead.look()
    assert not lead.steady
    moment = 4.0
    await lead.look()
    moment = 5.0
    assert lead.steady
    await lead.certain()
    polling = asyncio.create_task(while_waiting(lead.uncertain(), asyncio.Event().wait()))
    await asyncio.sleep(0)
    moment = 9.0
    words.next = DatabaseUnreachable("the connection was lost")
    await lead.look()
    async with asyncio.timeout(60):
        await polling
    assert not lead.steady
    words.next = 3
    await lead.look()
    async with asyncio.timeout(60):
        await lead.certain()
    assert not lead.steady


async def test_who_hears_that_another_has_left_asks_at_once() -> None:
    """An hour before he would have asked again."""
    words = Words()
    lead = Leadership(words, failures=StorageError, every=timedelta(hours=1))
    running = asyncio.create_task(lead.run())
    await asyncio.sleep(0)
    words.next = 3
    lead.hurry()
    async with asyncio.timeout(60):
        await lead.gained()
    running.cancel()
