"""Cleans and escapes an article's headline, text and caption for any message."""

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.limits import Piece, joined, shortened
from bot.text.urls import absolute
from storage.models import Article, Photo

NOTHING = Piece("", "")


def clean_text(text: str, article: Article) -> str:
    """Clean a text from outside, and isolate its Latin runs inside Arabic."""
    cleaned = clean(text)
    return isolate(cleaned) if article.language.startswith("ar") else cleaned


def headline(article: Article, limit: int) -> str:
    """Return the headline within `limit` UTF-16 units before isolates; the URL if there is none."""
    return clean_text(shortened(clean(article.title), limit), article) or absolute(article.url)


def photo_line(photo: Photo, article: Article) -> Piece:
    """Return the newsroom's caption with the credit in italics; nothing if there is neither."""
    caption, credit = clean_text(photo.caption, article), clean_text(photo.credit, article)
    line = joined((Piece.plain(caption), Piece.italic(credit) if credit else NOTHING), " · ")
    return joined((Piece.plain("📷"), line), " ") if line.text else NOTHING
