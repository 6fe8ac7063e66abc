"""Holds the current attempt to handle an update in a context variable."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from bot.telegram.acknowledge_press import Press


@dataclass(slots=True)
class Attempt:
    """One attempt to handle an update; the error handler sets `failed` to request a retry.

    `last` is true if there is no further attempt; `press` says whether the press that is handled
    has been answered.
    """

    number: int
    last: bool
    failed: bool = False
    press: Press = field(default_factory=Press)


CURRENT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def current() -> Attempt | None:
    """Return the attempt of the current task; None outside the inbox."""
    return CURRENT.get()
