"""The numbers under a digest: each opens its entry in the same message, and back again."""

from telegram import Message, Update

from bot.posts.entries import digest_again, entries_on, entry_page
from bot.posts.reading_actions import CloseEntry, OpenEntry
from handlers.browse import followed_ids
from handlers.context import KhabarContext, place_of, pressed
from handlers.replies import notice, outdated, turn
from storage.models import ArticleStatus


async def open_entry(update: Update, context: KhabarContext) -> None:
    """Show the summary in the digest's place."""
    action = pressed(update, OpenEntry)
    place = await place_of(update, context)
    query = update.callback_query
    found = await context.store.articles.get([action.article_id])
    if query is None:
        return
    if not found or found[0].status in {ArticleStatus.HELD, ArticleStatus.WITHDRAWN}:
        text = place.translator.gettext("This article is no longer available.")
        await notice(query, text)
        return
    post = entry_page(
        found[0],
        action,
        _entries(update) or [action],
        translator=place.translator,
        kind=place.kind,
        zone_name=context.services.zone_name,
        following=frozenset(await followed_ids(context, place)),
    )
    await turn(update, context, place, post.html, post.buttons)


async def close_entry(update: Update, context: KhabarContext) -> None:
    """Show the digest again."""
    action = pressed(update, CloseEntry)
    place = await place_of(update, context)
    entries = _entries(update)
    articles = await context.store.articles.get([one.article_id for one in entries])
    post = digest_again(
        action, entries, {one.id: one for one in articles}, translator=place.translator
    )
    if post is not None:
        await turn(update, context, place, post.html, post.buttons)
    elif update.callback_query is not None:
        await outdated(update.callback_query, place.translator)


def _entries(update: Update) -> list[OpenEntry]:
    """Those on the buttons of the message; none where Telegram no longer shows it to the bot."""
    message = update.callback_query.message if update.callback_query else None
    if not isinstance(message, Message) or message.reply_markup is None:
        return []
    return entries_on(
        button.callback_data for row in message.reply_markup.inline_keyboard for button in row
    )
