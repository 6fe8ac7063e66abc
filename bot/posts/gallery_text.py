"""Composes what stands behind ⋯ under an album: every caption and credit, and the buttons."""

from telegram.constants import MessageLimit

from bot.i18n import Translator
from bot.posts.album_caption import caption_lines
from bot.posts.buttons import Rows, post_buttons
from bot.posts.pieces import headline
from bot.posts.shortening import Piece, joined
from bot.types import Post
from storage.models import ChatKind, StoredArticle

_MAX_HEADLINE = 300


def gallery_text(article: StoredArticle, *, translator: Translator) -> Post:
    """Compose the headline and a line for each photo, as many as fit, above the post's buttons."""
    news = article.article
    photos = news.gallery or ((news.photo,) if news.photo else ())
    text = Piece.bold(headline(news, _MAX_HEADLINE))
    for line, _ in caption_lines(photos, news):
        longer = joined((text, line), "\n\n")
        if longer.length > MessageLimit.MAX_TEXT_LENGTH:
            break
        text = longer
    rows: Rows = post_buttons(article, translator=translator, kind=ChatKind.PRIVATE)
    return Post(html=text.html, text_html=text.html, buttons=rows)
