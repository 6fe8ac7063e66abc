"""Decides what an article becomes in a chat: text, photo, album, video or audio, or a preview."""

from enum import StrEnum

from bot.text.urls import absolute
from storage.models import MAX_ALBUM, Article, Media, MediaKind, Photo, PostFormat

_FEWEST = 2


class Shape(StrEnum):
    """What a post shows; whatever can't be sent becomes a photo, and that a text."""

    TEXT = "text"
    # A text below the preview of a video at another site.
    PREVIEW = "preview"
    PHOTO = "photo"
    ALBUM = "album"
    # Video or audio.
    FILE = "file"


def shape_of(
    news: Article, *, wanted: PostFormat, album: int, shown_media: int | None = None
) -> Shape:
    """Return the shape of an article's post.

    Args:
        news: the article.
        wanted: how much of an article the chat wants.
        album: how many photos of a gallery the chat wants in one post.
        shown_media: of a post that is edited, how many photos or files it shows: a message never
            changes from text to photo or back, and an album's messages take no buttons. None for a
            post that is new.
    """
    if shown_media is not None and shown_media >= _FEWEST:
        return Shape.ALBUM
    if shown_media == 1:
        return Shape.FILE if _is_file(news.media) else Shape.PHOTO
    if wanted is not PostFormat.PHOTO:
        return Shape.TEXT
    best = _best_shape(news, album)
    return best if shown_media is None or best is Shape.PREVIEW else Shape.TEXT


def _best_shape(news: Article, album: int) -> Shape:
    if news.media is not None:
        return Shape.FILE if _is_file(news.media) else Shape.PREVIEW
    if len(album_photos(news, album)) >= _FEWEST:
        return Shape.ALBUM
    return Shape.PHOTO if sendable(news.photo) else Shape.TEXT


def _is_file(media: Media | None) -> bool:
    return media is not None and media.kind is not MediaKind.PLAYER


def album_photos(news: Article, most: int) -> tuple[Photo, ...]:
    """Return the photos of an article's gallery that one post shows, with addresses to send."""
    if most < _FEWEST:
        return ()
    photos = (sendable(photo) for photo in news.gallery)
    return tuple(photo for photo in photos if photo)[: min(most, MAX_ALBUM)]


def sendable(photo: Photo | None) -> Photo | None:
    """Return the photo with its address as Telegram takes it; None if it has none."""
    if photo is None or not (url := absolute(photo.url)):
        return None
    return Photo(url, photo.caption, photo.credit)
