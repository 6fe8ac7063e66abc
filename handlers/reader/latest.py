"""`/latest`: the newest articles in pages, and one of them as a post."""

from telegram import Update

from bot.posts.reading_actions import ShowArticle, ShowPage
from handlers.context import KhabarContext, button_action, chat_context
from handlers.reader.articles import show_article, show_latest, show_mine


async def latest(update: Update, context: KhabarContext) -> None:
    """The first page."""
    await show_latest(update, context, await chat_context(update, context), 0)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Another page, in place."""
    offset = button_action(update, ShowPage).offset
    await show_latest(update, context, await chat_context(update, context), offset)


async def turn_mine(update: Update, context: KhabarContext) -> None:
    """A page of what the chat's choice would have brought lately."""
    offset = button_action(update, ShowPage).offset
    await show_mine(update, context, await chat_context(update, context), offset)


async def open_article(update: Update, context: KhabarContext) -> None:
    """A number under any list was pressed."""
    article_id = button_action(update, ShowArticle).article_id
    await show_article(update, context, await chat_context(update, context), article_id)
