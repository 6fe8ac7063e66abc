"""Hands an update to a bot as its inbox does, and tells how that ended."""

import asyncio
import json
import logging
import resource
import time
from typing import Any

from bot.telegram.attempt import CURRENT, Attempt
from bot.telegram.handle_update import UpdateHandling, received
from tests.handlers.offstage import Offstage
from tests.measured_process import Outcome

# A press is waited for by its button; nothing else may take longer either.
HANG_SECONDS = 10.0
# What many thousand answers leave in caches that have bounds.
MEGABYTES = 100.0


def handled(stage: Offstage, update: dict[str, Any]) -> Outcome:
    """Store an update's form and run its handlers.

    One that is no update is refused before it is stored; of any other, also an error in the log is
    an escape.
    """
    before = _megabytes()
    began = time.process_time()
    escape = ""
    try:
        stage.next_update()
        # As it comes from the network.
        data = json.loads(json.dumps(update | {"update_id": stage.number}))
        kept = received(data, stage.application.bot)
        if kept is not None:
            stage.loop.run_until_complete(_handle(stage, kept.payload))
            escape = _told(stage)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        escape = f"{type(error).__name__}: {error}"
    return Outcome(time.process_time() - began, _megabytes() - before, escape, MEGABYTES)


async def _handle(stage: Offstage, payload: str) -> None:
    CURRENT.set(Attempt(number=3, last=True))
    async with asyncio.timeout(HANG_SECONDS):
        await UpdateHandling(stage.application)(payload)


def _told(stage: Offstage) -> str:
    loud = [one for one in stage.heard.records if one.levelno >= logging.ERROR]
    return logging.Formatter().format(loud[0]) if loud else ""


def _megabytes() -> float:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
