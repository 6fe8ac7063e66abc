"""Holds the current attempt to handle an update, and what attempts at it have done so far.

An attempt that fails, or that a stop or a crash cuts off, is made again from the beginning, and
would find its own changes: who has just joined would be known already. So a step with an effect is
done once for each update, and a later attempt gets what came of it.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar, cast

from bot.telegram.acknowledge_press import Press

log = logging.getLogger(__name__)

StepResult = TypeVar("StepResult", bound=str | int | None)


async def _kept_nowhere(_: str) -> None:
    """Do nothing: there is no later attempt."""


@dataclass(slots=True)
class Attempt:
    """One attempt to handle an update; the error handler sets `failed` to request a retry.

    `last` is true if there is no further attempt; `wait` is how long to wait at least before it;
    `press` says whether the press that is handled has been answered. `steps` are what this and
    earlier attempts have done, by name, with what came of each; `keep` stores them.
    """

    number: int
    last: bool
    failed: bool = False
    wait: timedelta = timedelta(0)
    press: Press = field(default_factory=Press)
    steps: dict[str, str | int | None] = field(default_factory=dict)
    keep: Callable[[str], Awaitable[None]] = _kept_nowhere

    @property
    def written_steps(self) -> str:
        """The steps as they are stored; empty if there are none."""
        return json.dumps(self.steps, ensure_ascii=False) if self.steps else ""


CURRENT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def current() -> Attempt | None:
    """Return the attempt of the current task; None outside the inbox."""
    return CURRENT.get()


def steps_of(written: str) -> dict[str, str | int | None]:
    """Read steps as `Attempt.written_steps` gives them; none where that can't be read."""
    try:
        return dict(json.loads(written)) if written else {}
    except (ValueError, TypeError):
        log.warning("what earlier attempts have done can't be read, all of it is done again")
        return {}


async def once(step: str, change: Callable[[], Awaitable[StepResult]]) -> StepResult:
    """Make a change once for the current update; return what came of it, in later attempts too.

    What came of it is stored at once. It stands in the inbox until the update is handled, so it
    holds no words of readers. A crash may come between the change and that note, so what an answer
    says of how things were before is a step of its own, in front of the change.

    Args:
        step: its name, one for each change that the update's handlers may make.
        change: makes it; not called if an earlier attempt has.

    Raises:
        StorageError: the change was made and will not be again, but this attempt has failed.
    """
    attempt = CURRENT.get()
    if attempt is None:
        return await change()
    if step not in attempt.steps:
        attempt.steps[step] = await change()
        await attempt.keep(attempt.written_steps)
    return cast("StepResult", attempt.steps[step])


def has_done(step: str) -> bool:
    """Return whether the current update has made a change already: what was found then has changed.

    Args:
        step: the name by which the change goes through `once`.
    """
    attempt = CURRENT.get()
    return attempt is not None and step in attempt.steps


def came_of(step: str) -> str | int | None:
    """Return what came of a step of the current update; None where it was not done.

    Args:
        step: the name by which the step goes through `once`.
    """
    attempt = CURRENT.get()
    return attempt.steps.get(step) if attempt is not None else None


async def told_once(step: str, tell: Callable[[], Awaitable[object]]) -> None:
    """Tell something once for the current update, though what follows it fails.

    That it was told is stored when the attempt fails or is cut off by a stop; after a crash it may
    be told twice.

    Args:
        step: its name, one for each message that the update's handlers may send.
        tell: sends it; not called if an earlier attempt has sent it.
    """
    attempt = CURRENT.get()
    if attempt is None or step not in attempt.steps:
        await tell()
    if attempt is not None:
        attempt.steps[step] = None
