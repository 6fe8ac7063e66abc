"""`/latest`: the newest articles in pages, and one of them as a post."""

from telegram import Update

from bot.posts.reading_actions import ShowArticle, ShowPage
from handlers.context import KhabarContext, place_of, pressed
from handlers.reader.articles import show_article, show_latest, show_mine


async def latest(update: Update, context: KhabarContext) -> None:
    """The first page."""
    await show_latest(update, context, await place_of(update, context), 0)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Another page, in place."""
    offset = pressed(update, ShowPage).offset
    await show_latest(update, context, await place_of(update, context), offset)


async def turn_mine(update: Update, context: KhabarContext) -> None:
    """A page of what the chat's choice would have brought lately."""
    offset = pressed(update, ShowPage).offset
    await show_mine(update, context, await place_of(update, context), offset)


async def open_article(update: Update, context: KhabarContext) -> None:
    """A number under any list was pressed."""
    article_id = pressed(update, ShowArticle).article_id
    await show_article(update, context, await place_of(update, context), article_id)
