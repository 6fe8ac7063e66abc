"""Work that is given up when the bot is to stop."""

import asyncio
from collections.abc import Awaitable


async def run_until_stopped(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Do the work, or give it up when `stop` is set; whether it was done.

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
