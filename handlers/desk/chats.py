"""Answers `/channels`: the list of channels and groups that a person administers."""

from collections.abc import Sequence

from telegram import Update
from telegram.constants import ChatType

from bot.i18n import Translator
from bot.posts.actions.desk import DeskList
from bot.posts.actions.desk_choices import DeskPage
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import pager_row
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.buttons import button_action
from handlers.context import KhabarContext, chat_context
from handlers.desk.access import administered_chats, link_if_admin
from handlers.desk.pages.navigation import page_button
from handlers.reader.add_links import add_bot_buttons
from handlers.ui.formatting import chat_name
from handlers.ui.pagination import clamp_offset
from handlers.ui.replies import answer_callback, edit_or_send, reply
from storage.models import Chat

PAGE_SIZE = 8


async def channels(update: Update, context: KhabarContext) -> None:
    """`/channels`: list the chats that the person administers now."""
    await _show_list(update, context, 0)


async def turn_list(update: Update, context: KhabarContext) -> None:
    """Show another page of the list in place."""
    await _show_list(update, context, button_action(update, DeskList).offset)


async def _show_list(update: Update, context: KhabarContext, offset: int) -> None:
    origin = await chat_context(update, context)
    person, here = update.effective_user, update.effective_chat
    if person is None or here is None or here.type != ChatType.PRIVATE:
        text = origin.translator.html("The desk is open in a private chat with the bot only.")
        if update.callback_query is None:
            await _link_writer(update, context, origin.telegram_id)
            await reply(context, origin, text)
        else:
            await answer_callback(update, text)
        return
    chats = await administered_chats(context, person.id)
    adding = add_bot_buttons(context.bot.username, origin.translator)
    await edit_or_send(
        update, context, origin, *list_page(chats, offset, adding, origin.translator)
    )


async def _link_writer(update: Update, context: KhabarContext, telegram_id: int) -> None:
    """Put a group on the list of the administrator who writes there under their own name.

    Nothing else tells of one who became it after the bot was added, as by a transfer.
    """
    message, person = update.message, update.effective_user
    chat = await context.store.chats.known(telegram_id)
    if message is None or person is None or message.sender_chat is not None or chat is None:
        return
    await link_if_admin(context, chat, person.id)


def list_page(
    chats: Sequence[Chat], offset: int, adding: Rows, translator: Translator
) -> tuple[str, Rows]:
    """Lay out a page of the chats that a person administers, with the links that add the bot."""
    if not chats:
        text = translator.html(
            "<b>Your channels and groups</b>\n"
            "None yet. Add the bot with one of the buttons below: to a channel as an "
            "administrator who may post, to a group as a member; then it is listed here.\n"
            "If it is there already, forward a post of the channel to it, or send /channels in the "
            "group."
        )
        return text, adding
    offset = clamp_offset(offset, len(chats), PAGE_SIZE)
    rows: list[tuple[Button, ...]] = []
    for chat in chats[offset : offset + PAGE_SIZE]:
        sign = "🟢" if chat.active else "⚪️"
        label = f"{sign} {shortened(chat_name(chat, translator), MAX_LABEL)}"
        rows.append((page_button(chat, DeskPage.MAIN, label),))
    turning = pager_row(
        DeskList, offset=offset, total=len(chats), size=PAGE_SIZE, translator=translator
    )
    text = translator.nhtml(
        "<b>Your channels and groups</b>\nYou administer {n} that the bot is in.",
        "<b>Your channels and groups</b>\nYou administer {n} that the bot is in.",
        len(chats),
    )
    return text, tuple(row for row in (*rows, turning, *adding) if row)
