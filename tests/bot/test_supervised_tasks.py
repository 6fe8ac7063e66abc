"""A task that lasts as long as the bot goes on after whatever breaks it off."""

import asyncio

import pytest

from bot.supervised_tasks import supervise


class Work:
    """Breaks off so many times, then goes on until it is ended."""

    def __init__(self, breaks: int) -> None:
        self.breaks = breaks
        self.begun = 0
        self.well = asyncio.Event()
        self.end = asyncio.Event()

    async def __call__(self) -> None:
        self.begun += 1
        if self.begun <= self.breaks:
            raise ValueError("ما كتبه قارئ")
        self.well.set()
        await self.end.wait()


async def test_whatever_breaks_off_begins_again_and_is_logged_without_anybodys_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work(breaks=3)
    task = supervise("receive updates", work, first_pause=0.001)
    async with asyncio.timeout(60):
        await work.well.wait()
    assert work.begun == 4
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3
    assert all("receive updates" in one and "ValueError" in one for one in said)
    assert "قارئ" not in caplog.text
    work.end.set()
    await task


async def test_who_owns_it_ends_it() -> None:
    """Also in the pause before it begins again."""
    work = Work(breaks=1)
    task = supervise("clock", work, first_pause=3600)
    while not work.begun:  # noqa: ASYNC110 - it begins by itself
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert work.begun == 1
