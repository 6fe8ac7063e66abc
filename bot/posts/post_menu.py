"""Opens and closes the rows below a post's buttons that say what else can be done with it."""

from collections.abc import Sequence

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.encoding import decode, encode
from bot.posts.actions.reading import ClosePostMenu, OpenPostMenu, ReadArticle, WhySent
from bot.posts.actions.settings import SendSettings
from bot.posts.actions.subscriptions import Follow, Mute
from bot.posts.buttons import MORE, Rows, follow_button, mute_button
from bot.posts.hashtags import hashtag
from bot.types import Button
from storage.models import StoredArticle, Tag

_OPENED = "✕"
_ACTIONS = (ReadArticle, WhySent, Follow, Mute, SendSettings)
# Two buttons side by side show about so many letters each on a phone of 360 pixels.
_HALF_ROW = 18


def followable(article: StoredArticle) -> list[Tag]:
    """Return the article's tags that can be followed: stored ones whose name makes a hashtag."""
    return [tag for tag in article.article.tags if tag.id and hashtag(clean(tag.name))]


def menu_rows(
    article: StoredArticle,
    tag: Tag | None,
    *,
    translator: Translator,
    following: bool,
    muted: bool,
) -> Rows:
    """Build the rows: text and reason, follow and mute the tag by its name, settings.

    Args:
        article: whose post it is; without paragraphs there is no text to show.
        tag: the one to follow or mute; None for an article without tags.
        translator: for the language of the chat.
        following: whether the chat follows the tag.
        muted: whether the chat has muted it.
    """
    rows: list[tuple[Button, ...]] = []
    if tag is not None:
        follow = follow_button(tag, translator=translator, following=following)
        mute = mute_button(tag, translator=translator, muted=muted)
        is_short = max(len(follow.text), len(mute.text)) <= _HALF_ROW
        rows += [(follow, mute)] if is_short else [(follow,), (mute,)]
    row = []
    if any(clean(paragraph) for paragraph in article.article.paragraphs):
        row.append(Button(translator.gettext("Text here"), data=encode(ReadArticle(article.id))))
    row.append(Button(translator.gettext("Why this?"), data=encode(WhySent(article.id))))
    row.append(Button(translator.gettext("Settings"), data=encode(SendSettings())))
    rows.append(tuple(row))
    return tuple(rows)


def opened(rows: Rows, article_id: int, menu: Rows) -> Rows:
    """Put the menu's rows below the row whose button opens it; that button closes it then.

    A message whose buttons are not known to hold such a row gets the menu below all.
    """
    opening = encode(OpenPostMenu(article_id))
    closing = Button(_OPENED, data=encode(ClosePostMenu(article_id)))
    for place, row in enumerate(rows):
        if any(button.data == opening for button in row):
            turned = tuple(closing if button.data == opening else button for button in row)
            return (*rows[:place], turned, *menu, *rows[place + 1 :])
    return (*rows, *menu)


def closed(rows: Rows, article_id: int) -> Rows:
    """Take the menu's rows away; the button that closed it opens it then."""
    closing = encode(ClosePostMenu(article_id))
    opening = Button(MORE, data=encode(OpenPostMenu(article_id)))
    return tuple(
        tuple(opening if button.data == closing else button for button in row)
        for row in rows
        if not _belongs_to_menu(row)
    )


def _belongs_to_menu(row: Sequence[Button]) -> bool:
    return all(isinstance(decode(button.data), _ACTIONS) for button in row)
