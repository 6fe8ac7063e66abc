"""Answers `/search` and plain words with pages of articles; a link shows its article."""

from telegram import Update

from bot.arabic.greetings import is_greeting
from bot.arabic.normalize import clean
from bot.posts.actions.reading import ShowPage
from bot.text.urls import MAX_URL
from handlers.buttons import button_action
from handlers.chat_rows import get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import (
    article_linked_in,
    is_link,
    show_article,
    show_article_at_link,
    with_schemes,
    without_links,
)
from handlers.reader.commands_in_words import command_in_words
from handlers.reader.search_results import show_found, show_search
from handlers.ui import prompts
from handlers.ui.replies import notify, reply
from storage.channels.prompts import PendingPrompt, PromptPurpose


async def search(update: Update, context: KhabarContext) -> None:
    """`/search words`: show what is found; without words say how to use it."""
    text = " ".join(context.args or ())
    if clean(text):
        await _search(update, context, text)
        return
    origin = await chat_context(update, context)
    chat = await get_or_create_chat(origin, context)
    html = origin.translator.html(
        "What are you looking for?\n“…” finds an exact phrase, -word leaves a word out."
    )
    await prompts.ask(
        update, context, origin, html, PendingPrompt(chat.id, PromptPurpose.SEARCH, 0)
    )


async def receive_answer(
    update: Update, context: KhabarContext, origin: ChatContext, prompt: PendingPrompt, text: str
) -> bool:
    """Search for the words that were asked for; false where there are none."""
    del origin, prompt
    if text:
        await _search(update, context, text)
    return bool(text)


async def search_message(update: Update, context: KhabarContext) -> None:
    """Search for the words of a message in a private chat that is no command.

    A greeting or thanks is answered with what can be written here, and a command in plain words
    as one.
    """
    text = (update.message and update.message.text) or ""
    meant = command_in_words(context, text)
    if meant is not None:
        await meant(update, context)
        return
    if not is_greeting(text):
        await _search(update, context, text)
        return
    origin = await chat_context(update, context)
    answer = origin.translator.html(
        "You are welcome here.\n"
        "Write a word or a name to find its news, or a hashtag such as #economy. /latest shows the "
        "latest news, /tags what it is about, and /help what else there is."
    )
    await reply(context, origin, answer)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Show another page of what was found, in place."""
    action = button_action(update, ShowPage)
    origin = await chat_context(update, context)
    text = await context.store.saved_searches.words(origin.telegram_id, action.key)
    if text is None:
        await notify(
            update,
            context,
            origin,
            origin.translator.gettext("This search is too old. Please write it again."),
        )
        return
    await show_found(update, context, origin, text, query_id=action.key, offset=action.offset)


async def _search(update: Update, context: KhabarContext, text: str) -> None:
    origin = await chat_context(update, context)
    whole = with_schemes(text, context.services.site_url)
    address = clean(whole)[:MAX_URL]
    if is_link(address):
        await show_article_at_link(update, context, origin, address)
        return
    linked = await article_linked_in(context, text)
    if linked is not None:
        await show_article(update, context, origin, linked)
        return
    await show_search(update, context, origin, without_links(whole))
