"""Checks before a handler acts that the sender may act, and that what a button names exists."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.i18n import mark
from handlers.buttons import ButtonHandler, PressedAction, button_action, button_pattern
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.permissions import Permission, settings_permission
from handlers.ui.replies import notify
from storage.models import Chat, ChatKind, StoredArticle, Tag

SettingsHandler = Callable[
    [Update, KhabarContext, ChatContext, Chat, PressedAction], Coroutine[Any, Any, None]
]
_DENIALS = {
    Permission.NO_ADMIN: mark("Only this group's administrators can change its settings."),
    Permission.AS_CHANNEL: mark(
        "Only this group's administrators can change its settings. Write under your own name, not "
        "a channel's."
    ),
    Permission.UNKNOWN: mark(
        "Telegram does not tell who administers this group. Make the bot an administrator, then "
        "try again."
    ),
}
_NO_POSTER = mark("Only who may post in this channel can change its settings.")


def settings_button(
    kind: type[PressedAction], handler: SettingsHandler[PressedAction]
) -> ButtonHandler:
    """Return a button handler that changes what is stored about the chat in which it is pressed.

    `handler` is called with the chat and the decoded action, and only if the person may change
    the chat's settings and something is stored about the chat or topic.
    """

    async def checked(update: Update, context: KhabarContext) -> None:
        origin = await chat_context(update, context)
        if await deny_settings(update, context, origin):
            return
        chat = await require_known_chat(update, context, origin)
        if chat is not None:
            await handler(update, context, origin, chat, button_action(update, kind))

    return button_pattern(kind), checked


async def deny_if_not_admin(update: Update, context: KhabarContext, origin: ChatContext) -> bool:
    """Return whether the sender may not change this chat's settings, and tell the sender so."""
    permission = await settings_permission(update, context, origin)
    if permission is Permission.GRANTED:
        return False
    said = _DENIALS[permission]
    if origin.kind is ChatKind.CHANNEL and permission is Permission.NO_ADMIN:
        said = _NO_POSTER
    await notify(update, context, origin, origin.translator.gettext(said))
    return True


async def deny_settings(update: Update, context: KhabarContext, origin: ChatContext) -> bool:
    """Return whether a press may not change or show settings, and tell the sender why.

    Beside who presses it is where: the settings of another topic are not meant.
    """
    if await deny_if_not_admin(update, context, origin):
        return True
    if origin.topic_known:
        return False
    text = origin.translator.gettext(
        "Telegram no longer says which topic this is. Send /settings in the topic."
    )
    await notify(update, context, origin, text)
    return True


async def require_known_chat(
    update: Update, context: KhabarContext, origin: ChatContext
) -> Chat | None:
    """Return the chat's row; where nothing is stored about it, None, and tell the sender.

    A button stores nothing about a chat that was erased or never asked for anything.
    """
    if origin.chat is None:
        text = origin.translator.gettext(
            "Nothing is stored about this chat. Send /start to begin anew."
        )
        await notify(update, context, origin, text)
    return origin.chat


async def require_tag(
    update: Update, context: KhabarContext, origin: ChatContext, tag_id: int
) -> Tag | None:
    """Return the tag that a button names; where it no longer exists, None, and tell the sender."""
    tag = await context.store.tags.get(tag_id)
    if tag is None:
        text = origin.translator.gettext("This tag no longer exists.")
        await notify(update, context, origin, text)
    return tag


async def require_article(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    article_id: int,
) -> StoredArticle | None:
    """Return the article that a button names; where it is not public, None, and tell the sender."""
    found = next(iter(await context.store.articles.public([article_id])), None)
    if found is None:
        await answer_unavailable(update, context, origin)
    return found


async def answer_unavailable(update: Update, context: KhabarContext, origin: ChatContext) -> None:
    """Tell the sender that the article can no longer be shown."""
    text = origin.translator.gettext("This article is no longer available.")
    await notify(update, context, origin, text)
