"""Checks, whenever a button is pressed, that the person is an owner of the bot."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from handlers.buttons import ButtonHandler, PressedAction, button_action, button_pattern
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.replies import answer_expired

OwnerHandler = Callable[
    [Update, KhabarContext, ChatContext, PressedAction], Coroutine[Any, Any, None]
]


def owner_button(kind: type[PressedAction], handler: OwnerHandler[PressedAction]) -> ButtonHandler:
    """Return a button handler for the owners of the bot; for anybody else the button has expired.

    `handler` is called with the decoded action, and only if an owner pressed the button.
    """

    async def checked(update: Update, context: KhabarContext) -> None:
        origin = await chat_context(update, context)
        user = update.effective_user
        if user is not None and user.id in context.services.owner_ids:
            await handler(update, context, origin, button_action(update, kind))
        else:
            await answer_expired(update, origin.translator)

    return button_pattern(kind), checked
