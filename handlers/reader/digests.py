"""The numbers under a digest: each opens its entry in the same message, and back again."""

from telegram import Message, Update

from bot.posts.buttons import Rows
from bot.posts.entries import (
    beside_entry,
    beside_place,
    digest_again,
    entries_on,
    entry_page,
    part_again,
    places_on,
)
from bot.posts.reading_actions import CloseEntry, OpenEntry, OpenPlace, ShowPart
from handlers.context import ChatContext, KhabarContext, button_action, chat_context
from handlers.reader.articles import followed_ids
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.models import ArticleStatus


async def open_entry(update: Update, context: KhabarContext) -> None:
    """Show the summary in the digest's place."""
    action = button_action(update, OpenEntry)
    origin = await chat_context(update, context)
    entries = entries_on(_button_data(update)) or [action]
    rows = beside_entry(action, entries, origin.translator)
    await _open(update, context, origin, action.article_id, rows)


async def close_entry(update: Update, context: KhabarContext) -> None:
    """Show the digest again."""
    action = button_action(update, CloseEntry)
    origin = await chat_context(update, context)
    entries = entries_on(_button_data(update))
    articles = await context.store.articles.get([one.article_id for one in entries])
    post = digest_again(
        action, entries, {one.id: one for one in articles}, translator=origin.translator
    )
    if post is not None:
        await edit_or_send(update, context, origin, post.html, post.buttons)
    elif update.callback_query is not None:
        await answer_expired(update, origin.translator)


async def open_place(update: Update, context: KhabarContext) -> None:
    """Show the summary of an entry in the place of the digest's part."""
    action = button_action(update, OpenPlace)
    origin = await chat_context(update, context)
    query = update.callback_query
    if query is None:
        return
    places, roll = places_on(_button_data(update))
    if roll is None or not places or not 0 < action.place <= len(roll.entries):
        await answer_expired(update, origin.translator)
        return
    rows = beside_place(action, places, roll, origin.translator)
    await _open(update, context, origin, roll.entries[action.place - 1].article_id, rows)


async def show_part(update: Update, context: KhabarContext) -> None:
    """Turn to a part of a long digest, or from an entry back to its part."""
    action = button_action(update, ShowPart)
    origin = await chat_context(update, context)
    query = update.callback_query
    if query is None:
        return
    _, roll = places_on(_button_data(update))
    post = None
    if roll is not None:
        articles = await context.store.articles.get([one.article_id for one in roll.entries])
        by_id = {one.id: one for one in articles}
        post = part_again(action.part, roll, by_id, translator=origin.translator)
    if post is None:
        await answer_expired(update, origin.translator)
        return
    await edit_or_send(update, context, origin, post.html, post.buttons)


async def _open(
    update: Update, context: KhabarContext, origin: ChatContext, article_id: int, rows: Rows
) -> None:
    query = update.callback_query
    if query is None:
        return
    found = await context.store.articles.get([article_id])
    if not found or found[0].status in {ArticleStatus.HELD, ArticleStatus.WITHDRAWN}:
        text = origin.translator.gettext("This article is no longer available.")
        await answer_callback(update, text)
        return
    post = entry_page(
        found[0],
        rows,
        translator=origin.translator,
        kind=origin.kind,
        zone_name=context.services.zone_name,
        following=frozenset(await followed_ids(context, origin)),
    )
    await edit_or_send(update, context, origin, post.html, post.buttons)


def _button_data(update: Update) -> list[object]:
    """What the message's buttons say; nothing where Telegram no longer shows it to the bot."""
    message = update.callback_query.message if update.callback_query else None
    if not isinstance(message, Message) or message.reply_markup is None:
        return []
    return [button.callback_data for row in message.reply_markup.inline_keyboard for button in row]
