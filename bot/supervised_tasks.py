"""Restarts the tasks that last as long as the bot after errors that nobody expected.

Nobody awaits such a task before the end: what it raised would be seen by nobody, and what it did be
done no more.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.backoff import Backoff
from bot.logs import describe_error

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LAST_PAUSE_SECONDS = 60.0


def supervise(
    name: str,
    work: Callable[[], Awaitable[None]],
    *,
    first_pause: float = FIRST_PAUSE_SECONDS,
) -> "asyncio.Task[None]":
    """Begin a task that ends when `work` returns or it is cancelled; the caller owns it.

    After an error that `work` did not expect it begins again, in a while: twice as long after each
    that comes sooner than `LAST_PAUSE_SECONDS` after the one before.

    Args:
        name: of the task, for the log.
        work: what is to be done; it starts anew from whatever state it has left.
        first_pause: seconds before it begins again for the first time.
    """
    return asyncio.create_task(_supervised(name, work, first_pause), name=name)


async def _supervised(name: str, work: Callable[[], Awaitable[None]], first_pause: float) -> None:
    clock = asyncio.get_running_loop().time
    backoff = Backoff(first_pause, LAST_PAUSE_SECONDS)
    while True:
        begun = clock()
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the task goes on
            if clock() - begun > LAST_PAUSE_SECONDS:
                backoff.succeeded()
            pause = backoff.failed()
            log.error("'%s' broke off, goes on in %.0f s: %s", name, pause, describe_error(error))  # noqa: TRY400 - its words may be a reader's
            await asyncio.sleep(pause)
        else:
            return
