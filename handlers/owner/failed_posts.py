"""Answers `/failed`: lists posts that could not be delivered, and sends one again."""

from telegram import Update

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import SendAgain, SendArticleAgain
from bot.posts.buttons import Rows
from bot.posts.shortening import Piece, shortened
from bot.telegram.attempt import once
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.owner.lists import MAX_HEADLINE, MAX_ROWS, isolated_excerpt, join_with_rest
from handlers.ui.replies import answer_callback, edit_or_send
from storage.outbox import FailedRow

MAX_CHAT = 60
MAX_REASON = 150


async def failed(update: Update, context: KhabarContext) -> None:
    """Show the posts that failed for good, each with a button to send it again."""
    origin = await chat_context(update, context)
    rows = await context.store.outbox.failed(MAX_ROWS + 1)
    await edit_or_send(update, context, origin, *failed_list(rows, origin.translator))


async def send_again(
    update: Update, context: KhabarContext, origin: ChatContext, action: SendAgain
) -> None:
    """Put a failed post back into the outbox, and show the list again."""
    outbox, now = context.store.outbox, context.services.now()
    queued = await once("queue", lambda: outbox.retry_failed(action.row_id, now))
    await _answer_retry(update, context, origin, queued=queued)
    await failed(update, context)


async def send_article_again(
    update: Update, context: KhabarContext, origin: ChatContext, action: SendArticleAgain
) -> None:
    """Put all failed posts of an article back into the outbox."""
    outbox, now = context.store.outbox, context.services.now()
    count = await once("queue", lambda: outbox.retry_article(action.article_id, now))
    await _answer_retry(update, context, origin, queued=count > 0)


async def _answer_retry(
    update: Update, context: KhabarContext, origin: ChatContext, *, queued: bool
) -> None:
    if queued:
        context.services.wake_delivery()
        text = origin.translator.gettext("It is sent again.")
    else:
        text = origin.translator.gettext(
            "It can't be sent again: it was taken up already, or the chat has gone."
        )
    await answer_callback(update, text)


def failed_list(rows: list[FailedRow], translator: Translator) -> tuple[str, Rows]:
    """Lay out the failed posts as HTML with buttons; at most `MAX_ROWS` are shown."""
    if not rows:
        return translator.html("No post has failed for good."), ()
    lines = [translator.html("<b>Posts that could not be delivered</b>\nThe newest come first.")]
    buttons = []
    for number, row in enumerate(rows[:MAX_ROWS], start=1):
        chat = Piece.bold(isolated_excerpt(row.chat_title or str(row.telegram_id), MAX_CHAT))
        headline = Piece.plain(isolated_excerpt(row.title, MAX_HEADLINE))
        reason = Piece.plain(shortened(clean(row.error), MAX_REASON))
        line = f"{number}. {chat.html}: {headline.html}\n"
        if row.stands:
            line += translator.html("It stands there, but could not be changed:") + "\n"
        lines.append(line + reason.html)
        label = translator.gettext("🔁 Send {number} again", number=number)
        buttons.append((Button(label, data=encode(SendAgain(row.id))),))
    return join_with_rest(lines, len(rows), translator), tuple(buttons)
