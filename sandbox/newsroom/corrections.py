"""Edits of a published article, with their bounds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from sandbox.newsroom.errors import InvalidRequestError
from sandbox.newsroom.models import Article, Photo
from sandbox.newsroom.wording import printable

MAX_TEXT = 20_000
MAX_PARAGRAPHS = 400
MAX_TAGS = 50


class ArticleChanges(TypedDict, total=False):
    """What may be changed; what is left out or None stays."""

    headline: str | None
    paragraphs: Sequence[str] | None
    caption: str | None
    tags: Sequence[str] | None
    breaking: bool | None
    new_photo: bool


def corrected(old: Article, changes: ArticleChanges, *, at: datetime) -> Article:
    """The article after a change at that moment.

    Raises:
        InvalidRequestError: a text is empty where it must not be, or too long.
    """
    headline, caption = changes.get("headline"), changes.get("caption")
    paragraphs, tags = changes.get("paragraphs"), changes.get("tags")
    breaking = changes.get("breaking")
    return replace(
        old,
        headline=old.headline if headline is None else checked(headline, "headline"),
        paragraphs=old.paragraphs if paragraphs is None else _texts(paragraphs, MAX_PARAGRAPHS),
        caption=old.caption if caption is None else checked(caption, "caption", empty=True),
        tags=old.tags if tags is None else _texts(tags, MAX_TAGS),
        breaking=old.breaking if breaking is None else breaking,
        photo=_another(old.photo) if changes.get("new_photo") else old.photo,
        modified_at=at,
    )


def checked(value: str, name: str, *, empty: bool = False) -> str:
    """One text of an editor, without what no reader could see."""
    text = printable(value).strip()
    if not text and not empty:
        raise InvalidRequestError(f"{name} must not be empty")
    if len(text) > MAX_TEXT:
        raise InvalidRequestError(f"{name} must not be longer than {MAX_TEXT} characters")
    return text


def _texts(values: Sequence[str], most: int) -> tuple[str, ...]:
    if len(values) > most:
        raise InvalidRequestError(f"no more than {most} entries")
    return tuple(checked(value, "entry") for value in values)


def _another(photo: Photo | None) -> Photo | None:
    if photo is None:
        return None
    stem, _, extension = photo.path.rpartition(".")
    return replace(photo, path=f"{stem}-1.{extension}", seed=photo.seed + 1)
