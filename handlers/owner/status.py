"""`/status`: words that several chats lately searched for in vain."""

from telegram import Update

from bot.i18n import Translator
from bot.posts.limits import Piece
from handlers.context import KhabarContext, chat_context
from handlers.owner.lists import isolated_excerpt
from handlers.ui.replies import edit_or_send
from storage.search import FruitlessWord

MAX_WORDS = 20
_MAX_LETTERS = 40


async def status(update: Update, context: KhabarContext) -> None:
    """What was sought in vain of late by several chats."""
    origin = await chat_context(update, context)
    words = await context.store.fruitless_words.most_sought(MAX_WORDS)
    await edit_or_send(update, context, origin, fruitless_list(words, origin.translator), ())


def fruitless_list(words: list[FruitlessWord], translator: Translator) -> str:
    """The words that nothing was found for as HTML, those that most chats sought first."""
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
