"""Answers `/help`, `/about`, and unknown commands, messages and buttons."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.replies import answer_callback, answer_expired, reply
from storage.models import ChatKind

# Telegram's bound for a command's name.
MAX_COMMAND: Final = 32
# A slip in some five letters, such as "serch" or "lastest".
SIMILARITY: Final = 0.8


async def show_help(update: Update, context: KhabarContext) -> None:
    """`/help`: list the commands."""
    origin = await chat_context(update, context)
    text = origin.translator.html(
        "<b>What Khabar does</b>\n"
        "/latest – the latest news\n"
        "/search <i>words</i> – search the news\n"
        "/tag <i>name</i> – the news of a tag\n"
        "/tags – the tags of recent news\n"
        "/subscriptions – what you follow\n"
        "/alert <i>words</i> – be alerted to words\n"
        "/mute <i>words</i> – be spared news with certain words\n"
        "/settings – what reaches you, and how\n"
        "/language – Arabic or English\n"
        "/start – receive the news\n"
        "/stop – stop receiving it\n"
        "/privacy – what is stored about you\n"
        "/export – all of it as a file\n"
        "/forget – erase it\n"
        "/about – about this bot"
    )
    if origin.kind is ChatKind.PRIVATE:
        text += "\n" + await _admin_commands(update, context, origin)
        text += "\n\n" + origin.translator.html(
            "Here you need no command: write words to search, or a hashtag to see its news."
        )
    await reply(context, origin, text)


async def _admin_commands(update: Update, context: KhabarContext, origin: ChatContext) -> str:
    """Return the commands of the desk, all of them for somebody who administers a chat."""
    person = update.effective_user
    linked = await context.store.administrators.chats_of(person.id) if person else []
    if not linked:
        return origin.translator.html("/channels – the news in a channel or group of yours")
    return origin.translator.html(
        "\n<b>For your channels and groups</b>\n"
        "/channels – what they get, when and how\n"
        "/post <i>words or link</i> – post an article by hand\n"
        "/stats – the week in numbers"
    )


async def about(update: Update, context: KhabarContext) -> None:
    """`/about`: say whose news this is and how it is made."""
    origin = await chat_context(update, context)
    services = context.services
    text = origin.translator.html(
        "<b>Khabar</b> brings you the news of {site}.\n"
        "Each post has a summary made of sentences of the article itself, the photo with its "
        "caption and credit, and a link to the full article.\n"
        "{url}",
        site=services.site_name,
        url=services.site_url,
    )
    await reply(context, origin, text)


async def unknown_command(
    update: Update, context: KhabarContext, *, known: Collection[str]
) -> None:
    """Answer an unknown command in a private chat, and offer a `known` one with a similar name."""
    origin = await chat_context(update, context)
    words = ((update.message and update.message.text) or "").split()
    written = words[0].lstrip("/") if words else ""
    near = get_close_matches(written[:MAX_COMMAND].lower(), known, n=1, cutoff=SIMILARITY)
    text = origin.translator.html("There is no such command. /help shows what there is.")
    if near:
        text += "\n" + origin.translator.html("Perhaps /{command} was meant.", command=near[0])
    await reply(context, origin, text)


async def other_message(update: Update, context: KhabarContext) -> None:
    """Answer a message without text in a private chat."""
    origin = await chat_context(update, context)
    text = origin.translator.html("Only text can be searched for: write a word, or press /help.")
    await reply(context, origin, text)


async def unknown_button(update: Update, context: KhabarContext) -> None:
    """Answer a button that no handler knows: it is outdated, or its data was forged."""
    origin = await chat_context(update, context)
    await answer_expired(update, origin.translator)


async def inline_message_button(update: Update, context: KhabarContext) -> None:
    """Answer a button under a message sent by an inline query, where no button of the bot works.

    Raises:
        ApplicationHandlerStop: it was one, and no other handler is asked.
    """
    if update.callback_query is None or update.effective_chat is not None:
        return
    await answer_expired(update, context.services.catalogues.translator(""))
    raise ApplicationHandlerStop


async def ignore_button(update: Update, context: KhabarContext) -> None:
    """Answer a button that only shows something, such as the number of a page."""
    del context
    await answer_callback(update)
