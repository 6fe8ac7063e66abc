"""Answers the buttons under a digest: opens an entry in the same message, and goes back."""

import logging
from collections.abc import Sequence

from telegram import Message, Update

from bot.posts.actions.reading import CloseEntry, OpenEntry, OpenEntryNumber, ShowPart
from bot.posts.buttons import Rows
from bot.posts.digests.entries import (
    beside_entry,
    beside_number,
    digest_again,
    entries_on,
    entry_page,
    numbers_on,
    part_again,
)
from bot.posts.digests.index import DigestEntry
from bot.types import Post
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import show_article
from handlers.ui.guards import require_article
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send, shown_rows
from handlers.ui.send_post import overrides_here, under_own_headlines
from storage.models import StoredArticle
from storage.time_zones import digest_hour

log = logging.getLogger(__name__)


async def open_entry(update: Update, context: KhabarContext) -> None:
    """Show an entry's summary in place of the digest.

    Where the digest's other entries are unknown it stays, and the summary comes below.
    """
    action = button_action(update, OpenEntry)
    origin = await chat_context(update, context)
    data = _button_data(update)
    if data is None:
        await show_article(update, context, origin, action.article_id)
        return
    rows = beside_entry(action, entries_on(data) or [action], origin.translator)
    await _open(update, context, origin, action.article_id, rows)


async def close_entry(update: Update, context: KhabarContext) -> None:
    """Show the digest again in place of its opened entry."""
    action = button_action(update, CloseEntry)
    origin = await chat_context(update, context)
    data = _button_data(update)
    if data is None:
        await _answer_unknown(update, origin)
        return
    entries = entries_on(data)
    articles = await _articles(context, origin, entries)
    hour = _hour(update, origin)
    post = digest_again(action, entries, articles, translator=origin.translator, hour=hour)
    await _show_or_expire(update, context, origin, post)


async def open_entry_number(update: Update, context: KhabarContext) -> None:
    """Show an entry of a long digest in place of the part that lists it."""
    action = button_action(update, OpenEntryNumber)
    origin = await chat_context(update, context)
    data = _button_data(update)
    if data is None:
        await _answer_unknown(update, origin)
        return
    numbers, index = numbers_on(data)
    if index is None or not numbers or not 0 < action.number <= len(index.entries):
        await answer_expired(update, origin.translator)
        return
    rows = beside_number(action, numbers, index, origin.translator)
    await _open(update, context, origin, index.entries[action.number - 1].article_id, rows)


async def show_part(update: Update, context: KhabarContext) -> None:
    """Show another part of a long digest, or the part again in place of its opened entry."""
    action = button_action(update, ShowPart)
    origin = await chat_context(update, context)
    data = _button_data(update)
    if data is None:
        await _answer_unknown(update, origin)
        return
    _, index = numbers_on(data)
    post = None
    if index is not None:
        articles = await _articles(context, origin, index.entries)
        hour = _hour(update, origin)
        post = part_again(action.part, index, articles, translator=origin.translator, hour=hour)
    await _show_or_expire(update, context, origin, post)


def _hour(update: Update, origin: ChatContext) -> int | None:
    """Return the hour by which the digest was named when its message was sent."""
    message = update.effective_message
    if not isinstance(message, Message) or origin.chat is None:
        return None
    return digest_hour(message.date, origin.chat.digest_hours, origin.chat.zone_name)


async def _articles(
    context: KhabarContext, origin: ChatContext, entries: Sequence[OpenEntry | DigestEntry]
) -> dict[int, StoredArticle]:
    found = await context.store.articles.public([one.article_id for one in entries])
    return {one.id: one for one in await under_own_headlines(context, origin, found)}


async def _show_or_expire(
    update: Update, context: KhabarContext, origin: ChatContext, post: Post | None
) -> None:
    """Show the post in place; without one answer that the button has expired."""
    if post is None:
        await answer_expired(update, origin.translator)
    else:
        await edit_or_send(update, context, origin, post.html, post.buttons)


async def _open(
    update: Update, context: KhabarContext, origin: ChatContext, article_id: int, rows: Rows
) -> None:
    article = await require_article(update, context, origin, article_id)
    if article is None:
        return
    overrides = await overrides_here(context, origin, article_id)
    post = entry_page(
        article,
        rows,
        template=overrides.template,
        headline=overrides.headline,
        summary=overrides.summary,
        translator=origin.translator,
        kind=origin.kind,
        zone_name=context.services.zone_name,
    )
    await edit_or_send(update, context, origin, post.html, post.buttons)


async def _answer_unknown(update: Update, origin: ChatContext) -> None:
    """Say that the digest can't be composed again, since its buttons carry it."""
    log.debug("digest pressed whose buttons Telegram no longer gives")
    text = origin.translator.gettext(
        "Telegram no longer gives us this digest. Send /latest for the latest news."
    )
    await answer_callback(update, text)


def _button_data(update: Update) -> list[object] | None:
    """Return the data of the message's buttons; None where they are unknown."""
    rows = shown_rows(update)
    return None if rows is None else [button.data for row in rows for button in row]
