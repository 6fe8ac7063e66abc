"""Finds or creates the row of the chat or topic that an update came from."""

from handlers.context import ChatContext, KhabarContext
from storage.models import Chat, InactiveReason


def chat_or_default(origin: ChatContext) -> Chat:
    """Return the stored chat, or one with the default settings; nothing is stored."""
    return origin.chat or Chat(
        id=0,
        telegram_id=origin.telegram_id,
        thread_id=origin.thread_id,
        kind=origin.kind,
        title=origin.title,
        language=origin.language,
        zone_name=origin.home_zone,
        active=False,
        inactive_reason=InactiveReason.NEVER_STARTED,
    )


async def get_or_create_chat(origin: ChatContext, context: KhabarContext) -> Chat:
    """Return the stored chat; where there is none, create one without subscribing it.

    For typed commands only. A button creates nothing (`handlers.ui.guards.require_known_chat`):
    it may be from before `/forget`.
    """
    if origin.chat is not None:
        return origin.chat
    return await context.store.chats.add(
        origin.telegram_id,
        kind=origin.kind,
        title=origin.title,
        language=origin.language,
        zone_name=origin.home_zone,
        now=context.services.now(),
        thread_id=origin.thread_id,
        subscribe=False,
    )


async def join_chat(
    context: KhabarContext,
    origin: ChatContext,
    *,
    language: str | None = None,
    only_followed: bool = False,
) -> Chat:
    """Subscribe the chat or topic.

    Args:
        context: the context of the update.
        origin: the chat or topic.
        language: stored with a new row; by default the language of `origin`.
        only_followed: whether it gets only what it follows, not what its settings say.
    """
    return await context.store.chats.add(
        origin.telegram_id,
        kind=origin.kind,
        title=origin.title,
        language=language or origin.language,
        zone_name=origin.home_zone,
        now=context.services.now(),
        thread_id=origin.thread_id,
        only_followed=only_followed,
    )
