"""Cleans and escapes an article's headline, text and caption for any message."""

from bot.arabic.bidi import from_the_right, isolate
from bot.arabic.normalize import clean
from bot.posts.shortening import NOTHING, Piece, joined, shortened
from bot.text.urls import absolute
from storage.models import Article, Photo, TagKind


def clean_text(text: str, article: Article) -> str:
    """Clean a text from outside; an Arabic one runs from the right, Latin runs in it isolated."""
    cleaned = clean(text)
    return from_the_right(isolate(cleaned)) if is_arabic(article) else cleaned


def in_direction(line: str, article: Article) -> str:
    """Return a line of the article's post so that it runs from the right if the article does."""
    return from_the_right(line) if is_arabic(article) else line


def is_arabic(article: Article) -> bool:
    """Return whether the lines of an article's post run from the right."""
    return article.language.startswith("ar")


def headline(article: Article, limit: int) -> str:
    """Return the headline within `limit` UTF-16 units before isolates; the URL if there is none."""
    return clean_text(shortened(clean(article.title), limit), article) or absolute(article.url)


def photo_line(photo: Photo, article: Article) -> Piece:
    """Return the newsroom's caption and the credit; nothing if there is neither.

    A dot sets the credit off: slanted Arabic letters are hard to read.
    """
    caption, credit = clean_text(photo.caption, article), clean_text(photo.credit, article)
    line = joined((Piece.plain(caption), Piece.plain(credit)), " · ")
    return joined((Piece.plain("📷"), line), " ") if line.text else NOTHING


def section_of(article: Article) -> str:
    """Return the name of the article's first section; empty if it has none."""
    return clean(next((t.name for t in article.tags if t.kind is TagKind.SECTION), ""))
