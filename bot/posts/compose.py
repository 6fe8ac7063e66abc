"""Composes the post of an article for the settings of one chat."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram.constants import MessageLimit

from bot.arabic.breaking import without_mark
from bot.arabic.dates import format_date
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.album_caption import album_caption, album_links
from bot.posts.buttons import post_buttons
from bot.posts.hashtags import hashtags
from bot.posts.op_ed import byline
from bot.posts.pieces import clean_text, in_direction, photo_line
from bot.posts.shapes import Shape, album_photos, sendable, shape_of
from bot.posts.shortening import NOTHING, Parts, Piece, fitted, joined
from bot.posts.tag_ranking import says_nothing
from bot.posts.withdrawn_card import withdrawn_card
from bot.text.live_blog_lines import entry_of
from bot.text.urls import absolute
from bot.types import Post
from storage.models import Article, ArticleStatus, ChatKind, PostFormat, StoredArticle

# More hashtags are of no use, and Telegram marks at most a hundred entities.
MAX_HASHTAGS = 6


def compose(
    article: StoredArticle,
    *,
    format: PostFormat,  # noqa: A002 - the setting's own name
    translator: Translator,
    corrected_at: datetime | None = None,
    kind: ChatKind = ChatKind.PRIVATE,
    zone_name: str,
    signature: str = "",
    linked: bool = False,
    album: int = 1,
    shown_media: int | None = None,
    bot_name: str = "",
    buttons: bool = True,
    with_hashtags: bool = True,
    own_summary: str = "",
) -> Post:
    """Compose the post of an article for one kind of chat.

    The result is within `MessageLimit.CAPTION_LENGTH` if it has a photo, else within
    `MAX_TEXT_LENGTH`. A withdrawn article becomes a notice without summary, and its photo a
    picture that says the same; an opinion piece has its author's name under the headline.

    Args:
        article: the stored article.
        format: the chat's chosen format.
        translator: for the language of the chat.
        corrected_at: marks the post as updated at that time, aware.
        kind: the kind of chat, which decides the buttons.
        zone_name: the time zone in which `corrected_at` is displayed.
        signature: a line of plain text below all.
        linked: whether the headline is a link in every format.
        album: how many photos of a gallery the chat wants in one post.
        shown_media: how many photos or files an edited post shows; None for a new one.
        bot_name: the bot's user name, for the links of an album.
        buttons: whether it has buttons, or an album the links in their place.
        with_hashtags: whether the article's tags stand below as hashtags.
        own_summary: what somebody has written for this post in place of the summary; every format
            has it.
    """
    news = article.article
    withdrawn = article.status is ArticleStatus.WITHDRAWN
    below = joined(
        (
            NOTHING if withdrawn else byline(news, translator),
            _updated(corrected_at, translator, zone_name),
            _notice(article, translator),
        ),
        "\n",
    )
    full = format is not PostFormat.HEADLINE and not withdrawn
    summary = article.summary if full else ()
    if own_summary and not withdrawn:
        summary = (own_summary,)
    parts = Parts(
        headline=_headline(news),
        url="" if full and not linked else absolute(news.url),
        above=_breaking(news, translator),
        below=below,
        struck=withdrawn,
        sentences=tuple(text for sentence in summary if (text := clean_text(sentence, news))),
        between="\n" if all(map(entry_of, summary)) else " ",
        written=bool(own_summary),
        hashtags=_hashtags(news) if full and with_hashtags else (),
        signature="" if withdrawn else in_direction(clean(signature), news),
    )
    if withdrawn:
        text = fitted(parts, MessageLimit.CAPTION_LENGTH).html
        card = withdrawn_card(translator.language) if shown_media else ""
        return Post(html=text, text_html=text, photo_url=card)
    text = fitted(parts, MessageLimit.MAX_TEXT_LENGTH).html
    post = Post(
        html=text,
        text_html=text,
        buttons=post_buttons(article, translator=translator, kind=kind) if buttons else (),
    )
    shape = shape_of(news, wanted=format, album=album, shown_media=shown_media)
    if shape is Shape.PREVIEW and news.media is not None:
        return replace(post, link_preview_url=news.media.url, preview_above=True)
    photo = None if shape is Shape.TEXT else sendable(news.photo)
    if photo is not None:
        caption = replace(parts, photo_line=photo_line(photo, news))
        post = replace(
            post,
            html=fitted(caption, MessageLimit.CAPTION_LENGTH).html,
            photo_url=photo.url,
            link_preview_url=absolute(news.url),
        )
    if shape is Shape.FILE:
        bare = fitted(parts, MessageLimit.CAPTION_LENGTH).html
        post = replace(post, file=news.media, media_html=bare)
    elif shape is Shape.ALBUM:
        photos = album_photos(news, max(album, shown_media or 0)) or ((photo,) if photo else ())
        links = album_links(article, translator, bot_name) if buttons else NOTHING
        whole = album_caption(parts, photos, links, news, MessageLimit.CAPTION_LENGTH)
        post = replace(post, album=tuple(one.url for one in photos), media_html=whole.html)
        if not photos:
            # An album that stands in a chat, of an article that has no photo any more.
            post = replace(post, html=whole.html)
    elif shape is Shape.PHOTO and photo is None:
        # A post that shows a photo which the article has no more.
        post = replace(post, html=fitted(parts, MessageLimit.CAPTION_LENGTH).html)
    return post


def _headline(news: Article) -> str:
    """Return the headline without its own mark of breaking news; the address if there is none."""
    title = clean(news.title)
    if news.breaking:
        title = without_mark(title)
    return clean_text(title, news) or absolute(news.url)


def _hashtags(news: Article) -> tuple[str, ...]:
    names = (clean(tag.name) for tag in news.tags if not says_nothing(tag))
    first, *others = hashtags(names, at_most=MAX_HASHTAGS) or ("",)
    return (in_direction(first, news), *others) if first else ()


def _breaking(news: Article, translator: Translator) -> Piece:
    return Piece.bold("🔴 " + translator.gettext("Breaking")) if news.breaking else NOTHING


def _updated(corrected_at: datetime | None, translator: Translator, zone_name: str) -> Piece:
    if corrected_at is None:
        return NOTHING
    local = corrected_at.astimezone(ZoneInfo(zone_name))
    return Piece.plain(
        translator.gettext(
            "✏️ Updated {date}, {time}",
            date=format_date(local, translator.language),
            time=f"{local:%H:%M}",
        )
    )


def _notice(article: StoredArticle, translator: Translator) -> Piece:
    if article.status is not ArticleStatus.WITHDRAWN:
        return NOTHING
    return Piece.plain(
        translator.gettext("⚠️ The newsroom has withdrawn this article since it was published.")
    )
