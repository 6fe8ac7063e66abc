"""Shows the full text of an article inside the chat, page by page."""

import logging

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.arabic.normalize import clean
from bot.posts.actions.reading import ReadArticle, TurnText
from bot.posts.buttons import markup
from bot.posts.fulltext import text_page
from bot.types import Post
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.deep_links import LinkTarget, share_row, start_parameter
from handlers.ui.replies import answer_callback, answer_expired, is_not_modified

log = logging.getLogger(__name__)


async def open_full_text(update: Update, context: KhabarContext) -> None:
    """Send the first page as a new message: a photo's caption has no room for it."""
    origin = await chat_context(update, context)
    query = update.callback_query
    post = await _page(context, origin, button_action(update, ReadArticle).article_id, 0)
    if query is None or post is None:
        await _answer_unavailable(update, origin)
        return
    await context.bot.send_message(
        origin.telegram_id,
        post.html,
        parse_mode=ParseMode.HTML,
        message_thread_id=origin.reply_thread_id or None,
        reply_parameters=origin.reply_parameters,
        link_preview_options=_preview_options(post),
        reply_markup=markup(post.buttons),
    )
    await answer_callback(update)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Show another page in place."""
    origin = await chat_context(update, context)
    action = button_action(update, TurnText)
    query = update.callback_query
    post = await _page(context, origin, action.article_id, action.page)
    if query is None or post is None:
        await _answer_unavailable(update, origin)
        return
    try:
        await query.edit_message_text(
            post.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview_options(post),
            reply_markup=markup(post.buttons),
        )
    except BadRequest as error:
        # "not modified" is the expected answer where the same page was pressed twice.
        if is_not_modified(error):
            await answer_callback(update)
            return
        log.debug("page of a full text not turned: %s", error.message)
        await answer_expired(update, origin.translator)
        return
    await answer_callback(update)


async def _page(
    context: KhabarContext, origin: ChatContext, article_id: int, page: int
) -> Post | None:
    found = await context.store.articles.public([article_id])
    if not found:
        return None
    passing = share_row(
        context.bot.username,
        start_parameter(LinkTarget.ARTICLE, article_id),
        clean(found[0].article.title),
        origin.translator,
    )
    return text_page(found[0], page, translator=origin.translator, sharing=passing)


async def _answer_unavailable(update: Update, origin: ChatContext) -> None:
    text = origin.translator.gettext("The text of this article can't be shown here.")
    await answer_callback(update, text)


def _preview_options(post: Post) -> LinkPreviewOptions:
    if not post.link_preview_url:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=post.link_preview_url, prefer_large_media=True, show_above_text=True
    )
