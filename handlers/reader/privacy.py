"""Answers `/privacy`, `/export` and `/forget`: shows, exports and erases a chat's data."""

import json
import logging

from telegram import Update
from telegram.error import Forbidden

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Forget, Menu, OpenMenu
from bot.telegram.attempt import once, told_once
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.guards import deny_if_not_admin
from handlers.ui.replies import edit_or_send, reply
from storage.models import ChatKind

log = logging.getLogger(__name__)


async def privacy(update: Update, context: KhabarContext) -> None:
    """`/privacy`: say what is stored, for how long, and how to erase it."""
    origin = await chat_context(update, context)
    text = origin.translator.html(
        "<b>What is stored</b>\n"
        "This chat's number and name, its settings, the tags and words it follows or has "
        "muted, which posts were sent here in the last days (for 30 days those that failed), and "
        "what was searched for here within 30 days, for the pages of its results.\n"
        "What you write or press is kept until it is answered, for seconds as a rule; of that "
        "nothing stays but, for two days, that there was something from this number (14 days "
        "where it could not be answered). Words that three chats or more have sought in vain are "
        "counted for 30 days, without anything about who sought them. The log holds numbers of "
        "chats, no names and no words. Nothing is given to anybody.\n"
        "After /stop it is all erased in 30 days; /export gives it to you as "
        "a file, /forget erases it at once.\n"
        "Copies against loss hold the same until newer ones take their place; only the account "
        "under which the bot runs can read them, and what is erased here goes from them then."
    )
    text += "\n" + origin.translator.html(
        "Of those who administer channels and groups: which ones, and by name what they changed "
        "there."
    )
    await reply(context, origin, text)


async def forget(update: Update, context: KhabarContext) -> None:
    """`/forget`: ask for confirmation, because it can't be undone."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    translator = origin.translator
    if origin.thread_id or (update.effective_chat and update.effective_chat.is_forum):
        # Each topic has settings of its own, so that «here» could mean the topic alone.
        text = translator.html(
            "<b>Erase everything stored about the group and all its topics?</b>\n"
            "Settings and followed tags go, and no more news will come to any topic. This can't "
            "be undone. To end the news in one topic, send /stop there."
        )
    else:
        text = translator.html(
            "<b>Erase everything stored about this chat?</b>\n"
            "Settings and followed tags go, and no more news will come. This can't be undone."
        )
    rows = (
        (Button(translator.gettext("Yes, erase it"), data=encode(Forget())),),
        (Button(translator.gettext("No, keep it"), data=encode(OpenMenu(Menu.MAIN))),),
    )
    await reply(context, origin, text, rows)


async def confirm(update: Update, context: KhabarContext) -> None:
    """Erase what is stored about the chat; this press last, since an attempt may fail before."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    store, telegram_id, press = context.store, origin.telegram_id, update.update_id
    # A further attempt finds no chat that would say so.
    language = await once("language", lambda: _language(origin))
    # Nor does it erase what has begun anew since.
    await once("erase", lambda: store.erase(telegram_id, asked_by=press))
    text = context.services.catalogues.translator(language).html(
        "It is erased: nothing about this chat is stored any more. /start begins anew."
    )
    await told_once("erased", lambda: edit_or_send(update, context, origin, text))
    await store.erase_update(press)


async def _language(origin: ChatContext) -> str:
    return origin.language


async def export(update: Update, context: KhabarContext) -> None:
    """`/export`: send what is stored about the chat as a JSON file, only to whoever asks."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    kept = await context.store.export.of(origin.telegram_id)
    if not kept:
        text = origin.translator.html("Nothing about this chat is stored.")
        await reply(context, origin, text)
        return
    receiver = origin.telegram_id if origin.kind is ChatKind.PRIVATE else _asker(update)
    if receiver is None:
        text = origin.translator.html(
            "The file goes to your private chat: write /export here under your own name."
        )
        await reply(context, origin, text)
        return
    try:
        await context.bot.send_document(
            receiver,
            json.dumps(kept, ensure_ascii=False, indent=2).encode(),
            filename="khabar.json",
            caption=origin.translator.gettext("Everything stored about this chat."),
        )
    except Forbidden:
        log.info("an export could not be sent: its receiver has not started the bot")
        text = origin.translator.html(
            "The file goes to your private chat: open the bot, press START, and write /export "
            "here again."
        )
        await reply(context, origin, text)


def _asker(update: Update) -> int | None:
    """Return the person who asks; None for one who writes in the name of a chat."""
    message = update.effective_message
    user = update.effective_user
    if user is None or (message is not None and message.sender_chat is not None):
        return None
    return user.id
