"""Applies a channel's template to a post: omitted parts, signature, own headline."""

import dataclasses
from datetime import datetime

from bot.i18n import Translator
from bot.posts.compose import compose
from bot.types import Post
from storage.models import ChatKind, Photo, PostFormat, StoredArticle, Template


def templated(
    article: StoredArticle,
    *,
    template: Template,
    headline: str = "",
    summary: str = "",
    format: PostFormat,  # noqa: A002 - the setting's own name
    translator: Translator,
    corrected_at: datetime | None = None,
    kind: ChatKind = ChatKind.CHANNEL,
    zone_name: str,
    album: int = 1,
    shown_media: int | None = None,
    bot_name: str = "",
) -> Post:
    """Compose a post with a template, escaped and within Telegram's limits.

    `headline` and `summary` stand in place of the article's own, and the summary also where the
    template or the format has none: somebody has written it for this post. Without buttons the
    headline is the link, and an album has no links below. `album`, `shown_media`, `bot_name` as in
    `compose`.
    """
    news = with_headline(article, headline).article
    photo = news.photo
    if photo is not None and not template.photo_line:
        photo = Photo(photo.url)
    gallery = news.gallery
    if not template.photo_line:
        gallery = tuple(Photo(one.url) for one in gallery)
    wanted = dataclasses.replace(
        article,
        article=dataclasses.replace(news, photo=photo, gallery=gallery),
        summary=article.summary if template.summary else (),
    )
    return compose(
        wanted,
        format=format,
        translator=translator,
        corrected_at=corrected_at,
        kind=kind,
        zone_name=zone_name,
        signature=template.signature,
        linked=template.link or not template.buttons,
        album=album,
        shown_media=shown_media,
        bot_name=bot_name,
        buttons=template.buttons,
        with_hashtags=template.hashtags,
        own_summary=summary,
    )


def with_headline(article: StoredArticle, headline: str) -> StoredArticle:
    """Return the article under a chat's own headline; as it is where that is empty."""
    if not headline:
        return article
    return dataclasses.replace(
        article, article=dataclasses.replace(article.article, title=headline)
    )
