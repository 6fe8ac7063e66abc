"""Lists the articles that wait to be sent, and drops one of them at an owner's second press."""

from datetime import datetime

from telegram import Update

from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import ClearStep, ClearWaiting
from bot.posts.buttons import Rows
from bot.posts.shortening import Piece
from bot.telegram.attempt import once
from bot.types import Button
from handlers.context import ChatContext, KhabarContext
from handlers.owner.lists import MAX_HEADLINE, isolated_excerpt
from handlers.ui.formatting import past_time
from handlers.ui.replies import answer_callback, edit_or_send
from storage.outbox import Clearing, WaitingArticle

MAX_LISTED = 5
_LOOKED_THROUGH = 1_000


def waiting_list(
    articles: list[WaitingArticle], translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Lay out what waits as HTML, the longest first; empty for nothing.

    Each article has a button that drops it.
    """
    if not articles:
        return "", ()
    lines = [translator.html("<b>Waits to be sent</b>")]
    buttons = []
    for number, one in enumerate(articles[:MAX_LISTED], start=1):
        headline = Piece.plain(isolated_excerpt(one.title, MAX_HEADLINE)).html
        chats = translator.nhtml("{n} chat", "{n} chats", one.chats)
        since = Piece.plain(past_time(one.since, now, translator)).html
        lines.append(f"{number}. {headline}\n{chats}, {since}")
        label = translator.gettext("🗑 Drop {number}", number=number)
        buttons.append((Button(label, data=encode(ClearWaiting(one.article_id, ClearStep.ASK))),))
    return "\n".join(lines), tuple(buttons)


async def ask(update: Update, context: KhabarContext, origin: ChatContext, article_id: int) -> bool:
    """Ask whether the article is to be dropped; return False where none of its posts waits."""
    translator = origin.translator
    waiting = await context.store.outbox.waiting_articles(_LOOKED_THROUGH)
    found = next((one for one in waiting if one.article_id == article_id), None)
    if found is None:
        await answer_callback(update, translator.gettext("Nothing of it waits any more."))
        return False
    html = translator.nhtml(
        "<b>{title}</b>\nDrop it? {n} chat waits for it and will not get it.",
        "<b>{title}</b>\nDrop it? {n} chats wait for it and will not get it.",
        found.chats,
        title=isolated_excerpt(found.title, MAX_HEADLINE),
    )
    labels = {
        ClearStep.DROP: translator.gettext("🗑 Yes, drop it"),
        ClearStep.KEEP: translator.gettext("No, keep it"),
    }
    rows = tuple(
        (Button(label, data=encode(ClearWaiting(article_id, step))),)
        for step, label in labels.items()
    )
    await edit_or_send(update, context, origin, html, rows)
    return True


async def drop(
    update: Update, context: KhabarContext, origin: ChatContext, article_id: int
) -> None:
    """Drop the article's posts that are not sent yet, and say for how many chats that is."""
    outbox, now = context.store.outbox, context.services.now()
    clearing = Clearing(article_id=article_id)
    dropped = await once("drop", lambda: outbox.clear(clearing, now))
    context.services.wake_delivery()
    translator = origin.translator
    text = translator.ngettext("Dropped for {n} chat.", "Dropped for {n} chats.", dropped)
    await answer_callback(update, text)
