"""Matches pressed buttons by the kind of action that their callback data holds."""

from collections.abc import Callable
from typing import TypeVar

from telegram import Update

from bot.posts.actions.encoding import decode
from handlers.context import Handler

# Which button data a handler takes, and the handler.
ButtonHandler = tuple[Callable[[object], bool], Handler]
PressedAction = TypeVar("PressedAction")


def button_pattern(kind: type[PressedAction], **wanted: object) -> Callable[[object], bool]:
    """Return a filter for buttons whose decoded action is of this kind with these field values."""

    def matches(data: object) -> bool:
        action = decode(data) if isinstance(data, str) else None
        return isinstance(action, kind) and all(
            getattr(action, name) == value for name, value in wanted.items()
        )

    return matches


def button_action(update: Update, kind: type[PressedAction]) -> PressedAction:
    """Return the decoded action of the pressed button.

    Raises:
        TypeError: it is of another kind than the handler's pattern checked.
    """
    action = decode(update.callback_query.data) if update.callback_query else None
    if not isinstance(action, kind):
        raise TypeError(f"{kind.__name__} was expected")
    return action
