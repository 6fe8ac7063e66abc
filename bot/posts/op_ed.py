"""Recognises opinion pieces and composes the line that names their author."""

from bot.arabic.normalize import clean, fold
from bot.i18n import Translator
from bot.posts.pieces import clean_text
from bot.posts.shortening import NOTHING, Piece, shortened
from storage.models import Article

MAX_AUTHOR = 100
# How newsrooms call the section, as its name or its slug.
_SECTIONS = frozenset(
    fold(name)
    for name in (
        "رأي",
        "الرأي",
        "آراء",
        "مقالات رأي",
        "مقالات الرأي",
        "مقال رأي",
        "opinion",
        "opinions",
    )
)


def is_opinion(news: Article) -> bool:
    """Return whether a section, or a tag where feeds know no sections, marks an opinion piece."""
    return any(fold(clean(tag.name)) in _SECTIONS or tag.slug in _SECTIONS for tag in news.tags)


def byline(news: Article, translator: Translator) -> Piece:
    """Return the author of an opinion piece, or the word "opinion" if unknown; else nothing."""
    if not is_opinion(news):
        return NOTHING
    author = clean_text(shortened(clean(news.author), MAX_AUTHOR), news)
    if not author:
        return Piece.plain(translator.gettext("Opinion"))
    return Piece.plain(translator.gettext("By {author}", author=author))
