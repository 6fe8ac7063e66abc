"""Tells administrators that the bot can no longer post in a chat, or can again in a topic."""

import logging
from collections.abc import Callable

from telegram import Update
from telegram.ext import ExtBot

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.buttons import Rows
from bot.posts.shortening import shortened
from bot.telegram.private_chats import NotSent, send_private
from handlers.chat_rows import join_chat
from handlers.context import KhabarContext, Services, chat_context
from handlers.desk.admin_messages import remember_unreachable
from handlers.desk.pages.navigation import desk_button
from handlers.desk.proposals import update_proposals
from handlers.ui.formatting import chat_name
from storage.errors import StorageError
from storage.models import Chat, ChatKind, InactiveReason

log = logging.getLogger(__name__)

# What is said in a language: HTML, and the buttons below it.
AdminMessage = Callable[[Translator], tuple[str, Rows]]
# Of the posts that wait for a lost chat; the page of posts lists more.
MAX_LISTED = 5
MAX_TITLE = 120


async def topic_reopened(update: Update, context: KhabarContext) -> None:
    """Resume a topic that was closed, and tell the administrators."""
    origin = await chat_context(update, context)
    chat = origin.chat
    if chat is None or chat.active or chat.inactive_reason is not InactiveReason.TOPIC_CLOSED:
        return
    await join_chat(context, origin)

    def message(translator: Translator) -> tuple[str, Rows]:
        text = translator.html(
            "✅ The topic <b>{title}</b> is open again, and the news goes on there.",
            title=chat_name(chat, translator),
        )
        return text, ((desk_button(chat, translator),),)

    await _tell_admins(context.bot, context.services, chat, message)


def topics_off_message(chat: Chat) -> AdminMessage:
    """Say which of a forum's topics goes on without topics."""

    def message(translator: Translator) -> tuple[str, Rows]:
        text = translator.html(
            "⚠️ Your group has turned its topics off, so each post comes there once, as chosen for "
            "<b>{title}</b>. The settings of its other topics are kept for 30 days.",
            title=chat_name(chat, translator),
        )
        return text, ((desk_button(chat, translator),),)

    return message


async def announce_loss(
    bot: ExtBot[None], services: Services, chat: Chat, *, actor_id: int = 0
) -> None:
    """Tell the administrators of a chat that has removed the bot what is kept and what waits.

    Args:
        bot: sends the messages.
        services: the services.
        chat: the lost chat.
        actor_id: the person who removed the bot, and is not told.
    """
    await refresh_proposals(bot, services, chat)
    message = await loss_message(services, chat, InactiveReason.KICKED)
    await _tell_admins(bot, services, chat, message, except_id=actor_id)


async def loss_message(services: Services, chat: Chat, reason: InactiveReason) -> AdminMessage:
    """Say why a chat was lost, what is kept and which posts wait."""
    waiting = await services.store.scheduled_posts.planned(chat.id, MAX_LISTED)
    titles = [isolate(shortened(clean(planned.title), MAX_TITLE)) for planned in waiting]

    def message(translator: Translator) -> tuple[str, Rows]:
        title = chat_name(chat, translator)
        rows: Rows = ()
        if reason.of_topic:
            text = translator.html(
                "⚠️ The topic takes no posts any more: <b>{title}</b>. It was closed or deleted; "
                "its settings are kept. When it is open again, the news goes on by itself.",
                title=title,
            )
            rows = ((desk_button(chat, translator),),)
        elif reason is InactiveReason.NO_RIGHTS:
            text = _without_rights(chat, translator)
            rows = ((desk_button(chat, translator),),)
        else:
            text = translator.html(
                "⚠️ The bot can no longer post in <b>{title}</b>. Its settings are kept for 30 "
                "days; add it again and the news goes on.",
                title=title,
            )
        if titles:
            text += "\n" + translator.html("Until then these wait:")
        text += "".join("\n• " + translator.html("{text}", text=headline) for headline in titles)
        return text, rows

    return message


def _without_rights(chat: Chat, translator: Translator) -> str:
    """Say what brings the news back to a chat in which the bot still is."""
    title = chat_name(chat, translator)
    if chat.kind is ChatKind.GROUP:
        return translator.html(
            "⚠️ Your group <b>{title}</b> has let the bot write nothing for days, so no news is "
            "sent there. Its settings are kept for 30 days: make the bot an administrator there, "
            "or send /start there once everybody may write, and the news goes on.",
            title=title,
        )
    return translator.html(
        "⚠️ The bot may no longer post in <b>{title}</b>. Its settings are kept for 30 days; give "
        "it the right to post messages and the news goes on.",
        title=title,
    )


async def refresh_proposals(bot: ExtBot[None], services: Services, chat: Chat) -> None:
    """Update the proposals of approved articles that have not been sent to the chat yet."""
    for approval in await services.store.approvals.approved_unsent(chat.id, MAX_LISTED):
        await update_proposals(bot, services, approval)


async def _tell_admins(
    bot: ExtBot[None],
    services: Services,
    chat: Chat,
    message: AdminMessage,
    *,
    except_id: int = 0,
) -> None:
    """Write to each administrator linked with the chat whose private chat with the bot is known."""
    administrators = [
        known
        for person_id in await services.store.administrators.people_of(chat.id)
        if person_id != except_id and (known := await services.store.chats.get(person_id))
    ]
    not_sent: dict[int, NotSent] = {}
    for person in administrators:
        text, rows = message(services.catalogues.translator(person.language))
        what = f"message about chat {chat.id}"
        sent = await send_private(bot, person.telegram_id, text, rows, what=what)
        if isinstance(sent, NotSent):
            not_sent[person.telegram_id] = sent
    # Once everybody is told: a fault here would keep it from those who come after.
    # And an attempt more would tell everybody again, for what is no more than a hint.
    try:
        for person_id, failure in not_sent.items():
            await remember_unreachable(services, person_id, failure)
    except StorageError as error:
        log.warning("who can't be written to of chat %d is not stored: %s", chat.id, error)
