"""Signs of life: how late the loop is, and whether somebody still answers."""

import asyncio
import time

from bot.vital_signs import Contact, LoopWatch


def test_a_contact_is_well_until_its_patience_is_over() -> None:
    """Failures within it count for nothing; then the last one is the reason."""
    now = [0.0]
    contact = Contact(60, lambda: now[0])
    assert not contact.health.ok
    contact.failed("no route")
    assert contact.health.reason == "no route"
    contact.answered()
    now[0] = 60
    contact.failed("timed out")
    assert contact.health.ok
    now[0] = 61
    assert (contact.health.age_seconds, contact.health.reason) == (61, "timed out")
    contact.answered()
    now[0] = 200
    assert contact.health.reason == "it has not answered for long"


async def test_a_loop_that_is_held_up_is_late() -> None:
    lags: list[float] = []
    beats: list[None] = []
    watch = LoopWatch(lags.append, lambda: beats.append(None))
    task = asyncio.create_task(watch.run())
    await asyncio.sleep(0.1)
    time.sleep(0.9)  # noqa: ASYNC251 - this is what is to be noticed
    await asyncio.sleep(0.1)
    assert watch.worst_seconds >= 0.4
    await asyncio.sleep(0.6)
    assert len(lags) == len(beats) >= 2
    assert watch.worst_seconds >= 0.4
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
