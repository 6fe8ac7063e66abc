"""Holds the current attempt to handle an update in a context variable."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Attempt:
    """One attempt to handle an update; the error handler sets `failed` to request a retry.

    `last` is true if there is no further attempt.
    """

    number: int
    last: bool
    failed: bool = False
    answered: bool = False


CURRENT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def current() -> Attempt | None:
    """Return the attempt of the current task; None outside the inbox."""
    return CURRENT.get()
