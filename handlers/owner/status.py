"""Answers `/status`: what waits to be sent, what several chats searched for in vain."""

from telegram import Update

from bot.i18n import Translator
from bot.posts.limits import Piece
from bot.posts.owner_actions import ClearStep, ClearWaiting
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.owner.lists import isolated_excerpt
from handlers.owner.waiting_posts import MAX_LISTED, ask, drop, waiting_list
from handlers.ui.replies import edit_or_send
from storage.search import FruitlessWord

MAX_WORDS = 20
_MAX_LETTERS = 40


async def status(update: Update, context: KhabarContext) -> None:
    """Show what waits to be sent, and what several chats searched for in vain of late."""
    await show_status(update, context, await chat_context(update, context))


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
    words = await context.store.fruitless_words.most_sought(MAX_WORDS)
    waiting = await context.store.outbox.waiting_articles(MAX_LISTED)
    html, rows = waiting_list(waiting, origin.translator, context.services.now())
    sections = (html, fruitless_list(words, origin.translator))
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
