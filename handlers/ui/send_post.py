"""Sends an article's post into a chat: with its photo, or as text where that is refused."""

from dataclasses import replace

from telegram.ext import ExtBot

from bot.delivery.calls import BotCalls
from bot.delivery.send_post import Delivered, PostWriter, Target
from bot.i18n import Translator
from bot.posts.buttons import Rows
from bot.posts.compose import compose
from bot.posts.template import templated
from bot.types import Post
from handlers.context import ChatContext, KhabarContext, Services
from storage.channels.settings import PostOverrides
from storage.models import Chat, PostFormat, StoredArticle, Template
from storage.store import Store

NO_OVERRIDES = PostOverrides(Template())


async def compose_for_chat(
    store: Store, article: StoredArticle, chat: Chat, *, translator: Translator, zone_name: str
) -> Post:
    """Compose the post of an article for a chat, with the chat's template and overrides."""
    pair = (article.id, chat.id)
    overrides = (await store.channel_settings.post_overrides([pair])).get(pair, NO_OVERRIDES)
    return templated(
        article,
        template=overrides.template,
        headline=overrides.headline,
        summary=overrides.summary,
        format=chat.format,
        translator=translator,
        corrected_at=article.corrected_at,
        kind=chat.kind,
        zone_name=zone_name,
    )


async def send_preview(
    bot: ExtBot[None], services: Services, article: StoredArticle, chat: Chat, *, telegram_id: int
) -> None:
    """Send a person an article as the chat would get it.

    Raises:
        TelegramError: it was not sent.
    """
    post = await compose_for_chat(
        services.store,
        article,
        chat,
        translator=services.catalogues.translator(chat.language),
        zone_name=services.zone_name,
    )
    await send_post(bot, services, telegram_id, post, article_id=article.id)


async def send_post(
    bot: ExtBot[None],
    services: Services,
    telegram_id: int,
    post: Post,
    *,
    article_id: int = 0,
    rows: Rows = (),
    thread_id: int = 0,
    silent: bool = True,
) -> Delivered:
    """Send a post, reduced like any news as far as Telegram refuses parts of it.

    Args:
        bot: sends it.
        services: the services.
        telegram_id: the chat.
        post: what is sent.
        article_id: the article that the post is about; 0 for none.
        rows: further buttons below those of the post.
        thread_id: the forum topic; 0 for none.
        silent: whether without sound.

    Raises:
        TelegramError: Telegram refuses it in every form.
    """
    writer = PostWriter(BotCalls(bot, lane=None), services.photos, now=services.now)
    target = Target(
        telegram_id=telegram_id, thread_id=thread_id, silent=silent, article_id=article_id
    )
    return await writer.show(target, replace(post, buttons=(*post.buttons, *rows)))


async def send_article(context: KhabarContext, origin: ChatContext, article: StoredArticle) -> None:
    """Send an article as a post to the chat or topic that the update came from.

    Raises:
        TelegramError: Telegram refuses it in every form.
    """
    post_format = PostFormat.PHOTO if origin.format is PostFormat.HEADLINE else origin.format
    post = compose(
        article,
        format=post_format,
        translator=origin.translator,
        corrected_at=article.corrected_at,
        kind=origin.kind,
        zone_name=context.services.zone_name,
    )
    await send_post(
        context.bot,
        context.services,
        origin.telegram_id,
        post,
        article_id=article.id,
        thread_id=origin.thread_id,
        silent=False,
    )
