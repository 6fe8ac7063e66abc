"""`/failed` and `/held`: what owners alone see, and decide about."""

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.feed.schedule import next_reread
from bot.i18n import Translator
from bot.ingest.read_article import build_publication
from bot.posts.buttons import Rows
from bot.posts.keyboard import encode
from bot.posts.limits import Piece, shortened
from bot.posts.owner_actions import DecideHeld, SendAgain
from bot.text.urls import absolute
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, button_action, chat_context
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.articles.held import HeldArticle
from storage.outbox import FailedRow

# Ten of these are below the limit of a message, whatever a headline or a reason holds.
ROWS = 10
MAX_HEADLINE = 120
MAX_CHAT = 60
MAX_REASON = 150

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]


def is_owner(update: Update, context: KhabarContext) -> bool:
    """Whether the one behind the update runs this bot; asked at each use of a button."""
    user = update.effective_user
    return user is not None and user.id in context.services.owner_ids


async def failed(update: Update, context: KhabarContext) -> None:
    """What was given up for good, each with a button to send it again."""
    place = await chat_context(update, context)
    rows = await context.store.outbox.failed(ROWS + 1)
    await edit_or_send(update, context, place, *failed_list(rows, place.translator))


async def send_again(update: Update, context: KhabarContext) -> None:
    """Put a failed row back into the outbox."""
    place = await _place_of_owner(update, context)
    if place is None or update.callback_query is None:
        return
    row_id = button_action(update, SendAgain).row_id
    if await context.store.outbox.retry_failed(row_id, context.services.now()):
        context.services.wake_delivery()
        text = place.translator.gettext("It is sent again.")
    else:
        text = place.translator.gettext(
            "It can't be sent again: it was taken up already, or the chat has gone."
        )
    await answer_callback(update.callback_query, text)
    await failed(update, context)


async def held(update: Update, context: KhabarContext) -> None:
    """What the quality gate held back, each with the two ways to decide."""
    place = await chat_context(update, context)
    rows = await context.store.held.newest(ROWS + 1)
    await edit_or_send(update, context, place, *held_list(rows, place.translator))


async def decide_held(update: Update, context: KhabarContext) -> None:
    """Publish an article that was held back, or leave it for good."""
    place = await _place_of_owner(update, context)
    if place is None or update.callback_query is None:
        return
    action = button_action(update, DecideHeld)
    translator = place.translator
    if action.publish:
        decided = await _publish(context, action.article_id)
        text = translator.gettext("It is published.")
    else:
        decided = await context.store.held.leave(action.article_id)
        text = translator.gettext("It stays unpublished.")
    if not decided:
        text = translator.gettext("This was decided before.")
    await answer_callback(update.callback_query, text)
    await held(update, context)


async def _publish(context: KhabarContext, article_id: int) -> bool:
    found = await context.store.articles.get([article_id])
    if not found:
        return False
    now = context.services.now()
    publication = await asyncio.to_thread(build_publication, found[0].article)
    published = await context.store.publish_held(
        article_id,
        dataclasses.replace(publication, not_before=now, next_read=next_reread(now, now)),
        now=now,
    )
    if published.addressed:
        context.services.wake_delivery()
    return published.article_id is not None


async def _place_of_owner(update: Update, context: KhabarContext) -> ChatContext | None:
    """The place of a press by an owner; anybody else is answered as for a button of no use."""
    place = await chat_context(update, context)
    if is_owner(update, context):
        return place
    if update.callback_query is not None:
        await answer_expired(update.callback_query, place.translator)
    return None


def failed_list(rows: list[FailedRow], translator: Translator) -> tuple[str, Rows]:
    """The owners' list of failed posts as HTML with its buttons; shows at most `ROWS`."""
    if not rows:
        return translator.html("No post has failed for good."), ()
    lines = [translator.html("<b>Posts that could not be delivered</b>\nThe newest come first.")]
    buttons = []
    for number, row in enumerate(rows[:ROWS], start=1):
        chat = Piece.bold(_short(row.chat_title or str(row.telegram_id), MAX_CHAT))
        headline = Piece.plain(_short(row.title, MAX_HEADLINE))
        reason = Piece.plain(shortened(clean(row.error), MAX_REASON))
        lines.append(f"{number}. {chat.html}: {headline.html}\n{reason.html}")
        label = translator.gettext("🔁 Send {number} again", number=number)
        buttons.append((Button(label, data=encode(SendAgain(row.id))),))
    return _with_rest(lines, len(rows), translator), tuple(buttons)


def held_list(rows: list[HeldArticle], translator: Translator) -> tuple[str, Rows]:
    """The owners' list of held articles as HTML with its buttons; shows at most `ROWS`."""
    if not rows:
        return translator.html("No article is held back."), ()
    lines = [
        translator.html(
            "<b>Articles that were held back</b>\n"
            "What was read does not look like an article, so nobody was told."
        )
    ]
    buttons = []
    for number, row in enumerate(rows[:ROWS], start=1):
        headline = Piece.link(_short(row.title, MAX_HEADLINE), absolute(row.url))
        reason = Piece.plain(translator.gettext(row.reason))
        lines.append(f"{number}. {headline.html}\n{reason.html}")
        publish = translator.gettext("✅ Publish {number} anyway", number=number)
        leave = translator.gettext("Leave {number}", number=number)
        buttons.append(
            (
                Button(publish, data=encode(DecideHeld(row.article_id, publish=True))),
                Button(leave, data=encode(DecideHeld(row.article_id, publish=False))),
            )
        )
    return _with_rest(lines, len(rows), translator), tuple(buttons)


def _with_rest(lines: list[str], found: int, translator: Translator) -> str:
    if found > ROWS:
        lines.append(translator.html("There are more: they follow when these are settled."))
    return "\n\n".join(lines)


def _short(text: str, length: int) -> str:
    return isolate(shortened(clean(text), length))
