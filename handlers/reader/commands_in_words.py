"""Understands readers who write what they want of the bot where others send a command."""

import re

from telegram import Update

from bot.arabic.normalize import fold
from bot.i18n import LANGUAGES, mark
from handlers.context import Handler, KhabarContext, chat_context
from handlers.reader import articles, start
from handlers.reader import help as help_command
from handlers.reader.settings import show as settings
from handlers.ui.replies import reply

_SEPARATOR = re.compile("[,،]")
_LONGEST = 40


async def _how_to_stop(update: Update, context: KhabarContext) -> None:
    """Say how the news is ended: who only searches for the word does not want that."""
    origin = await chat_context(update, context)
    text = origin.translator.html(
        "Should no more news come? Send /stop. To search for the word write it behind /search."
    )
    await reply(context, origin, text)


# What is written, in any spelling, and what answers it. Words that news is searched by stand only
# where whoever wants them ended would be lost without an answer.
_COMMANDS: dict[str, Handler] = {
    mark("stop, stop it, unsubscribe, cancel subscription"): _how_to_stop,
    mark("start, begin"): start.start,
    mark("latest, latest news, what is new"): articles.latest,
    mark("settings, preferences"): settings.settings,
    mark("help, commands, how does this work"): help_command.show_help,
}


def command_in_words(context: KhabarContext, text: str) -> Handler | None:
    """Return what answers a text that means a command and nothing else; None for any other one."""
    if len(text) > _LONGEST:
        return None
    written = _folded(text)
    for language in LANGUAGES:
        translator = context.services.catalogues.translator(language)
        for phrases, answer in _COMMANDS.items():
            if written in map(_folded, _SEPARATOR.split(translator.gettext(phrases))):
                return answer
    return None


def _folded(text: str) -> str:
    return fold(" ".join(text.split())).strip(" .!؟?")
