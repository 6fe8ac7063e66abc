"""Composes the post of an article for the settings of one chat."""

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram.constants import MessageLimit

from bot.arabic.bidi import from_the_right
from bot.arabic.breaking import without_mark
from bot.arabic.dates import format_date
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.buttons import post_buttons
from bot.posts.hashtags import hashtags
from bot.posts.limits import Parts, Piece, fitted, joined
from bot.posts.op_ed import byline
from bot.posts.pieces import NOTHING, clean_text, is_arabic, photo_line
from bot.posts.tag_ranking import says_nothing
from bot.text.urls import absolute
from bot.types import Post
from storage.models import Article, ArticleStatus, ChatKind, Photo, PostFormat, StoredArticle

HOME_ZONE = "Asia/Damascus"
# More hashtags are of no use, and Telegram marks at most a hundred entities.
MAX_HASHTAGS = 6


def compose(
    article: StoredArticle,
    *,
    format: PostFormat,  # noqa: A002 - the setting's own name
    translator: Translator,
    corrected_at: datetime | None = None,
    kind: ChatKind = ChatKind.PRIVATE,
    zone_name: str = HOME_ZONE,
    signature: str = "",
    linked: bool = False,
) -> Post:
    """Compose the post of an article for one kind of chat.

    The result is within `MessageLimit.CAPTION_LENGTH` if it has a photo, else within
    `MAX_TEXT_LENGTH`. A withdrawn article becomes a notice without summary and photo; an opinion
    piece has its author's name under the headline.

    Args:
        article: the stored article.
        format: the chat's chosen format.
        translator: for the language of the chat.
        corrected_at: marks the post as updated at that time, aware.
        kind: the kind of chat, which decides the buttons.
        zone_name: the time zone in which `corrected_at` is displayed.
        signature: a line of plain text below all.
        linked: whether the headline is a link in every format.
    """
    news = article.article
    withdrawn = article.status is ArticleStatus.WITHDRAWN
    photo = None if withdrawn or format is not PostFormat.PHOTO else _sendable(news.photo)
    below = joined(
        (
            NOTHING if withdrawn else byline(news, translator),
            _updated(corrected_at, translator, zone_name),
            _notice(article, translator),
        ),
        "\n",
    )
    full = format is not PostFormat.HEADLINE and not withdrawn
    parts = Parts(
        headline=_headline(news),
        url="" if full and not linked else absolute(news.url),
        above=_breaking(news, translator),
        below=below,
        struck=withdrawn,
        sentences=tuple(
            text for sentence in article.summary if (text := clean_text(sentence, news))
        )
        if full
        else (),
        hashtags=_hashtags(news) if full else (),
        signature="" if withdrawn else _in_direction(clean(signature), news),
    )
    text = fitted(parts, MessageLimit.MAX_TEXT_LENGTH).html
    buttons = post_buttons(article, translator=translator, kind=kind)
    if photo is None:
        return Post(html=text, text_html=text, buttons=buttons)
    caption = Parts(
        headline=parts.headline,
        url=parts.url,
        above=parts.above,
        below=parts.below,
        sentences=parts.sentences,
        photo_line=photo_line(photo, news),
        hashtags=parts.hashtags,
        signature=parts.signature,
    )
    return Post(
        html=fitted(caption, MessageLimit.CAPTION_LENGTH).html,
        text_html=text,
        photo_url=photo.url,
        buttons=buttons,
        link_preview_url=absolute(news.url),
    )


def _headline(news: Article) -> str:
    """Return the headline without its own mark of breaking news; the address if there is none."""
    title = clean(news.title)
    if news.breaking:
        title = without_mark(title)
    return clean_text(title, news) or absolute(news.url)


def _hashtags(news: Article) -> tuple[str, ...]:
    names = (clean(tag.name) for tag in news.tags if not says_nothing(tag))
    first, *others = hashtags(names, at_most=MAX_HASHTAGS) or ("",)
    return (_in_direction(first, news), *others) if first else ()


def _in_direction(line: str, news: Article) -> str:
    return from_the_right(line) if is_arabic(news) else line


def _sendable(photo: Photo | None) -> Photo | None:
    if photo is None or not (url := absolute(photo.url)):
        return None
    return Photo(url, photo.caption, photo.credit)


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
