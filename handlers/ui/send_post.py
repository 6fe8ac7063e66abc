"""Sends a composed post into a chat: with its photo, or as text where that fails."""

import logging
from collections.abc import Iterable

from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.i18n import Translator
from bot.posts.buttons import Rows, markup
from bot.posts.compose import compose
from bot.posts.template import templated
from bot.types import Post
from handlers.context import ChatContext, KhabarContext, Services
from storage.channels.settings import PostOverrides
from storage.models import Chat, PostFormat, StoredArticle, Template
from storage.store import Store

log = logging.getLogger(__name__)

NO_OVERRIDES = PostOverrides(Template())


async def compose_for_chat(
    store: Store, article: StoredArticle, chat: Chat, *, translator: Translator, zone_name: str
) -> Post:
    """The article as a post of this chat, with its template and overrides."""
    pair = (article.id, chat.id)
    dressing = (await store.channel_settings.post_overrides([pair])).get(pair, NO_OVERRIDES)
    return templated(
        article,
        template=dressing.template,
        headline=dressing.headline,
        summary=dressing.summary,
        format=chat.format,
        translator=translator,
        corrected_at=article.corrected_at,
        kind=chat.kind,
        zone_name=zone_name,
    )


async def send_preview(
    bot: ExtBot[None], services: Services, article: StoredArticle, chat: Chat, *, telegram_id: int
) -> None:
    """Send somebody an article as the chat would get it.

    Raises:
        TelegramError: it can't be sent.
    """
    post = await compose_for_chat(
        services.store,
        article,
        chat,
        translator=services.catalogues.translator(chat.language),
        zone_name=services.zone_name,
    )
    await send_post(bot, telegram_id, post, photo=article.photo_file_id)


async def send_post(
    bot: ExtBot[None],
    telegram_id: int,
    post: Post,
    *,
    photo: str = "",
    rows: Rows = (),
    thread_id: int = 0,
    silent: bool = True,
) -> Message:
    """Send a post, with `rows` below its own buttons; `photo` is the id of a file Telegram has.

    Raises:
        TelegramError: not even the text can be sent.
    """
    keyboard = markup((*post.buttons, *rows))
    thread = thread_id or None
    if post.photo_url:
        try:
            return await bot.send_photo(
                telegram_id,
                photo or post.photo_url,
                caption=post.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_markup=keyboard,
                disable_notification=silent,
            )
        except BadRequest as error:
            # Whatever is wrong with the photo, the text says the same.
            log.info("photo refused, sent as text: %s", error.message)
    return await bot.send_message(
        telegram_id,
        post.text_html,
        parse_mode=ParseMode.HTML,
        message_thread_id=thread,
        reply_markup=keyboard,
        disable_notification=silent,
        link_preview_options=LinkPreviewOptions(
            is_disabled=not post.link_preview_url, url=post.link_preview_url or None
        ),
    )


async def send_article(
    context: KhabarContext,
    origin: ChatContext,
    article: StoredArticle,
    *,
    following: Iterable[int] = (),
) -> None:
    """Send an article into the chat as a post: its photo, or text where Telegram refuses that."""
    post_format = PostFormat.PHOTO if origin.format is PostFormat.HEADLINE else origin.format
    post = compose(
        article,
        format=post_format,
        translator=origin.translator,
        kind=origin.kind,
        zone_name=context.services.zone_name,
        following=frozenset(following),
    )
    thread_id = origin.thread_id or None
    if post.photo_url:
        try:
            message = await context.bot.send_photo(
                origin.telegram_id,
                article.photo_file_id or post.photo_url,
                caption=post.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread_id,
                reply_markup=markup(post.buttons),
            )
        except BadRequest as error:
            log.info("photo refused, sent as text: %s", error.message)
        else:
            await _remember_photo(context, article, message)
            return
    await context.bot.send_message(
        origin.telegram_id,
        post.text_html,
        parse_mode=ParseMode.HTML,
        message_thread_id=thread_id,
        reply_markup=markup(post.buttons),
        link_preview_options=LinkPreviewOptions(
            is_disabled=not post.link_preview_url, url=post.link_preview_url or None
        ),
    )


async def _remember_photo(context: KhabarContext, article: StoredArticle, message: Message) -> None:
    """Store Telegram's id of a photo that was sent for the first time."""
    if article.photo_file_id or article.article.photo is None or not message.photo:
        return
    await context.store.photos.remember(article.id, message.photo[-1].file_id)
