"""Background publishing: first soon, then steadily, until cancelled."""

import asyncio
from datetime import timedelta

import pytest

from sandbox.newsroom import Newsroom, publish_forever


async def test_first_soon_then_one_each_interval(newsroom: Newsroom) -> None:
    """The first article comes after `first_after`, each further one after `every`."""
    pauses: list[float] = []
    enough = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            enough.set()
            await asyncio.Event().wait()

    before = len(newsroom.everything())
    task = asyncio.create_task(
        publish_forever(
            newsroom, timedelta(minutes=1), first_after=timedelta(seconds=3), sleep=sleep
        )
    )
    await enough.wait()
    assert pauses == [3, 60, 60, 60]
    assert len(newsroom.everything()) == before + 3
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_interval_must_be_positive(newsroom: Newsroom) -> None:
    """Without pause the loop would never let go."""
    with pytest.raises(ValueError, match="positive"):
        await publish_forever(newsroom, timedelta(0))
