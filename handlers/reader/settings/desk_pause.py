"""Tells a pause that the desk of a group has begun from one that has an end of its own."""

from datetime import datetime

from handlers.context import KhabarContext
from handlers.reader.settings.options import is_paused
from storage.models import Chat


async def paused_by_desk(context: KhabarContext, chat: Chat, at: datetime | None = None) -> bool:
    """Return whether the chat is paused at a moment, until somebody ends that by hand.

    Its `paused_until` is then no moment to be told. Without `at`, the moment is now.

    Raises:
        StorageError: the database can't be read.
    """
    if not is_paused(chat, at or context.services.now()):
        return False
    return (await context.store.channel_settings.get(chat.id)).paused_since is not None
