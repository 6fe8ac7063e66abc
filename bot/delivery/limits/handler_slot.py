"""Lets a handler's task give up its slot among the running handlers while it waits."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandlerSlot:
    """The slot of the current task.

    Args:
        pause: gives the slot up, so that another handler may begin.
        resume: takes it again.
    """

    pause: Callable[[], None]
    resume: Callable[[], None]

    def hold(self) -> None:
        """Make this the slot of the current task and of all its calls."""
        _SLOT.set(self)


_SLOT: ContextVar[HandlerSlot | None] = ContextVar("slot", default=None)


@contextlib.contextmanager
def slot_given_up() -> Iterator[None]:
    """Give the slot of the current task up within this block; without one do nothing."""
    slot = _SLOT.get()
    if slot is None:
        yield
        return
    slot.pause()
    try:
        yield
    finally:
        slot.resume()
