"""Decides which messages of a post change what they show when its photos have changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.delivery.sending.media_request import media_mark
from bot.types import Post
from storage.models import Media, MediaKind
from storage.outbox import PostPart


class MessageChange(StrEnum):
    """What happens to one message of a post."""

    KEEP = "keep"
    REPLACE = "replace"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows: a photo, video or audio, as Telegram's `InputMedia` names its kind."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one message; `shows` is what it shows afterwards, None where that stays."""

    part: PostPart
    does: MessageChange
    shows: Shown | None = None


def shown_by(post: Post) -> tuple[Shown, ...]:
    """Return what a composed post shows, in order."""
    if post.album:
        return tuple(Shown("photo", url) for url in post.album)
    if post.file is not None and post.file.kind is not MediaKind.PLAYER:
        return (_of_file(post.file),)
    return (Shown("photo", post.photo_url),) if post.photo_url else ()


def _of_file(file: Media) -> Shown:
    return Shown(file.kind.value, file.url)


def changes(posted: Sequence[PostPart], wanted: Sequence[Shown]) -> list[Change]:
    """Return what happens to each message of a post, in order.

    A message whose photo is still wanted keeps it; another one takes a wanted photo that none
    shows, or goes. Telegram adds no message to an album, so what is left of the wanted is not
    shown; and the first message, which has the caption, never goes.

    Args:
        posted: the messages, the one with the caption first.
        wanted: what the post should show; where it is empty nothing changes.
    """
    marks = {media_mark(one.url) for one in wanted}
    shown = {part.mark for part in posted}
    spare = [one for one in wanted if media_mark(one.url) not in shown]
    found = []
    for part in posted:
        if not wanted or part.mark in marks:
            found.append(Change(part, MessageChange.KEEP))
        elif spare:
            found.append(Change(part, MessageChange.REPLACE, spare.pop(0)))
        else:
            found.append(Change(part, MessageChange.DELETE))
    if found and found[0].does is MessageChange.DELETE:
        last = next(i for i in reversed(range(len(found))) if found[i].does is MessageChange.KEEP)
        moved = next(one for one in wanted if media_mark(one.url) == found[last].part.mark)
        found[0] = Change(found[0].part, MessageChange.REPLACE, moved)
        found[last] = Change(found[last].part, MessageChange.DELETE)
    return found
