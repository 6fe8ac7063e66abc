"""Fits the text, captions, credits and links of an album into the caption of its first photo."""

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import Translator
from bot.posts.buttons import MORE, read_label, share_url
from bot.posts.pieces import in_direction, photo_line
from bot.posts.shortening import NOTHING, Parts, Piece, fitted, joined
from bot.text.urls import absolute
from storage.models import Article, Photo, StoredArticle

_DOT = " · "


def album_caption(
    parts: Parts, photos: Sequence[Photo], links: Piece, news: Article, limit: int
) -> Piece:
    """Compose the caption within `limit` UTF-16 units after entity parsing.

    The lines of the last photos give way first, and their credits then stand together in one line;
    where that leaves room for no line at all, the credits give way. What gives way to the rest is
    decided by `fitted`.

    Args:
        parts: the post's text, without a photo's line.
        photos: what the album shows, in order.
        links: what the buttons of a single photo would hold; it never gives way.
        news: the article.
        limit: Telegram's limit of a caption.
    """
    lines = caption_lines(photos, news)
    for with_credits in (True, False):
        for shown in range(len(lines), 0, -1):
            rest = _credits(photos, lines[shown:], news) if with_credits else NOTHING
            told = joined((*(line for line, _ in lines[:shown]), rest), "\n")
            whole = replace(parts, photo_line=told, links=links).rendered()
            if whole.length <= limit:
                return whole
    first = lines[0][0] if lines else NOTHING
    return fitted(replace(parts, photo_line=first, links=links), limit)


def caption_lines(photos: Sequence[Photo], news: Article) -> list[tuple[Piece, Photo]]:
    """Return a line for each photo with a caption or credit, the same one once."""
    found: dict[str, tuple[Piece, Photo]] = {}
    for photo in photos:
        line = photo_line(photo, news)
        if line.text:
            found.setdefault(line.text, (line, photo))
    return list(found.values())


def _credits(
    photos: Sequence[Photo], hidden: Sequence[tuple[Piece, Photo]], news: Article
) -> Piece:
    """Return one line with the credits of the photos whose own lines are left out."""
    names = dict.fromkeys(photo.credit for _, photo in hidden if photo.credit)
    return photo_line(Photo(photos[0].url, credit=_DOT.join(names)), news) if names else NOTHING


def album_links(article: StoredArticle, translator: Translator, bot_name: str) -> Piece:
    """Return the links that stand for an album's buttons: the page, share, and what else there is.

    Args:
        article: whose album it is.
        translator: for the language of the chat.
        bot_name: the bot's user name; without it nothing leads back to the bot.
    """
    news = article.article
    pieces = []
    if url := absolute(news.url):
        pieces.append(Piece.anchor(read_label(news, translator), url))
        if share := share_url(url, news.title):
            pieces.append(Piece.anchor(translator.gettext("Share"), share))
    if bot_name:
        pieces.append(
            Piece.anchor(MORE, f"https://t.me/{bot_name}?start={more_parameter(article)}")
        )
    line = joined(pieces, _DOT)
    mark = in_direction(line.text, news).removesuffix(line.text)
    return Piece(mark + line.html, mark + line.text)


def more_parameter(article: StoredArticle) -> str:
    """Return the start parameter that opens what is behind ⋯ under an album's post."""
    return f"m{article.id}"
