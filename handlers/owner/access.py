"""Checks that a button was pressed by an owner of the bot."""

from telegram import Update

from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.replies import answer_expired


def is_owner(update: Update, context: KhabarContext) -> bool:
    """Whether the one behind the update runs this bot; asked at each use of a button."""
    user = update.effective_user
    return user is not None and user.id in context.services.owner_ids


async def require_owner(update: Update, context: KhabarContext) -> ChatContext | None:
    """The place of a press by an owner; anybody else is answered as for a button of no use."""
    origin = await chat_context(update, context)
    if is_owner(update, context):
        return origin
    await answer_expired(update, origin.translator)
    return None
