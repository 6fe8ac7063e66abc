"""Sends an article's post into a chat: with its photo, or as text where that is refused."""

from collections.abc import Sequence
from dataclasses import replace

from telegram.ext import ExtBot

from bot.delivery.sending.calls import BotCalls
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.send_post import PostWriter, Target
from bot.i18n import Translator
from bot.posts.buttons import Rows
from bot.posts.template import templated, with_headline
from bot.types import Post
from handlers.context import ChatContext, KhabarContext, Services
from storage.channels.settings import PostOverrides
from storage.models import MAX_ALBUM, Chat, ChatKind, PostFormat, StoredArticle, Template
from storage.store import Store

_ALBUM = 2
NO_OVERRIDES = PostOverrides(Template())


async def compose_for_chat(
    store: Store,
    article: StoredArticle,
    chat: Chat,
    *,
    translator: Translator,
    zone_name: str,
    bot_name: str,
) -> Post:
    """Compose the post of an article as the chat would get it now: by its template and overrides.

    Nothing says that it was corrected: who gets it for the first time has seen nothing else.
    """
    pair = (article.id, chat.id)
    overrides = (await store.channel_settings.post_overrides([pair])).get(pair, NO_OVERRIDES)
    return templated(
        article,
        template=overrides.template,
        headline=overrides.headline,
        summary=overrides.summary,
        format=chat.format,
        translator=translator,
        kind=chat.kind,
        zone_name=zone_name,
        album=chat.album,
        bot_name=bot_name,
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
        bot_name=bot.username,
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
        rows: further buttons below those of the post; in a message of their own below an album,
            which has none.
        thread_id: the forum topic; 0 for none.
        silent: whether without sound.

    Returns:
        the message that holds `rows`, if there are any.

    Raises:
        TelegramError: Telegram refuses it in every form.
    """
    writer = PostWriter(BotCalls(bot, priority=None), services.photos, now=services.now)
    target = Target(
        telegram_id=telegram_id,
        thread_id=thread_id,
        silent=silent,
        article_id=article_id,
        content=f"article {article_id}" if article_id else "a post",
    )
    sent = await writer.show(target, replace(post, buttons=(*post.buttons, *rows)))
    if not rows or len(sent.parts) < _ALBUM:
        return sent
    head = post.text_html.partition("\n\n")[0]
    below = Post(html=head, text_html=head, buttons=rows, reply_to=sent.message_id)
    return await writer.show(replace(target, silent=True), below)


async def overrides_here(
    context: KhabarContext, origin: ChatContext, article_id: int
) -> PostOverrides:
    """Return how the chat or topic of an update wants an article; a private chat as it is."""
    return (await _overrides_of(context, origin, [article_id])).get(article_id, NO_OVERRIDES)


async def under_own_headlines(
    context: KhabarContext, origin: ChatContext, articles: Sequence[StoredArticle]
) -> list[StoredArticle]:
    """Return articles under the headlines that were written for the chat of an update."""
    own = await _overrides_of(context, origin, [one.id for one in articles])
    return [with_headline(one, own.get(one.id, NO_OVERRIDES).headline) for one in articles]


async def _overrides_of(
    context: KhabarContext, origin: ChatContext, article_ids: Sequence[int]
) -> dict[int, PostOverrides]:
    """Return how the chat wants each article, without those that it wants as they are."""
    if origin.chat is None or origin.kind is ChatKind.PRIVATE:
        return {}
    pairs = [(article_id, origin.chat.id) for article_id in article_ids]
    stored = await context.store.channel_settings.post_overrides(pairs)
    return {article_id: overrides for (article_id, _), overrides in stored.items()}


async def send_article(context: KhabarContext, origin: ChatContext, article: StoredArticle) -> None:
    """Send an article to the chat or topic that the update came from, as its news comes there.

    Raises:
        TelegramError: Telegram refuses it in every form.
    """
    overrides = await overrides_here(context, origin, article.id)
    # Who opens a headline wants to see more of it.
    post_format = PostFormat.PHOTO if origin.format is PostFormat.HEADLINE else origin.format
    post = templated(
        article,
        template=overrides.template,
        headline=overrides.headline,
        summary=overrides.summary,
        format=post_format,
        translator=origin.translator,
        corrected_at=article.corrected_at,
        kind=origin.kind,
        zone_name=context.services.zone_name,
        album=origin.chat.album if origin.chat else MAX_ALBUM,
        bot_name=context.bot.username,
    )
    await send_post(
        context.bot,
        context.services,
        origin.telegram_id,
        replace(post, reply_to=origin.answers_to),
        article_id=article.id,
        thread_id=origin.reply_thread_id,
        silent=False,
    )
