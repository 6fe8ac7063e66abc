"""Has a further attempt at an update begin with the handlers that failed, not with the first ones.

An update goes through a group of handlers after the other. Where a later group fails, what the
earlier ones have done and said must not be done and said again.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from bot.telegram.attempt import told_once
from bot.telegram.handle_update import AnyApplication

_Callback = Callable[[Any, Any], Coroutine[Any, Any, Any]]


def resume_where_it_failed(application: AnyApplication) -> None:
    """Have each group that has ended well pass over the update in later attempts.

    To be called once, when all handlers are registered.
    """
    for group, handlers in application.handlers.items():
        for handler in handlers:
            handler.callback = _passed_over_later(f"group {group}", handler.callback)


def _passed_over_later(step: str, callback: _Callback) -> _Callback:
    async def handle(update: object, context: object) -> None:
        await told_once(step, lambda: callback(update, context))

    return handle
