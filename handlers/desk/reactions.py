"""Stores how many reactions the posts of a channel have."""

from telegram import Update

from handlers.context import KhabarContext


async def count_reactions(update: Update, context: KhabarContext) -> None:
    """Keep the number of a post's reactions, whatever they are.

    Telegram tells it of channels, in whose posts reactions are anonymous, to administrators.
    https://core.telegram.org/bots/api#messagereactioncountupdated
    """
    changed = update.message_reaction_count
    if changed is not None:
        total = sum(reaction.total_count for reaction in changed.reactions)
        await context.store.reactions.note(changed.chat.id, changed.message_id, total)
