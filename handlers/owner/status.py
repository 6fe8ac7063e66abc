"""Answers `/status`: how the bot is doing, what waits, what several chats searched for in vain."""

from datetime import datetime

from telegram import Update

from bot.i18n import Translator
from bot.posts.actions.owner import ClearStep, ClearWaiting
from bot.posts.shortening import Piece
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.owner.lists import isolated_excerpt
from handlers.owner.overview import audience_chart, overview
from handlers.owner.waiting_posts import MAX_LISTED, ask, drop, waiting_list
from handlers.ui.replies import edit_or_send
from handlers.ui.send_chart import send_chart
from storage.chats.audience import Audience
from storage.search import FruitlessWord

MAX_LISTED_WORDS = 20
_MAX_LETTERS = 40


async def status(update: Update, context: KhabarContext) -> None:
    """Show how the bot is doing, as text and as a picture of its audience."""
    origin = await chat_context(update, context)
    services = context.services
    now = services.now()
    audience = await context.store.audiences.at(now)
    await _show(update, context, origin, audience, now)
    drawn = audience_chart(audience, services.site_name, services.zone_name, origin.translator, now)
    await send_chart(context, origin, drawn, silent=True)


async def clear_waiting(
    update: Update, context: KhabarContext, origin: ChatContext, action: ClearWaiting
) -> None:
    """Ask for confirmation; at the second press drop the article's posts that are not sent yet."""
    if action.step is ClearStep.ASK and await ask(update, context, origin, action.article_id):
        return
    if action.step is ClearStep.DROP:
        await drop(update, context, origin, action.article_id)
    await show_status(update, context, origin)


async def show_status(update: Update, context: KhabarContext, origin: ChatContext) -> None:
    """Show the page in place of the message whose button was pressed."""
    now = context.services.now()
    await _show(update, context, origin, await context.store.audiences.at(now), now)


async def _show(
    update: Update, context: KhabarContext, origin: ChatContext, audience: Audience, now: datetime
) -> None:
    services, store = context.services, context.store
    doing = overview(
        await store.feeds.all(services.feed_urls),
        await store.activities.at(now, services.zone_name),
        audience,
        origin.translator,
        now,
    )
    words = await store.fruitless_words.most_sought(MAX_LISTED_WORDS)
    waiting = await store.outbox.waiting_articles(MAX_LISTED)
    html, rows = waiting_list(waiting, origin.translator, now)
    sections = (doing, html, fruitless_list(words, origin.translator))
    await edit_or_send(update, context, origin, "\n\n".join(filter(None, sections)), rows)


def fruitless_list(words: list[FruitlessWord], translator: Translator) -> str:
    """List the words that nothing was found for as HTML, those that most chats searched first."""
    if not words:
        return translator.html("No word was sought in vain by several chats of late.")
    lines = [
        translator.html(
            "<b>Sought in vain</b>\n"
            "No article holds these words, and at least three chats have sought each. They are "
            "counted without any name and forgotten after 30 days."
        )
    ]
    for found in words:
        word = Piece.plain(isolated_excerpt(found.word, _MAX_LETTERS)).html
        chats = translator.nhtml("{n} chat", "{n} chats", found.chats)
        lines.append(f"{word}: {chats}")
    return "\n".join(lines)
