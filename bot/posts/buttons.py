"""Defines inline buttons under a post, and converts them to Telegram's type."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import OpenPostMenu
from bot.posts.actions.subscriptions import Follow, Mute
from bot.posts.hashtags import hashtag
from bot.posts.shortening import shortened
from bot.text.urls import absolute
from bot.types import Button
from storage.models import Article, ArticleStatus, ChatKind, MediaKind, StoredArticle, Tag

# A phone shows about this much of a button that fills the row.
MAX_LABEL = 40

# An Arabic letter takes six characters in an address, whose whole length is bounded.
MAX_SHARED = 120

Rows = tuple[tuple[Button, ...], ...]


# Opens what else can be done with a post.
MORE = "⋯"


def post_buttons(article: StoredArticle, *, translator: Translator, kind: ChatKind) -> Rows:
    """Build a post's only row: the page, share, and in the bot's own chats what else there is.

    Readers of a channel have no chat with the bot, so a channel's posts hold URL buttons only.
    """
    if article.status is ArticleStatus.WITHDRAWN:
        return ()
    news = article.article
    row = []
    if url := absolute(news.url):
        row.append(Button(read_label(news, translator), url=url))
        if share := share_url(url, clean(news.title)):
            row.append(Button(translator.gettext("Share"), url=share))
    if kind is not ChatKind.CHANNEL:
        row.append(Button(MORE, data=encode(OpenPostMenu(article.id))))
    return (tuple(row),) if row else ()


def read_label(news: Article, translator: Translator) -> str:
    """Return what a reader does on the article's page: read, watch, listen, or look at photos."""
    if news.media is not None:
        if news.media.kind is MediaKind.AUDIO:
            return translator.gettext("Listen")
        return translator.gettext("Watch")
    return translator.gettext("Photos") if news.gallery else translator.gettext("Read")


def follow_button(tag: Tag, *, translator: Translator, following: bool) -> Button:
    """Build the button that follows or unfollows the tag."""
    name = _short_name(tag)
    if following:
        label = translator.gettext("✓ Following {tag}", tag=name)
    else:
        label = translator.gettext("🔔 Follow {tag}", tag=name)
    return Button(label, data=encode(Follow(tag.id, on=not following)))


def mute_button(tag: Tag, *, translator: Translator, muted: bool) -> Button:
    """Build the button that mutes or unmutes the tag."""
    name = _short_name(tag)
    if muted:
        label = translator.gettext("🔇 Muted: {tag}", tag=name)
    else:
        label = translator.gettext("🔕 Mute {tag}", tag=name)
    return Button(label, data=encode(Mute(tag.id, on=not muted)))


def _short_name(tag: Tag) -> str:
    """Return the tag's hashtag; its name where that makes none, as a year does."""
    return shortened(hashtag(clean(tag.name)) or clean(tag.name), MAX_LABEL)


def share_url(url: str, text: str) -> str:
    """Return Telegram's URL for sharing an address (https://core.telegram.org/widgets/share)."""
    for words in ({"text": shortened(text, MAX_SHARED)}, {}):
        query = urlencode({"url": url} | words, quote_via=quote)
        if address := absolute(f"https://t.me/share/url?{query}"):
            return address
    return ""


def markup(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Convert the rows to Telegram's type; None if there is no button."""
    keyboard = [[_as_telegram(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def _as_telegram(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.inline_query is not None:
        return InlineKeyboardButton(button.text, switch_inline_query=button.inline_query)
    return InlineKeyboardButton(button.text, callback_data=button.data)
