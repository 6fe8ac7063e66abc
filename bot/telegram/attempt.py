"""Holds the current attempt to handle an update in a context variable."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Attempt:
    """One attempt; `failed` is set by the error handler where another one is worth while.

    `last` says that there is no further one.
    """

    number: int
    last: bool
    failed: bool = False
    answered: bool = False


CURRENT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def current() -> Attempt | None:
    """The attempt of this task; None outside the inbox."""
    return CURRENT.get()
