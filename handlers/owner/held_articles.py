"""Answers `/held`: lists articles that the quality gate held, and publishes or drops one."""

import asyncio
import dataclasses

from telegram import Update

from bot.feed.intervals import recheck_after
from bot.i18n import Translator
from bot.ingest.publications import build_publication
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import DecideHeld
from bot.posts.buttons import Rows
from bot.posts.shortening import Piece
from bot.telegram.attempt import once
from bot.text.urls import absolute
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.owner.lists import MAX_HEADLINE, MAX_ROWS, isolated_excerpt, join_with_rest
from handlers.ui.replies import answer_callback, edit_or_send
from storage.articles.held_articles import HeldArticle


async def held(update: Update, context: KhabarContext) -> None:
    """Show the held articles, each with the buttons to publish and to drop it."""
    origin = await chat_context(update, context)
    rows = await context.store.held_articles.newest(MAX_ROWS + 1)
    await edit_or_send(update, context, origin, *held_list(rows, origin.translator))


async def decide_held(
    update: Update, context: KhabarContext, origin: ChatContext, action: DecideHeld
) -> None:
    """Publish a held article, or drop it for good, and show the list again."""
    translator = origin.translator
    if action.publish:
        decided = await once("publish", lambda: _publish(context, action.article_id))
        text = translator.gettext("It is published.")
    else:
        reject = context.store.held_articles.reject
        decided = await once("reject", lambda: reject(action.article_id))
        text = translator.gettext("It stays unpublished.")
    if not decided:
        text = translator.gettext("This was decided before.")
    await answer_callback(update, text)
    await held(update, context)


async def _publish(context: KhabarContext, article_id: int) -> bool:
    found = await context.store.articles.get([article_id])
    if not found:
        return False
    now = context.services.now()
    publication = await asyncio.to_thread(build_publication, found[0].article)
    published = await context.store.publish_held(
        article_id,
        dataclasses.replace(publication, not_before=now, next_recheck=recheck_after(now, now)),
        now=now,
    )
    if published.addressed:
        context.services.wake_delivery()
    return published.article_id is not None


def held_list(rows: list[HeldArticle], translator: Translator) -> tuple[str, Rows]:
    """Lay out the held articles as HTML with buttons; at most `MAX_ROWS` are shown."""
    if not rows:
        return translator.html("No article is held back."), ()
    lines = [
        translator.html(
            "<b>Articles that were held back</b>\n"
            "What was read does not look like an article, so nobody was told."
        )
    ]
    buttons = []
    for number, row in enumerate(rows[:MAX_ROWS], start=1):
        headline = Piece.link(isolated_excerpt(row.title, MAX_HEADLINE), absolute(row.url))
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
    return join_with_rest(lines, len(rows), translator), tuple(buttons)
