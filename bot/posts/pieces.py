"""Cleans and escapes an article's headline, text and caption for any message."""

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.limits import Piece, joined, shortened
from bot.text.urls import absolute
from storage.models import Article, Photo

NOTHING = Piece("", "")


def clean_text(text: str, article: Article) -> str:
    """A text from outside, cleaned, its Latin runs kept in order inside Arabic."""
    cleaned = clean(text)
    return isolate(cleaned) if article.language.startswith("ar") else cleaned


def headline(article: Article, limit: int) -> str:
    """The headline within `limit` UTF-16 units before isolates; the address where there is none."""
    return clean_text(shortened(clean(article.title), limit), article) or absolute(article.url)


def photo_line(photo: Photo, article: Article) -> Piece:
    """The newsroom's caption with the credit in italics; nothing where the photo has neither."""
    caption, credit = clean_text(photo.caption, article), clean_text(photo.credit, article)
    line = joined((Piece.plain(caption), Piece.italic(credit) if credit else NOTHING), " · ")
    return joined((Piece.plain("📷"), line), " ") if line.text else NOTHING
