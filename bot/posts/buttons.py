"""Defines inline buttons under a post, and converts them to Telegram's type."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.hashtags import hashtag
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.reading_actions import ReadArticle, WhySent
from bot.posts.subscription_actions import ConfirmTag, Follow, Mute
from bot.posts.tag_ranking import most_specific
from bot.text.urls import absolute
from bot.types import Button
from storage.models import ArticleStatus, ChatKind, StoredArticle, Tag

# A phone shows about this much of a button that fills the row.
MAX_LABEL = 40

# An Arabic letter takes six characters in an address, whose whole length is bounded.
MAX_SHARED = 120

Rows = tuple[tuple[Button, ...], ...]


def post_buttons(
    article: StoredArticle,
    *,
    translator: Translator,
    kind: ChatKind,
    following: frozenset[int] = frozenset(),
) -> Rows:
    """Read and share for everybody; in a chat of the bot's reading here, why, following, muting.

    A channel's readers are no chat of the bot's, so its posts hold addresses only.
    """
    if article.status is ArticleStatus.WITHDRAWN:
        return ()
    news = article.article
    rows: list[tuple[Button, ...]] = []
    if url := absolute(news.url):
        row = [Button(translator.gettext("📖 Read"), url=url)]
        if share := share_url(url, clean(news.title)):
            row.append(Button(translator.gettext("↗️ Share"), url=share))
        rows.append(tuple(row))
    if kind is ChatKind.CHANNEL:
        return tuple(rows)
    inside = []
    if any(clean(paragraph) for paragraph in news.paragraphs):
        data = encode(ReadArticle(article.id))
        inside.append(Button(translator.gettext("📄 Read it here"), data=data))
    inside.append(Button(translator.gettext("❔ Why this?"), data=encode(WhySent(article.id))))
    rows.append(tuple(inside))
    tag = tag_to_follow(article)
    if tag is not None:
        button = follow_button(tag, translator=translator, following=tag.id in following)
        # The tag is named beside it, and in full once this one was pressed.
        mute = Button(translator.gettext("🔕 Mute"), data=encode(Mute(tag.id, on=True)))
        rows.append((button, mute))
    return tuple(rows)


def tag_to_follow(article: StoredArticle) -> Tag | None:
    """The tag that a reader of this article most likely wants more of."""
    stored = [tag for tag in article.article.tags if tag.id and hashtag(clean(tag.name))]
    return most_specific(stored, article.article)


def follow_button(tag: Tag, *, translator: Translator, following: bool) -> Button:
    """Follow the tag, or leave it."""
    name = shortened(hashtag(clean(tag.name)), MAX_LABEL)
    if following:
        label = translator.gettext("✓ Following {tag}", tag=name)
    else:
        label = translator.gettext("🔔 Follow {tag}", tag=name)
    return Button(label, data=encode(Follow(tag.id, on=not following)))


def mute_button(tag: Tag, *, translator: Translator, muted: bool) -> Button:
    """Mute the tag, or hear it again."""
    name = shortened(hashtag(clean(tag.name)) or clean(tag.name), MAX_LABEL)
    if muted:
        label = translator.gettext("🔇 Muted: {tag}", tag=name)
    else:
        label = translator.gettext("🔕 Mute {tag}", tag=name)
    return Button(label, data=encode(Mute(tag.id, on=not muted)))


def confirm_button(tag: Tag, *, translator: Translator, mute: bool) -> Button:
    """Follow or mute the tag now that it was shown what that brings or spares."""
    name = shortened(hashtag(clean(tag.name)) or clean(tag.name), MAX_LABEL)
    if mute:
        label = translator.gettext("🔕 Yes, mute {tag}", tag=name)
    else:
        label = translator.gettext("🔔 Yes, follow {tag}", tag=name)
    return Button(label, data=encode(ConfirmTag(tag.id, mute)))


def share_url(url: str, text: str) -> str:
    """Telegram's own page for passing an address on (https://core.telegram.org/widgets/share)."""
    for words in ({"text": shortened(text, MAX_SHARED)}, {}):
        query = urlencode({"url": url} | words, quote_via=quote)
        if address := absolute(f"https://t.me/share/url?{query}"):
            return address
    return ""


def markup(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """The rows as Telegram takes them; None where there is no button."""
    keyboard = [[_as_telegram(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def _as_telegram(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.inline_query is not None:
        return InlineKeyboardButton(button.text, switch_inline_query=button.inline_query)
    return InlineKeyboardButton(button.text, callback_data=button.data)
