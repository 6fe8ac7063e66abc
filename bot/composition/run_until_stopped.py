"""Runs work until it ends or the bot is told to stop."""

import asyncio
from collections.abc import Awaitable


async def run_until_stopped(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Run `work` until it ends or `stop` is set; return whether it ended by itself.

    Raises:
        Exception: whatever the work raised.
    """
    working = asyncio.ensure_future(work)
    waiting = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait([waiting, working], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        return working.done()
    finally:
        for task in (waiting, working):
            task.cancel()
        await asyncio.gather(waiting, working, return_exceptions=True)
