"""Opens and closes the menu behind ⋯ under a post, in the post's own message."""

from telegram import Update

from bot.posts.actions.reading import ClosePostMenu, OpenPostMenu
from bot.posts.buttons import Rows, post_buttons
from bot.posts.gallery_text import gallery_text
from bot.posts.post_menu import closed, followable, menu_rows, opened
from bot.posts.tag_ranking import best_to_follow
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import followed_ids
from handlers.ui.guards import require_article
from handlers.ui.replies import answer_callback, change_buttons, reply, shown_rows
from storage.models import StoredArticle


async def open_menu(update: Update, context: KhabarContext) -> None:
    """Show the menu's rows below the post's own row."""
    origin = await chat_context(update, context)
    article_id = button_action(update, OpenPostMenu).article_id
    article = await require_article(update, context, origin, article_id)
    if article is None:
        return
    await answer_callback(update)
    rows = shown_rows(update)
    if rows is None:
        # What stands under the post is not known, and would be lost with the menu put there.
        await send_menu(update, context, origin, article_id)
        return
    await change_buttons(update, opened(rows, article_id, await _menu(context, origin, article)))


async def send_menu(
    update: Update, context: KhabarContext, origin: ChatContext, article_id: int
) -> None:
    """Send what an album's ⋯ leads to: all its captions, above the post's buttons and the menu."""
    article = await require_article(update, context, origin, article_id)
    if article is None:
        return
    post = gallery_text(article, translator=origin.translator)
    rows = opened(post.buttons, article_id, await _menu(context, origin, article))
    await reply(context, origin, post.html, rows)


async def _menu(context: KhabarContext, origin: ChatContext, article: StoredArticle) -> Rows:
    tags = followable(article)
    usage = await context.store.tag_usages.of([tag.id for tag in tags])
    tag = best_to_follow(tags, article.article, usage)
    chat_id = origin.chat.id if origin.chat else 0
    muted = {one.id for one in await context.store.subscriptions.muted(chat_id)}
    return menu_rows(
        article,
        tag,
        translator=origin.translator,
        following=tag is not None and tag.id in await followed_ids(context, origin),
        muted=tag is not None and tag.id in muted,
    )


async def close_menu(update: Update, context: KhabarContext) -> None:
    """Take the menu's rows away again; what Telegram no longer shows gets its article's row."""
    await answer_callback(update)
    article_id = button_action(update, ClosePostMenu).article_id
    rows = shown_rows(update)
    if rows is not None:
        await change_buttons(update, closed(rows, article_id))
        return
    origin = await chat_context(update, context)
    for article in await context.store.articles.public([article_id]):
        row = post_buttons(article, translator=origin.translator, kind=origin.kind)
        await change_buttons(update, row)
