"""`/channels`: the administrators' desk in the private chat, every press checked anew."""

import contextlib

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.arabic.normalize import clean
from bot.posts.desk_actions import DeskList, DeskOpen, DeskPage, DeskSet, DeskTag, DeskWord
from handlers.context import KhabarContext, button_action, chat_context
from handlers.desk.access import administered, administrators_now, log_action, require_admin
from handlers.desk.chat_list import list_page
from handlers.desk.options import ITEMS, answer, chosen, keep
from handlers.desk.pages import PAGE_OF
from handlers.desk.show_page import show
from handlers.desk.tags_and_keywords import FOLLOWED, MUTED
from handlers.reader.add_links import adding_buttons
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send, reply
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat


async def channels(update: Update, context: KhabarContext) -> None:
    """The chats that the person administers now."""
    await _show_list(update, context, 0)


async def turn_list(update: Update, context: KhabarContext) -> None:
    """Another page of them, in place."""
    await _show_list(update, context, button_action(update, DeskList).offset)


async def _show_list(update: Update, context: KhabarContext, offset: int) -> None:
    place = await chat_context(update, context)
    person, here = update.effective_user, update.effective_chat
    if person is None or here is None or here.type != ChatType.PRIVATE:
        text = place.translator.html("The desk is open in a private chat with the bot only.")
        if update.callback_query is None:
            await reply(context, place, text)
        else:
            await answer_callback(update.callback_query, text)
        return
    chats = await administered(context, person.id)
    adding = adding_buttons(context.bot.username, place.translator)
    await edit_or_send(update, context, place, *list_page(chats, offset, adding, place.translator))


async def open_page(update: Update, context: KhabarContext) -> None:
    """A page of one chat's desk, in place."""
    action = button_action(update, DeskOpen)
    who = await require_admin(update, context, action.chat_id)
    if who is None:
        return
    if action.page is DeskPage.MAIN:
        # Those who became administrators since are found by anybody's visit.
        await administrators_now(context.bot, context.services, who.chat)
        await _look_up_title(context, who.chat)
    await show(update, context, who, action.page, action.offset)


async def _look_up_title(context: KhabarContext, chat: Chat) -> None:
    """A chat that was renamed is called by its new name; of a channel nothing else tells it."""
    with contextlib.suppress(TelegramError):
        found = await context.bot.get_chat(chat.telegram_id)
        if found.title and found.title != chat.title:
            await context.store.desk.set_title(chat.telegram_id, found.title)


async def switch(update: Update, context: KhabarContext) -> None:
    """An item gets another answer."""
    action = button_action(update, DeskSet)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    settings = await context.store.desk.settings(who.chat.id)
    before = chosen(action.item, who.chat, settings, context.services.now())
    if not await keep(context, who.as_place, who.chat, action.item, choice=action.choice):
        await answer_expired(query, who.translator)
        return
    if action.choice != before:
        await log_action(context, who, action.item, str(action.choice))
    label = who.translator.gettext(ITEMS[action.item].label)
    told = answer(action.item, action.choice, who.translator)
    await answer_callback(
        query, who.translator.gettext("{item}: {answer}", item=label, answer=told)
    )
    await show(update, context, who, PAGE_OF[action.item])


async def tag(update: Update, context: KhabarContext) -> None:
    """A tag is followed, muted, or ordinary again."""
    action = button_action(update, DeskTag)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    found = await context.store.tags.get(action.tag_id)
    if found is None or action.state > MUTED:
        await answer_expired(query, who.translator)
        return
    subscriptions = context.store.subscriptions
    if action.state == FOLLOWED:
        change = await subscriptions.follow(who.chat.id, found.id)
    elif action.state == MUTED:
        change = await subscriptions.mute(who.chat.id, found.id)
    else:
        await subscriptions.unfollow(who.chat.id, found.id)
        change = await subscriptions.unmute(who.chat.id, found.id)
    if change is SubscriptionResult.TOO_MANY:
        text = who.translator.gettext("The list is full: leave another tag first.")
        await answer_callback(query, text, alert=True)
        return
    deed = {FOLLOWED: "follow", MUTED: "mute"}.get(action.state, "leave")
    await log_action(context, who, deed, clean(found.name))
    await show(update, context, who, DeskPage.TAGS, action.offset)


async def end_words(update: Update, context: KhabarContext) -> None:
    """Words are watched, followed or muted no more."""
    action = button_action(update, DeskWord)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    of_chat = await context.store.alerts.of_chat(who.chat.id)
    words = next((one.words for one in of_chat if one.id == action.alert_id), "")
    if await context.store.alerts.remove(who.chat.id, action.alert_id):
        await log_action(context, who, "end words", clean(words))
    await show(update, context, who, DeskPage.WORDS)
