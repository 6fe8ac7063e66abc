"""Waits for what happens elsewhere and rings no bell."""

import asyncio
from collections.abc import Callable

# Long only where something is wrong: a crowded machine must not fail a right program.
PATIENCE_SECONDS = 60.0


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again, until it holds.

    Raises:
        TimeoutError: it did not.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
